"""Secrets that were spoilt on their way, are of something else, or have ended."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.cases.tokens import jwt
from tests.conformance.draw import Draw
from tests.faults.frame import Fault, Put, at
from tests.faults.world import Place, Source, World, encoded

_ANYTHING = (Source.VARIABLES, Source.URL, Source.STORE)


def _spoilt(spoil: Callable[[Place, Draw], str], *sources: Source) -> Put:
    @at(*(sources or _ANYTHING))
    def put(world: World, place: Place, draw: Draw) -> World | None:
        return world.changed(place.name, secret=spoil(place, draw))

    return put


def _newline(place: Place, draw: Draw) -> str:
    return place.secret + draw.one(("\n", "\r\n"))


def _quotes(place: Place, draw: Draw) -> str:
    mark = draw.one(("'", '"'))
    return f"{mark}{place.secret}{mark}"


def _json(place: Place, draw: Draw) -> str:
    return json.dumps({"username": place.user, "password": place.secret})


def _mask(place: Place, draw: Draw) -> str:
    return draw.one(("***", "****", "<hidden>", "[REDACTED]"))


def _unexpanded(place: Place, draw: Draw) -> str:
    return draw.one(("$INDEX_TOKEN", "${INDEX_TOKEN}", "$(cat token)", "%INDEX_TOKEN%"))


def _empty(place: Place, draw: Draw) -> str:
    return ""


@at(Source.URL)
def _raw(world: World, place: Place, draw: Draw) -> World | None:
    """A reserved character of the password stands in the URL as it is."""
    if not set(place.secret) & set("/#"):
        return None
    return world.changed(place.name, userinfo=f"{encoded(place.user)}:{place.secret}@")


@at(Source.URL)
def _twice(world: World, place: Place, draw: Draw) -> World | None:
    if encoded(place.secret) == place.secret:
        return None
    secret = encoded(encoded(place.secret))
    return world.changed(place.name, userinfo=f"{encoded(place.user)}:{secret}@")


@at(Source.VARIABLES, Source.STORE)
def _encoded_in_variable(world: World, place: Place, draw: Draw) -> World | None:
    if encoded(place.secret) == place.secret:
        return None
    return world.changed(place.name, secret=encoded(place.secret))


@at(Source.VARIABLES, Source.URL, Source.NETRC, Source.STORE)
def _other_user(world: World, place: Place, draw: Draw) -> World | None:
    """A user name that this kind of server never takes."""
    if place.shape.key not in ("codeartifact", "google"):
        return None
    return world.changed(place.name, user=draw.one(("__token__", "ci-bot")))


def _jwt(draw: Draw, issuer: str, ended: int) -> str:
    subject, signature = draw.token(), draw.token(43)
    return jwt(iss=issuer, iat=ended - 3600, exp=ended, sub=subject, signature=signature)


@at(Source.VARIABLES, Source.URL, Source.NETRC, Source.STORE)
def _expired(world: World, place: Place, draw: Draw) -> World | None:
    if place.shape.key not in ("artifactory", "azure"):
        return None
    issuer = "jfac@01h" if place.shape.key == "artifactory" else "app.vstoken.visualstudio.com"
    return world.changed(place.name, secret=_jwt(draw, issuer, 1_700_000_000))


@at(Source.VARIABLES, Source.URL, Source.NETRC, Source.STORE)
def _foreign(world: World, place: Place, draw: Draw) -> World | None:
    if place.shape.key not in ("artifactory", "nexus", "azure", "gitea"):
        return None
    return world.changed(place.name, secret=f"glpat-{draw.token(20)}")


@at(Source.URL)
def _token_as_user(world: World, place: Place, draw: Draw) -> World | None:
    if place.shape.key != "gitlab" or place.policy:
        return None
    return world.changed(place.name, userinfo=f"{encoded(place.secret)}@")


FAULTS = (
    Fault("secret-with-line-break", ("CRED108",), _spoilt(_newline)),
    Fault("secret-in-quotes", ("CRED108",), _spoilt(_quotes)),
    Fault("secret-is-json", ("CRED108",), _spoilt(_json)),
    Fault("secret-is-a-mask", ("CRED108",), _spoilt(_mask)),
    Fault("secret-not-expanded", ("CRED108",), _spoilt(_unexpanded)),
    Fault("secret-empty", ("CRED108",), _spoilt(_empty, Source.VARIABLES, Source.STORE)),
    Fault("password-not-encoded", ("CRED121",), _raw),
    Fault("password-encoded-twice", ("CRED150", "CRED108", "READ101"), _twice),
    Fault(
        "password-encoded-where-it-is-plain",
        ("CRED108", "CRED150", "READ101"),
        _encoded_in_variable,
    ),
    Fault("user-of-another-kind-of-server", ("CRED106",), _other_user),
    Fault("token-expired", ("CRED107",), _expired),
    Fault("token-of-another-server", ("CRED109",), _foreign),
    Fault("token-as-user-name", ("CRED110",), _token_as_user),
)
