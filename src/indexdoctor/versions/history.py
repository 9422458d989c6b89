"""The changes in the order of uv's releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.records import record
from indexdoctor.versions.change import Change, release
from indexdoctor.versions.uv import NEWEST, changes


@record
class Step:
    """A change as it begins, or, with `ends`, as it is taken back, at a release."""

    version: str
    change: Change
    ends: bool = False


def steps(since: str | None = None, until: str | None = None) -> tuple[Step, ...]:
    """What happened at the releases from `since` to `until`, both included; the newest first.

    Raises ValueError for what is no version.
    """
    lowest = None if since is None else release(since)
    highest = None if until is None else release(until)
    found = [
        step
        for step in _steps()
        if (lowest is None or release(step.version) >= lowest)
        and (highest is None or release(step.version) <= highest)
    ]
    found.sort(key=lambda step: step.change.name)
    found.sort(key=lambda step: release(step.version), reverse=True)
    return tuple(found)


def _steps() -> Iterator[Step]:
    for change in changes():
        yield Step(change.since, change)
        if change.until is not None:
            yield Step(change.until, change, ends=True)


def turning_points() -> Sequence[str]:
    """The newest release that is known and all at which something changed, the newest first."""
    return tuple(dict.fromkeys((NEWEST, *(step.version for step in steps()))))
