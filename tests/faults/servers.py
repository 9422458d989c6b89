"""Servers that answer something else, or nothing."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.faults.draw import refusal
from tests.faults.frame import (
    Fault,
    Put,
    anywhere,
    at,
    is_needed,
    is_plain_about_missing,
    is_private_later,
    is_read,
)
from tests.faults.world import Place, Source, World

from indexdoctor.lab.site import Answer, Files, FixedPath, Gate, Package

_KNOWN = (Source.URL, Source.VARIABLES)


@at(*_KNOWN, when=is_read)
def _forbidden(world: World, place: Place, draw: Draw) -> World | None:
    return world.served(place.name, gate=replace(place.index.gate, allowed=("admin",)))


@at(*_KNOWN, when=is_read)
def _login_page(world: World, place: Place, draw: Draw) -> World | None:
    """The secret has ended, and the server leads who is not known to a page to sign in."""
    login = Answer(302, "/login")
    page = FixedPath("/login", Answer(200), place.origin)
    world = world.served(place.name, gate=Gate(login, login))
    return replace(world.changed(place.name, secret=draw.token()), paths=(page,))


def _missing_is_403(world: World, draw: Draw) -> World | None:
    """An index before the one with the package answers 403 for what it does not have."""
    if world.lock or world.kind in ("publish", "pip sync") or len(world.places) < 2:
        return None
    searched = [place for place in world.places if not place.is_explicit]
    default = next(place for place in world.places if place.is_default)
    before = [p for p in searched if p is not default and p.account is None]
    before = [place for place in before if is_private_later(world, place)]
    if not before or not is_needed(world, default):
        return None
    return world.served(draw.one(before).name, missing=Answer(403))


@at(*_KNOWN, when=is_read)
def _package_blocked(world: World, place: Place, draw: Draw) -> World | None:
    """One of two packages is refused to everyone."""
    if world.kind == "tool install":
        return None
    name = place.index.packages[0].name
    other = Package(f"{name}-extras")
    page = FixedPath(f"{place.index.path}/{name}/", Answer(403), place.origin)
    world = world.served(place.name, packages=(*place.index.packages, other))
    return replace(world, wanted=(*world.wanted, other.name), paths=(page,))


@anywhere(is_read)
def _server_error(world: World, place: Place, draw: Draw) -> World | None:
    answer = Answer(draw.one((500, 502, 503)))
    return world.served(place.name, fixed=answer).with_environ(UV_HTTP_RETRIES="0")


@anywhere(is_read)
def _not_found(world: World, place: Place, draw: Draw) -> World | None:
    if place.policy:  # what is written for another host does not count here
        return None
    return world.changed(place.name, where="nowhere.acme.example")


@anywhere(is_read)
def _nobody_listens(world: World, place: Place, draw: Draw) -> World | None:
    if place.policy:
        return None
    return world.changed(place.name, where="127.0.0.1:9").with_environ(UV_HTTP_RETRIES="0")


@anywhere(is_read)
def _wrong_path(world: World, place: Place, draw: Draw) -> World | None:
    if place.source is Source.KEYRING:  # it has an entry for the right URL
        return None
    if place.is_explicit or place.shape.is_whole or not is_plain_about_missing(world):
        return None
    return world.changed(place.name, path=place.shape.read.format(repo=f"{place.repo}0"))


@anywhere(is_read)
def _without_simple(world: World, place: Place, draw: Draw) -> World | None:
    """The URL for uploads stands where the one for reading belongs."""
    if place.source is Source.KEYRING:  # it has an entry for the right URL
        return None
    if place.shape.key not in ("gitlab", "gitea", "azure", "artifactory"):
        return None
    return world.changed(place.name, path=place.shape.publish.format(repo=place.repo))


@anywhere(is_read)
def _python_too_new(world: World, place: Place, draw: Draw) -> World | None:
    if world.kind == "pip sync":
        return None
    packages = tuple(replace(p, requires_python=">=4") for p in place.index.packages)
    return world.served(place.name, packages=packages)


def _broken_proxy(world: World, draw: Draw) -> World | None:
    if world.kind == "publish" or world.upload is not None:
        return None
    return world.with_environ(
        HTTPS_PROXY="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9", NO_PROXY=""
    ).with_environ(UV_HTTP_RETRIES="0")


def _files_answer(status: int) -> Put:
    @anywhere()
    def put(world: World, place: Place, draw: Draw) -> World | None:
        if place.index.core_metadata:
            return None
        return world.served(place.name, files=replace(place.index.files, fixed=Answer(status)))

    return put


@at(when=is_read)
def _files_elsewhere(world: World, place: Place, draw: Draw) -> World | None:
    """The files of a private index lie on another host, for which nothing is written down."""
    others = [other for other in world.places if other.origin != place.origin]
    if place.source in (Source.STORE, Source.NETRC) or not others or world.upload is not None:
        return None
    if any(other.account is not None for other in others):
        return None
    origin = others[0].origin
    refused = Gate(Answer(401), Answer(401))
    return world.served(place.name, files=Files(path="/store", origin=origin, gate=refused))


@anywhere(is_private_later)
def _private_now(world: World, place: Place, draw: Draw) -> World | None:
    """An index that everyone could read is private now."""
    refused = refusal(place.shape, 401)
    return world.served(place.name, gate=Gate(refused, refused))


FAULTS = (
    Fault("account-without-rights", ("READ102",), _forbidden),
    Fault("login-page", ("READ106",), _login_page),
    Fault("403-for-missing-package", ("READ105", "READ102"), _missing_is_403),
    Fault("one-package-refused", ("READ109", "READ105"), _package_blocked),
    Fault("server-error", ("NET106",), _server_error),
    Fault("host-not-found", ("NET101",), _not_found),
    Fault("nobody-listens", ("NET102",), _nobody_listens),
    Fault("wrong-path", ("READ107",), _wrong_path),
    Fault("url-for-uploads-read", ("READ110",), _without_simple),
    Fault("no-fitting-file", ("READ108",), _python_too_new),
    Fault("proxy-does-not-answer", ("NET104",), _broken_proxy),
    Fault("files-on-another-host", ("POL101",), _files_elsewhere),
    Fault("file-refused", ("READ102", "READ103", "CRED105"), _files_answer(403)),
    Fault("file-missing", ("READ191",), _files_answer(404)),
    Fault("private-without-credentials", ("READ103",), _private_now),
)
