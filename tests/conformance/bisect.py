"""Find the releases of uv at which what it does in a world changes.

`python -m tests.conformance.bisect --seed 31 --only 44` runs the compared releases in that world
and halves the way between neighbours that differ, down to the very release; `--every` runs all of
them, so that a change taken back soon after is seen too. Each change is shown as a difference.
`--worlds 100` does so in many worlds, and lists at which release which of them change.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import functools
import itertools

from tests.conformance import show
from tests.conformance.compare import difference, same
from tests.conformance.real import RealUv, Run, real_uv, run_uv
from tests.conformance.releases import COMPARED, RELEASES, release
from tests.conformance.worlds import World, world

from indexdoctor.lab.stage import Staged, stage

Edge = tuple[int, int, Run, Run]  # two neighbouring places in RELEASES, and their runs


class Releases:
    """Prepared releases, and the search for those between which a world changes."""

    def __init__(self, stack: contextlib.ExitStack, *, every: bool) -> None:
        self._stack = stack
        self._ready: dict[int, RealUv] = {}
        self._places = [RELEASES.index(version) for version in COMPARED]
        if every:
            self._places = list(range(1, len(RELEASES)))

    def _uv(self, place: int) -> RealUv:
        if place not in self._ready:
            prepared = real_uv(release(RELEASES[place]))
            self._ready[place] = self._stack.enter_context(prepared)
        return self._ready[place]

    def edges(self, staged: Staged) -> list[Edge]:
        """The edges in a world."""

        @functools.cache
        def run(place: int) -> Run:
            return run_uv(staged, self._uv(place))

        def halve(low: int, high: int) -> Edge:
            while high - low > 1:
                middle = (low + high) // 2
                if same(run(low), run(middle)):
                    low = middle
                else:
                    high = middle
            return low, high, run(low), run(high)

        pairs = itertools.pairwise(self._places)
        return [halve(low, high) for low, high in pairs if not same(run(low), run(high))]


def _show(releases: Releases, drawn: World, ports: tuple[int, ...]) -> None:
    with stage(drawn.scene, ports=ports) as staged:
        print(show.world_text(drawn, staged))
        bases = staged.server.bases
        for low, high, before, since in releases.edges(staged):
            print(f"== - {RELEASES[low]} + {RELEASES[high]}")
            print(difference(before, since, bases))
            for sign, run in (("-", before), ("+", since)):
                for row in run.stderr.splitlines():
                    print(f"  {sign} ! {show.shorten(row, bases)}")


def _survey(releases: Releases, seed: int, numbers: range) -> None:
    found: dict[int, list[int]] = collections.defaultdict(list)
    for number in numbers:
        with stage(world(seed, number).scene) as staged:
            for _, high, *_ in releases.edges(staged):
                found[high].append(number)
    for place, changed in sorted(found.items()):
        print(f"{RELEASES[place]:8} {len(changed):4}  {' '.join(map(str, changed))}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.bisect", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of the world")
    parser.add_argument("--ports", type=int, nargs="*", default=[])
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", action="store_true", help="run every release")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        releases = Releases(stack, every=options.every)
        if options.only is not None:
            _show(releases, world(options.seed, options.only), tuple(options.ports))
        else:
            numbers = range(options.first, options.first + options.worlds)
            _survey(releases, options.seed, numbers)


if __name__ == "__main__":
    main()
