"""Tables that say with which release of uv something came."""

from __future__ import annotations

from collections.abc import Mapping

from indexdoctor.versions import Change, Uv

# By name: a release, or the change of the table of changes. What is not named is older than all
# releases that are known.
Since = Mapping[str, str | Change]


def came(name: str, since: Since, uv: Uv) -> bool:
    """Whether what a table of releases names is there in a version."""
    first = since.get(name)
    if first is None:
        return True
    return first in uv if isinstance(first, Change) else uv.reaches(first)


def release_of(name: str, since: Since) -> str | None:
    """The release with which it came; None when it is not in the table."""
    first = since.get(name)
    return first.since if isinstance(first, Change) else first
