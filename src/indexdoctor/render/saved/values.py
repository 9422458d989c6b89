"""Small parts of a saved report: names of a list, origins, moments, URLs, settings."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, OriginKind, Setting, Shadowed
from indexdoctor.model.url import Url, UrlError, parse_address
from indexdoctor.render.saved.errors import SavedError, at, each

if TYPE_CHECKING:
    from indexdoctor.render import schema_parts as parts

LONGEST = 1e6  # seconds; a run has a deadline far below

NameT = TypeVar("NameT", bound=enum.Enum)


def named(kind: type[NameT], text: str) -> NameT:
    """The member of `kind` with this value. Raises SavedError."""
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise SavedError(f"it is none of {known}") from None


def url(text: str) -> Url:
    try:
        return parse_address(text).url
    except (UrlError, UnicodeError) as error:
        what = str(error) if isinstance(error, UrlError) else "no Unicode"
        raise SavedError(f"it is no URL ({what})") from None


def moment(text: str | None) -> datetime | None:
    """A time with its zone. Raises SavedError."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise SavedError("it is no time of ISO 8601 with a zone")
    if not 2000 <= found.year < 2100:  # before there was a report, or later than a zip can say
        raise SavedError("it is no time of a report")
    return found


def seconds(value: float) -> float:
    """A length of time inside a run. Raises SavedError."""
    if not 0 <= value <= LONGEST:
        raise SavedError("it is no number of seconds of a run")
    return value


def origin(item: parts.Origin) -> Origin:
    return Origin(OriginKind(item.kind), item.name, item.line, item.key)


def setting(item: parts.Setting) -> Setting[object]:
    """The value is text, as it is shown."""
    return Setting(
        item.value,
        origin(item.origin),
        tuple(Shadowed(lost.value, origin(lost.origin), lost.reason) for lost in item.shadowed),
    )


def policy(item: parts.Setting) -> Setting[Policy]:
    def lost(other: parts.Shadowed) -> Shadowed[Policy]:
        with at("value"):
            return Shadowed(named(Policy, other.value), origin(other.origin), other.reason)

    with at("value"):
        value = named(Policy, item.value)
    return Setting(value, origin(item.origin), each("shadowed", item.shadowed, lost))
