"""One change of uv's behaviour."""

from __future__ import annotations

import functools
import re

from indexdoctor.records import record

Release = tuple[int, ...]
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


@functools.lru_cache(maxsize=512)
def release(version: str) -> Release:
    """The numbers of a version, three at least; a suffix such as `rc1` is passed over.

    Raises ValueError when it does not begin with a number.
    """
    match = _NUMBERS.match(version)
    if match is None:
        raise ValueError(f"`{version}` is no version of uv")
    numbers = tuple(int(part) for part in match[0].split("."))
    return numbers + (0,) * (3 - len(numbers))


@record
class Change:
    """A behaviour that releases from `since` to before `until` show (None: all later ones).

    `name` is short and never reused. `now` says what uv does in those releases, `before` what it
    does in the others; both are sentences without a subject ("ends the search at a 401"). `source`
    is the public address of the change, or how it was measured where uv's notes are silent.
    """

    name: str
    since: str
    before: str
    now: str
    source: str
    until: str | None = None

    def holds_in(self, version: Release) -> bool:
        """Whether a version shows it."""
        if version < release(self.since):
            return False
        return self.until is None or version < release(self.until)

    def __hash__(self) -> int:
        return hash(self.name)
