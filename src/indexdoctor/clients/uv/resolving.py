"""How uv resolves the packages of a run: which are read at once, and which in their turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv.failures import Conclusions, Failures
from indexdoctor.clients.uv.search import Search
from indexdoctor.clients.uv.turns import Turns, is_late
from indexdoctor.model.exchange import Flow
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import Wanted


def resolve_packages(
    search: Search, others: Sequence[Wanted], failures: Failures
) -> Iterator[Sequence[Flow[Conclusions]]]:
    """The pages of all packages, and the metadata of what is chosen from them.

    The unsafe strategies ask all indexes at once. Some packages are not looked into ahead: uv
    reads their metadata when their turn comes, unless one before them was not to be had.
    """
    turns = Turns.of(others)
    late = [wanted for wanted in others if is_late(wanted, search.uv)]
    free = [wanted for wanted in others if wanted not in late]
    names = dict.fromkeys(wanted.name for wanted in late)
    parts = ([wanted for wanted in late if wanted.name == name] for name in names)
    searches = [
        *(_in_turn(search, wanted, turns, failures) for wanted in free),
        *(_parts(search, some, turns, failures) for some in parts),
    ]
    looks: list[Flow[Conclusions]] = []
    if not search.pages.locations.no_index:
        ahead = late if search.pages.is_first_only else others
        looks = [look for wanted in ahead for look in _looks(search, wanted, failures)]
    if search.pages.is_first_only:
        yield [*looks, *searches]
    else:
        yield looks
        yield searches


def _looks(search: Search, wanted: Wanted, failures: Failures) -> Iterator[Flow[Conclusions]]:
    """The flows that read a package's pages ahead."""
    if search.pages.is_first_only:
        yield failures.stopped(search.pages.look_on(wanted))
        return
    for place in range(len(wanted.indexes)):
        yield failures.stopped(search.pages.look(wanted, place), is_first=place == 0)


def _parts(
    search: Search, parts: Sequence[Wanted], turns: Turns, failures: Failures
) -> Flow[Conclusions]:
    """The parts of one requirement, one after the other; the first that is missing ends it."""
    every: Conclusions = ()
    for wanted in parts:
        conclusions = yield from _in_turn(search, wanted, turns, failures)
        every += conclusions
        if any(conclusion.ending is not Ending.FOUND for conclusion in conclusions):
            break
    return every


def _in_turn(search: Search, wanted: Wanted, turns: Turns, failures: Failures) -> Flow[Conclusions]:
    """Search one package; one that cannot be had ends the run when its turn comes."""
    flow = search.package(wanted, turns)
    conclusions = yield from failures.stopped(flow, unbuilt=search.unbuilt)
    lost = any(conclusion.ending is not Ending.FOUND for conclusion in conclusions)
    failures.failed = failures.failed or lost
    turns.end(wanted.name, lost=lost)
    return conclusions
