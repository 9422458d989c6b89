"""Uploads that are refused, go to the wrong place, or are not checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.conformance.draw import Draw
from tests.faults.frame import Fault, is_private_later
from tests.faults.world import World

from indexdoctor.lab.locked import base
from indexdoctor.lab.site import Answer, Gate, Package


def _upload(world: World, **changes: Any) -> World | None:
    if world.upload is None:
        return None
    return replace(world, upload=replace(world.upload, **changes))


def _wrong(world: World, draw: Draw) -> World | None:
    return _upload(world, secret=draw.token())


def _none(world: World, draw: Draw) -> World | None:
    if world.upload is None or not is_private_later(world, world.place(world.upload.place)):
        return None
    return _upload(world, how="")


def _forbidden(world: World, draw: Draw) -> World | None:
    upload = world.upload
    if upload is None:
        return None
    gate = replace(upload.endpoint.gate, allowed=("admin",))
    return _upload(world, endpoint=replace(upload.endpoint, gate=gate))


def _to_simple(world: World, draw: Draw) -> World | None:
    """The URL for reading stands where the one for uploads belongs."""
    if world.upload is None:
        return None
    place = world.place(world.upload.place)
    return _upload(world, url=base(place.origin) + place.path)


def _elsewhere(world: World, draw: Draw) -> World | None:
    if world.upload is None or world.upload.endpoint.path == "/":
        return None
    return _upload(world, url=world.upload.url.rstrip("/") + "x/")


def _check_refused(world: World, draw: Draw) -> World | None:
    """The index that is checked is private, and only the upload has a credential."""
    upload = world.upload
    if upload is None or world.kind != "publish":
        return None
    place = world.place(upload.place)
    if not is_private_later(world, place):
        return None
    gate = Gate(Answer(401), Answer(401))
    return world.served(place.name, gate=gate)


def _differs(world: World, draw: Draw) -> World | None:
    upload = world.upload
    if upload is None or world.kind != "publish":
        return None
    place = world.place(upload.place)
    package = Package("mine", ("1.0",), salt="another build")
    return world.served(place.name, packages=(*place.index.packages, package))


def _token_option(world: World, draw: Draw) -> World | None:
    """`--token`, which sends `__token__`, to a server with other user names."""
    upload = world.upload
    if upload is None or world.kind != "publish":
        return None
    if world.place(upload.place).shape.key not in ("artifactory", "codeartifact", "google"):
        return None
    return _upload(world, how="token")


def _twine(world: World, draw: Draw) -> World | None:
    upload = world.upload
    if upload is None or not is_private_later(world, world.place(upload.place)):
        return None
    more = {"TWINE_USERNAME": upload.user, "TWINE_PASSWORD": upload.secret}
    world = world.with_environ(**more)
    return replace(world, upload=replace(upload, how=""))


def _newline(world: World, draw: Draw) -> World | None:
    upload = world.upload
    if upload is None or upload.how != "variables":
        return None
    return _upload(world, secret=upload.secret + "\n")


def _unreadable(world: World, draw: Draw) -> World | None:
    if world.kind != "publish":
        return None
    return world.with_files(**{"project/dist/broken-1.0-py3-none-any.whl": "no archive\n"})


def _server_error(world: World, draw: Draw) -> World | None:
    upload = world.upload
    if upload is None:
        return None
    refuse = Answer(draw.one((500, 503)))
    endpoint = replace(upload.endpoint, accepted=refuse, no_file=refuse)
    return replace(
        world.with_environ(UV_HTTP_RETRIES="0"), upload=replace(upload, endpoint=endpoint)
    )


FAULTS = (
    Fault("upload-wrong-password", ("PUB203",), _wrong),
    Fault("upload-without-credentials", ("PUB204",), _none),
    Fault("upload-forbidden", ("PUB203",), _forbidden),
    Fault("upload-to-simple-url", ("PUB221", "PUB207"), _to_simple),
    Fault("upload-to-wrong-path", ("PUB207",), _elsewhere),
    Fault("check-refused", ("PUB201",), _check_refused, fails=False),
    Fault("file-differs", ("PUB208",), _differs),
    Fault("token-option-of-other-server", ("CRED106",), _token_option),
    Fault("twine-variables-not-read", ("PUB204",), _twine),
    Fault("upload-secret-with-line-break", ("CRED108",), _newline),
    Fault("unreadable-distribution", ("PUB209",), _unreadable),
    Fault("upload-server-error", ("NET106",), _server_error),
)
