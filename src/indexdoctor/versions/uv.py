"""A version of uv, and which of the known changes it has."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import field, replace

from indexdoctor.records import record
from indexdoctor.versions import auth, builds, lock, network, publish, search, settings, tools
from indexdoctor.versions.change import Change, release

NEWEST = "0.13.8"  # the newest release that was compared request for request
OLDEST = "0.6.0"  # before it nothing was looked at
_TABLES = (auth, search, publish, settings, lock, tools, network, builds)


def changes() -> Iterator[Change]:
    """Every change, table by table."""
    for table in _TABLES:
        for value in vars(table).values():
            if isinstance(value, Change):
                yield value


@record
class Uv:
    """A version of uv: `change in uv` tells how it behaves.

    `like` is the version whose behaviour is taken: the version itself, or the nearest that is
    known when it is newer or older than all of those. `asked`, when there is one, collects the
    changes that were asked for.
    """

    version: str
    like: str
    held: frozenset[Change]
    asked: set[Change] | None = field(default=None, compare=False, repr=False)

    def __contains__(self, change: Change) -> bool:
        if self.asked is not None:
            self.asked.add(change)
        return change in self.held

    def reaches(self, version: str) -> bool:
        """Whether it behaves as this release or a later one: for tables with a release a row."""
        return release(self.like) >= release(version)

    def turned(self, *changes: Change) -> Uv:
        """The same version, but with these changes the other way round."""
        return replace(self, held=self.held ^ frozenset(changes))

    def dated(self, version: str) -> Uv:
        """The same version, but with the tables that have a release a row as of another one."""
        return replace(self, like=version)

    def watched(self) -> Uv:
        """The same version, but it collects what it is asked for."""
        return replace(self, asked=set())


@functools.lru_cache
def known(version: str) -> Uv:
    """How a version behaves; raises ValueError for what is no version."""
    numbers = release(version)
    like = version
    if numbers > release(NEWEST):
        like = NEWEST
    elif numbers < release(OLDEST):
        like = OLDEST
    at = release(like)
    return Uv(version, like, frozenset(change for change in changes() if change.holds_in(at)))


def newest() -> Uv:
    """The newest version whose behaviour is known."""
    return known(NEWEST)
