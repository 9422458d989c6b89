"""Environment markers as they hold on this machine."""

from __future__ import annotations


def holds(marker: str | None) -> bool:
    """Whether a marker holds here, without any extra; an unreadable one counts as true."""
    if marker is None:
        return True
    from packaging.markers import InvalidMarker, Marker

    try:
        return Marker(marker).evaluate({"extra": ""})
    except (InvalidMarker, KeyError):
        return True
