"""Where the client at hand fails: which release would not, and since which release it does.

Each release at which something changed is followed with the same answers, as its model has it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from indexdoctor.diagnose.outlook import BAD
from indexdoctor.diagnose.reasons import Run, causes
from indexdoctor.model.comparison import Aspect, Place
from indexdoctor.model.replayed import Replayed, Turning
from indexdoctor.trials import Side, Trials
from indexdoctor.versions import NEWEST, OLDEST, known
from indexdoctor.versions.change import release
from indexdoctor.versions.history import turning_points

if TYPE_CHECKING:
    from indexdoctor.replay.memory import Memory
    from indexdoctor.replay.versions import Version


BUDGET = 4.0  # seconds for all releases; one takes some milliseconds, with large files more


class Upgrading:
    """Follows the releases after and before that of `first`, as far as they tell something.

    `trials` reads the files for them; `repaired` and `broken` are what came of it.
    """

    def __init__(self, first: Side, trials: Trials) -> None:
        self._first = first
        self._trials = trials
        self._runs: list[tuple[Run, Replayed | None]] = []
        self._ends = 0.0
        self.repaired: Turning | None = None
        self.broken: Turning | None = None

    def follow(
        self, replayed: Replayed, memory: Memory
    ) -> Generator[Version, Replayed | None, None]:
        """Nothing where the client ends well. Else all releases whose outcome is not known yet."""
        if not any(conclusion.ending in BAD for conclusion in replayed.conclusions):
            return
        self._trials.remember(memory)
        self._ends = time.monotonic() + BUDGET
        self._keep(self._first, replayed)
        mine = release(self._first.uv.like)
        points = sorted(set(turning_points()) | {OLDEST}, key=release)
        newer = [point for point in points if release(point) > mine]
        older = [point for point in points if release(point) <= mine][:-1]
        yield from self._look_forward(newer)
        yield from self._look_back(older, points[len(older)])

    def _look_forward(self, newer: Sequence[str]) -> Generator[Version, Replayed | None, None]:
        """The first of the releases from which on all of them end well."""
        if not newer or not (yield from self._goes_well(NEWEST, exact=True)):
            return
        good, at = NEWEST, len(newer) - 1
        while at and (yield from self._goes_well(newer[at - 1])):
            at -= 1
            good = newer[at]
        if (yield from self._goes_well(good, exact=True)):
            self.repaired = self._turning(good, good)

    def _look_back(
        self, older: Sequence[str], failing: str
    ) -> Generator[Version, Replayed | None, None]:
        """The last of the releases that ends well; `failing` is the one of the client at hand."""
        for point in reversed(older):
            if (yield from self._goes_well(point)):
                is_turn = yield from self._goes_well(point, exact=True)
                if is_turn and not (yield from self._goes_well(failing, exact=True)):
                    self.broken = self._turning(failing, point)
                return
            failing = point

    def _keep(self, side: Side, replayed: Replayed | None) -> None:
        view = None if replayed is None else self._trials.outlook(side, replayed)
        self._runs.append((side.run(view), replayed))

    def _known(self, version: str, *, exact: bool) -> tuple[Run, Replayed | None] | None:
        """A run that stands for a release; if not `exact`, as far as the changes go."""
        uv = known(version)
        for run, replayed in self._runs:
            alike = uv if exact else uv.dated(run.uv.like)
            if run.stands_for(alike):
                return run, replayed
        return None

    def _goes_well(
        self, version: str, *, exact: bool = False
    ) -> Generator[Version, Replayed | None, bool]:
        from indexdoctor.replay.versions import Version

        kept = self._known(version, exact=exact)
        if kept is None and time.monotonic() > self._ends:
            return False
        if kept is None:
            side = self._trials.side(known(version))
            replayed: Replayed | None = None
            if side.starts:
                replayed = yield Version(side.session(), side.resolution)
            self._keep(side, replayed)
            kept = self._runs[-1]
        return _is_well(kept[1])

    def _turning(self, version: str, good: str) -> Turning:
        run, replayed = self._known(good, exact=True) or self._runs[0]
        assert replayed is not None
        found = causes(self._runs[0][0], run, self._trials.look)
        deciding = [cause for cause in found if any(map(_is_outcome, cause.places))]
        wanted = set(replayed.effective)
        return Turning(
            version,
            tuple(e for e in replayed.exchanges if e.id in wanted),
            tuple(replace(cause.reason, versions=(version,)) for cause in deciding or found),
        )


def _is_well(replayed: Replayed | None) -> bool:
    """Whether everything ends without an error, and all of it is known."""
    if replayed is None or not replayed.conclusions:
        return False
    bad = any(conclusion.ending in BAD for conclusion in replayed.conclusions)
    return not bad and not any(note.incomplete for note in replayed.notes)


def _is_outcome(place: Place) -> bool:
    return place.aspect is Aspect.OUTCOME
