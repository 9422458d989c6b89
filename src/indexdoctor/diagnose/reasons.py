"""Which changes of the client make the difference between two versions: tried, not guessed.

The model is run with single changes turned. A change that neither version was asked for cannot
matter; of the others the smallest set is looked for that makes the one version behave as the
other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from indexdoctor.diagnose.outlook import Outlook
from indexdoctor.model.comparison import Aspect, Place, Reason
from indexdoctor.records import record
from indexdoctor.versions import Change, Uv
from indexdoctor.versions.change import release

START = Place(Aspect.START)
# A change the other way round, or the release as of which options, variables and fields are taken.
Turn = Change | str
_PATCHES = 100  # no minor version of uv has had as many releases


@record
class Run:
    """What a version does, and all that it was asked for; None: an answer is not known."""

    uv: Uv
    asked: frozenset[Change]
    outlook: Outlook | None

    def stands_for(self, uv: Uv) -> bool:
        """Whether another version, or mixture, does the same: it agrees in all that was asked."""
        return self.uv.like == uv.like and self.asked.isdisjoint(self.uv.held ^ uv.held)


Look = Callable[[Uv], Run]


@record
class Cause:
    """A reason, and the places at which it decides."""

    reason: Reason
    places: frozenset[Place]


class Trial:
    """Runs `look` for mixtures of two versions, where no run that is known stands for them."""

    def __init__(self, first: Run, other: Run, look: Look) -> None:
        self.first = first.uv
        self.other = other.uv
        self._look = look
        self._runs = [first, other]

    def mixed(self, turns: Iterable[Turn]) -> Outlook | None:
        """The first version with these changes as the other one has them."""
        wanted = list(turns)
        uv = self.first.turned(*(turn for turn in wanted if isinstance(turn, Change)))
        for date in (turn for turn in wanted if isinstance(turn, str)):
            uv = uv.dated(date)
        run = next((run for run in self._runs if run.stands_for(uv)), None)
        if run is None:
            run = self._look(uv)
            self._runs.append(run)
        return run.outlook

    def makes(self, turns: Iterable[Turn], goal: Outlook) -> bool:
        """Whether that gives `goal`; where one of both does not start, only that counts."""
        found, first = self.mixed(turns), self.mixed(())
        if found is None:
            return False
        if goal.starts and first is not None and first.starts:
            return found.same(goal)
        return found.at(START) == goal.at(START)


def causes(first: Run, other: Run, look: Look) -> tuple[Cause, ...]:
    """The smallest set of changes found that makes the first version do what the other does."""
    goal = other.outlook
    if goal is None:
        return ()
    trial = Trial(first, other, look)
    every = first.uv.held ^ other.uv.held
    differing = [change for change in every if change in first.asked | other.asked]
    differing.sort(key=lambda change: (release(change.since), change.name))
    turns: list[Turn] = list(differing)
    if not trial.makes(turns, goal):
        turns.append(other.uv.like)
        if not trial.makes(turns, goal):
            rest = sorted(every, key=lambda change: change.name)
            turns = [*rest, other.uv.like]
            if not trial.makes(turns, goal):
                return ()
    turns = smallest(turns, lambda kept: trial.makes(kept, goal))
    found = [_cause(turn, turns, trial, goal) for turn in turns]
    return tuple(_claiming(found, turns, trial, goal))


def smallest(turns: Sequence[Turn], holds: Callable[[Sequence[Turn]], bool]) -> list[Turn]:
    """A part of `turns` for which `holds` still is true and of which nothing can be left out."""
    kept = list(turns)
    size = max(len(kept) // 2, 1)
    while True:
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if holds(rest):
                kept = rest
            else:
                start += size
        if size == 1:
            return kept
        size //= 2


def _cause(turn: Turn, turns: Sequence[Turn], trial: Trial, goal: Outlook) -> Cause:
    others = [each for each in turns if each is not turn]
    without, nothing, alone = trial.mixed(others), trial.mixed(()), trial.mixed([turn])
    places = set(goal.places) | (set(nothing.places) if nothing is not None else set())
    if without is not None:
        places = {p for p in places | set(without.places) if without.at(p) != goal.at(p)}
    silent = bool(others) and alone is not None and nothing is not None and alone.same(nothing)
    together = tuple(_name(each) for each in others) if silent else ()
    if isinstance(turn, Change):
        reason = Reason(turn.name, turn.since, turn.before, turn.now, turn.source, turn.until)
    else:
        reason = _dated(_first_release(trial, others, goal))
    reason = replace(reason, versions=(trial.other.version,), together=together)
    return Cause(reason, frozenset(places))


def _claiming(
    found: Sequence[Cause], turns: Sequence[Turn], trial: Trial, goal: Outlook
) -> Iterator[Cause]:
    """The causes, also with the places at which each of several would do.

    None of those is missed there when it alone is left out.
    """
    first = trial.mixed(())
    if first is None:
        return
    claimed = frozenset(place for cause in found for place in cause.places)
    differing = {p for p in {*first.places, *goal.places} if first.at(p) != goal.at(p)}
    left = differing - claimed
    for cause, turn in zip(found, turns, strict=True):
        alone = trial.mixed([turn]) if left else None
        more = {p for p in left if alone is None or alone.at(p) != first.at(p)}
        yield replace(cause, places=cause.places | more)


def _name(turn: Turn) -> str:
    return turn.name if isinstance(turn, Change) else "options-variables-fields"


def _dated(version: str) -> Reason:
    return Reason(
        _name(version),
        version,
        before="takes options, variables and fields as the releases before",
        now="knows an option, variable or field used here, or takes it otherwise",
        source=f"https://github.com/astral-sh/uv/releases/tag/{version}",
    )


def _first_release(trial: Trial, others: Sequence[Turn], goal: Outlook) -> str:
    """The release that decides: the first whose options, variables and fields count as new."""
    older, newer = sorted((trial.first.like, trial.other.like), key=release)
    forward = trial.other.like == newer
    major, low, _ = release(older)[:3]
    _, high, _ = release(newer)[:3]
    dates = [f"{major}.{m}.{p}" for m in range(low, high + 1) for p in range(_PATCHES)]
    dates = [date for date in dates if release(older) < release(date) <= release(newer)]
    at = bisect_left(dates, True, key=lambda date: trial.makes([*others, date], goal) is forward)
    return dates[min(at, len(dates) - 1)]
