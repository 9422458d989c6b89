"""Keyrings that are switched off, absent, empty, shadowed, or asked for something else."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.faults.frame import Fault, at, wrong_password
from tests.faults.world import Place, Source, World


@at(Source.KEYRING)
def _off(world: World, place: Place, draw: Draw) -> World | None:
    return replace(world, keyring_on=False)


@at(Source.KEYRING)
def _absent(world: World, place: Place, draw: Draw) -> World | None:
    return replace(world, keyring_there=False)


@at(Source.KEYRING)
def _shadowed(world: World, place: Place, draw: Draw) -> World | None:
    return replace(world, keyring=replace(world.keyring, shadowed=True))


@at(Source.KEYRING)
def _failing(world: World, place: Place, draw: Draw) -> World | None:
    return replace(world, keyring=replace(world.keyring, failing=True))


@at(Source.KEYRING)
def _other_service(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, service=draw.one(("pypi", "https://other.example/")))


@at(Source.KEYRING)
def _other_user(world: World, place: Place, draw: Draw) -> World | None:
    if place.policy:
        return None
    return world.changed(place.name, userinfo="somebody@")


@at(Source.KEYRING)
def _no_user(world: World, place: Place, draw: Draw) -> World | None:
    return None if place.policy else world.changed(place.name, userinfo="")


@at(Source.KEYRING)
def _old_command(world: World, place: Place, draw: Draw) -> World | None:
    if not place.policy:
        return None
    return replace(world, keyring=replace(world.keyring, creds_mode=False))


FAULTS = (
    Fault("keyring-off", ("CRED112", "POL102"), _off),
    Fault("keyring-not-on-path", ("CRED102",), _absent),
    Fault("keyring-shadowed", ("CRED113", "CRED114"), _shadowed),
    Fault("keyring-failing", ("CRED102",), _failing),
    Fault("keyring-other-service", ("CRED102", "CRED114"), _other_service),
    Fault("keyring-other-user", ("CRED102", "CRED114", "CRED116"), _other_user),
    Fault("keyring-without-user", ("CRED115",), _no_user),
    Fault("keyring-too-old", ("CRED102",), _old_command),
    Fault("keyring-wrong-password", ("READ101",), at(Source.KEYRING)(wrong_password)),
)
