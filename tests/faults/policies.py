"""Policies and definitions that keep a credential from where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.conformance.draw import Draw
from tests.faults.draw import refusal
from tests.faults.frame import At, Fault, Put, at, is_needed, is_plain_about_missing, is_read
from tests.faults.world import Form, Place, Source, World

from indexdoctor.lab.locked import base
from indexdoctor.lab.site import Account, Answer, Gate

_TABLES = (Form.PYPROJECT, Form.UV_TOML, Form.USER)
_ASKED = (Source.NETRC, Source.STORE, Source.VARIABLES, Source.URL)


def _table(*sources: Source) -> Callable[[At], Put]:
    """A fault of a place whose table can have a policy."""
    return at(*sources, when=lambda world, place: world.form in _TABLES)


@_table(Source.NETRC, Source.STORE, Source.URL, Source.VARIABLES)
def _never(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, policy="never")


@_table(*_ASKED)
def _always_without(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, policy="always", source=Source.NONE)


@_table(*_ASKED)
def _always_with_user(world: World, place: Place, draw: Draw) -> World | None:
    return world.changed(place.name, policy="always", source=Source.NONE, userinfo="alice@")


@_table(Source.URL, Source.VARIABLES, Source.NETRC)
def _ignored_codes(world: World, place: Place, draw: Draw) -> World | None:
    """A wrong password, and a setting that takes its refusal for a package that is missing."""
    if place.policy or world.lock or not is_plain_about_missing(world):
        return None
    lines = (*place.lines, "ignore-error-codes = [401, 403]")
    return world.changed(place.name, secret=draw.token(), lines=lines)


@at(Source.NETRC, Source.STORE, when=is_read)
def _forwarded(world: World, place: Place, draw: Draw) -> World | None:
    """Who does not say who he is, is sent on to another server, and finds nothing there."""
    others = [other for other in world.places if other.origin != place.origin]
    if not is_plain_about_missing(world):
        return None
    if place.policy or not others or any(other.account is not None for other in others):
        return None
    name = place.index.packages[0].name
    target = f"{base(others[0].origin)}/public/simple/{name}/"
    return world.served(place.name, gate=Gate(Answer(302, target), place.index.gate.wrong))


def _two_accounts(world: World, draw: Draw) -> World | None:
    """Of two indexes on one host the second is for an account that is written nowhere."""
    if world.lock or world.upload is not None or world.kind == "publish":
        return None
    pairs = [
        (first, second)
        for number, first in enumerate(world.places)
        for second in world.places[number + 1 :]
        if first.origin == second.origin
        and first.source in (Source.URL, Source.VARIABLES)
        and not first.is_default
        and not first.is_explicit
        and is_needed(world, second)
    ]
    if not pairs or len(world.having(Source.KEYRING)) > 0:
        return None
    _, second = draw.one(pairs)
    other = Account("second-account", draw.token())
    world = replace(world, accounts=(*world.accounts, other))
    refused = refusal(second.shape, 401)
    gate = Gate(refused, refused, allowed=(other.name,))
    return world.changed(second.name, source=Source.NONE, policy="").served(second.name, gate=gate)


def _no_index(world: World, draw: Draw) -> World | None:
    if world.kind in ("publish", "tool install") or world.lock:
        return None
    return replace(world, settings=(*world.settings, "no-index = true"))


def _not_pinned(world: World, draw: Draw) -> World | None:
    """An explicit index, and a package of its that is pinned nowhere."""
    if world.form is not Form.UV_TOML or world.lock or world.kind == "publish":
        return None
    if not is_plain_about_missing(world):
        return None
    places = [p for p in world.places if not p.is_default and is_needed(world, p)]
    return world.changed(draw.one(places).name, is_explicit=True) if places else None


def _named_default(world: World) -> World:
    """The same with the default index in a variable: it is asked whatever file is read."""
    default = next(place for place in world.places if place.is_default)
    name = f"{default.name}=" if default.is_named else ""
    return world.with_environ(UV_DEFAULT_INDEX=name + default.url("{{scheme}}"))


def _shadowed_project(world: World, draw: Draw) -> World | None:
    """A uv.toml beside the pyproject.toml that has the indexes."""
    if world.form is not Form.PYPROJECT or world.kind in ("", "publish") or world.lock:
        return None
    if len(world.places) < 2 or any(place.is_explicit for place in world.places):
        return None
    if world.having(Source.KEYRING) or not is_plain_about_missing(world):
        return None
    return _named_default(world).with_files(**{"project/uv.toml": 'link-mode = "copy"\n'})


def _tool_ignores_project(world: World, draw: Draw) -> World | None:
    """The index of the tool stands in the project's uv.toml, which uv tool does not read."""
    default = next(place for place in world.places if place.is_default)
    if world.kind != "tool install" or world.form is not Form.USER or is_needed(world, default):
        return None
    if world.having(Source.KEYRING) or not is_plain_about_missing(world):
        return None
    return replace(_named_default(world), form=Form.UV_TOML)


def _file_yields(world: World, draw: Draw) -> World | None:
    """The requirements file names the index, and a variable names another default."""
    place = world.places[0]
    if world.form is not Form.REQUIREMENTS or len(world.places) > 1:
        return None
    elsewhere = f"{base(place.origin)}{place.path.rstrip('/')}-old/"
    return world.with_environ(UV_DEFAULT_INDEX=elsewhere)


FAULTS = (
    Fault("never-on-private-index", ("POL104",), _never),
    Fault("always-without-credentials", ("POL102", "CRED102"), _always_without),
    Fault("always-with-user-only", ("POL103", "CRED102", "CRED114"), _always_with_user),
    Fault("forwarded-without-credentials", ("READ104", "READ107"), _forwarded),
    Fault("refusal-ignored", ("READ114", "READ101"), _ignored_codes),
    Fault("two-accounts-on-one-host", ("CRED105",), _two_accounts),
    Fault("no-index", ("CFG104",), _no_index),
    Fault("explicit-without-pin", ("READ107",), _not_pinned),
    Fault("uv-toml-shadows-pyproject", ("CFG103",), _shadowed_project),
    Fault("tool-ignores-project", ("CFG103",), _tool_ignores_project),
    Fault("requirements-index-ignored", ("CFG101",), _file_yields),
)
