"""The options that say what may become of a lock."""

from __future__ import annotations

from indexdoctor.model.config import CommandKind, Discovered


def is_frozen(found: Discovered) -> bool:
    """Whether the lock is taken unchecked (--frozen, UV_FROZEN, `uv lock --check-exists`)."""
    return _flag(found, "frozen") or _flag(found, "check-exists")


def must_stay(found: Discovered) -> bool:
    """Whether uv ends with an error when the lock would change (--locked, --check)."""
    return _flag(found, "locked") or (
        found.command.kind is CommandKind.LOCK and _flag(found, "check")
    )


def _flag(found: Discovered, name: str) -> bool:
    value = found.command.options.last(name) or found.environment.last(name)
    return value is not None and value.value == "true"
