"""netrc files that are not found, cannot be read, or say something else."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.faults.frame import Fault, at, wrong_password
from tests.faults.world import Place, Source, World, host


@at(Source.NETRC)
def _missing(world: World, place: Place, draw: Draw) -> World | None:
    return replace(world, netrc_path="home/netrc")


@at(Source.NETRC)
def _unparsable(world: World, place: Place, draw: Draw) -> World | None:
    broken = draw.one(("login me", "hello world", "machine"))
    return replace(world, netrc=(broken,))


@at(Source.NETRC)
def _wrong_login(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, user="somebody")


@at(Source.NETRC)
def _other_entry(world: World, place: Place, draw: Draw) -> World | None:
    line = f"machine {host(place.origin)} login former password {draw.token()}"
    return replace(world, netrc_after=(line,))


@at(Source.NETRC)
def _with_port(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, machine=f"{host(place.origin)}:443")


@at(Source.NETRC)
def _other_host(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, machine="index.acme.example")


FAULTS = (
    Fault("netrc-missing", ("READ103", "POL102"), _missing),
    Fault("netrc-unparsable", ("CRED101",), _unparsable),
    Fault("netrc-wrong-login", ("READ101", "CRED106"), _wrong_login),
    Fault("netrc-other-entry-wins", ("CRED119",), _other_entry),
    Fault("netrc-host-with-port", ("CRED119",), _with_port),
    Fault("netrc-other-host", ("READ103", "POL102"), _other_host),
    Fault("netrc-wrong-password", ("READ101",), at(Source.NETRC)(wrong_password)),
)
