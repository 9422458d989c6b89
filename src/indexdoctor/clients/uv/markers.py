"""Environment markers as they hold on this machine."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(1024)  # large files repeat a few markers on thousands of lines
def holds(marker: str | None) -> bool:
    """Whether a marker holds here, without any extra; an unreadable one counts as true."""
    if marker is None:
        return True
    from packaging.markers import InvalidMarker, Marker

    try:
        return Marker(marker).evaluate({"extra": ""})
    except (InvalidMarker, KeyError):
        return True
