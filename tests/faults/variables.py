"""Variables of other names, of other programs, or that take the place of what is meant."""

from __future__ import annotations

from tests.conformance.draw import Draw
from tests.faults.frame import Fault, at, wrong_password
from tests.faults.scene import variables
from tests.faults.world import Form, Place, Source, World, encoded, netloc

from indexdoctor.lab.locked import base


@at(Source.VARIABLES)
def _misspelt(world: World, place: Place, draw: Draw) -> World | None:
    name = draw.one((place.name + "s", place.name.replace("r", "rr")))
    return None if name == place.name else world.changed(place.name, variable=name)


@at(Source.VARIABLES)
def _unnamed(world: World, place: Place, draw: Draw) -> World | None:
    if world.upload is not None or place.is_explicit:
        return None
    return world.changed(place.name, is_named=False)


@at(Source.VARIABLES)
def _password_only(world: World, place: Place, draw: Draw) -> World | None:
    return _elsewhere(world, place).with_environ(**{variables(place.name)[1]: place.secret})


def _elsewhere(world: World, place: Place) -> World:
    """The world in which uv is told no credential of this place."""
    return world.changed(place.name, source=Source.NONE)


@at(Source.VARIABLES, Source.URL)
def _http_basic(world: World, place: Place, draw: Draw) -> World | None:
    stem = f"UV_HTTP_BASIC_{place.name.upper().replace('-', '_')}"
    more = {f"{stem}_USERNAME": place.user, f"{stem}_PASSWORD": place.secret}
    return _elsewhere(world, place).with_environ(**more)


@at(Source.VARIABLES, Source.URL)
def _poetry(world: World, place: Place, draw: Draw) -> World | None:
    stem = f"POETRY_HTTP_BASIC_{place.name.upper().replace('-', '_')}"
    more = {f"{stem}_USERNAME": place.user, f"{stem}_PASSWORD": place.secret}
    return _elsewhere(world, place).with_environ(**more)


def _full_url(place: Place) -> str:
    info = f"{encoded(place.user)}:{encoded(place.secret)}@"
    return f"{{{{scheme}}}}://{info}{netloc(place.origin)}{place.path}"


@at(Source.VARIABLES, Source.URL)
def _pip_variable(world: World, place: Place, draw: Draw) -> World | None:
    return _elsewhere(world, place).with_environ(PIP_INDEX_URL=_full_url(place))


@at(Source.VARIABLES, Source.URL)
def _pip_conf(world: World, place: Place, draw: Draw) -> World | None:
    text = f"[global]\nindex-url = {_full_url(place)}\n"
    name = draw.one(("home/.config/pip/pip.conf", "home/.pip/pip.conf"))
    return _elsewhere(world, place).with_files(**{name: text})


@at(Source.VARIABLES, Source.URL)
def _pypirc(world: World, place: Place, draw: Draw) -> World | None:
    text = (
        f"[distutils]\nindex-servers =\n    {place.name}\n\n[{place.name}]\n"
        f"repository = {{{{scheme}}}}://{netloc(place.origin)}{place.path}\n"
        f"username = {place.user}\npassword = {place.secret}\n"
    )
    return _elsewhere(world, place).with_files(**{"home/.pypirc": text})


@at(Source.URL)
def _older_default(world: World, place: Place, draw: Draw) -> World | None:
    """UV_DEFAULT_INDEX of another day beside UV_INDEX_URL, which is meant."""
    if world.form is not Form.VARIABLES or len(world.places) > 1:
        return None
    old = f"{base(place.origin)}{place.path.rstrip('/')}-old/"
    return world.with_environ(UV_DEFAULT_INDEX=old, UV_INDEX_URL=_full_url(place))


@at(Source.VARIABLES)
def _user_in_upper_case(world: World, place: Place, draw: Draw) -> World | None:
    if place.user.upper() == place.user:
        return None
    return world.changed(place.name, user=place.user.upper())


FAULTS = (
    Fault("variable-of-misspelt-name", ("CRED104",), _misspelt),
    Fault("variables-of-unnamed-index", ("CRED120",), _unnamed),
    Fault("variable-without-user", ("READ101", "CRED106"), _password_only),
    Fault("variable-wrong-password", ("READ101",), at(Source.VARIABLES)(wrong_password)),
    Fault("variables-uv-http-basic", ("CRED104", "CRED120"), _http_basic),
    Fault("variables-of-poetry", ("CRED123",), _poetry),
    Fault("pip-variable-not-read", ("CRED123",), _pip_variable),
    Fault("pip-conf-not-read", ("CRED123",), _pip_conf),
    Fault("pypirc-not-read", ("CRED123",), _pypirc),
    Fault("older-default-index-wins", ("CFG106",), _older_default),
    Fault("user-in-upper-case", ("READ101", "CRED106"), _user_in_upper_case),
)
