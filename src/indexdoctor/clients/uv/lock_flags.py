"""The options that say what may become of a lock."""

from __future__ import annotations

from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered


def is_frozen(found: Discovered) -> bool:
    """Whether the lock is taken unchecked (--frozen, UV_FROZEN, `uv lock --check-exists`)."""
    return _flag(found, "frozen") or _flag(found, "check-exists")


def must_stay(found: Discovered) -> bool:
    """Whether uv ends with an error when the lock would change (--locked, --check)."""
    return _flag(found, "locked") or (
        found.command.kind is CommandKind.LOCK and _flag(found, "check")
    )


def _flag(found: Discovered, name: str) -> bool:
    typed = found.command.options
    value = typed.last(name)
    if value is None and not any(typed.flag(other) for other in _names(found.command.kind)):
        # UV_FROZEN and UV_LOCKED are ignored beside an option of this kind.
        value = found.environment.last(name)
    return value is not None and value.value == "true"


def _names(kind: CommandKind) -> tuple[str, ...]:
    own = ("check", "check-exists") if kind is CommandKind.LOCK else ()
    return ("frozen", "locked", *own)
