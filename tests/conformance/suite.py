"""The command line of the conformance suite."""

from __future__ import annotations

import argparse
import collections
import contextlib
import itertools
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.conformance import show
from tests.conformance.outcome import Outcome, Verdict, examine, tags
from tests.conformance.real import RealUv, Run, default_uv, real_uv, run_uv
from tests.conformance.releases import COMPARED, release
from tests.conformance.warm import warm
from tests.conformance.worlds import world

from indexdoctor.lab.stage import stage


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="how many worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--only", type=int, help="this world alone, shown in full")
    parser.add_argument(
        "--tags", nargs="+", metavar="TAG", help="worlds with one of these tags alone (`uv.lock`)"
    )
    parser.add_argument(
        "--ports", type=int, nargs="*", default=[], help="where the servers of --only listen"
    )
    parser.add_argument(
        "--uv",
        nargs="+",
        metavar="VERSION",
        help="releases to compare with (installed when missing), paths of binaries, `newest` (the"
        " one installed with the development dependencies) or `all`",
    )
    parser.add_argument("--jobs", type=int, default=2, help="worlds at the same time")
    parser.add_argument("--no-explain", action="store_true", help="leave `explain` out")
    parser.add_argument(
        "--cold", action="store_true", help="start a new Python for each run of indexdoctor"
    )
    parser.add_argument(
        "--direct", action="store_true", help="drive the model without the command line"
    )
    parser.add_argument("--real-only", action="store_true", help="show what the real uv does")
    parser.add_argument("--brief", action="store_true", help="only the summary")
    return parser.parse_args(words)


@dataclass(frozen=True, slots=True)
class Plan:
    """How worlds are examined; see the options of the same names."""

    seed: int
    uv: RealUv
    explain: bool = True
    full: bool = False
    cold: bool = False
    direct: bool = False
    ports: tuple[int, ...] = ()

    def examine(self, numbers: tuple[int, ...]) -> list[Outcome]:
        """The outcomes of some worlds, one after the other."""
        with contextlib.nullcontext() if self.cold or self.direct else warm() as child:
            return [
                examine(
                    self.seed,
                    number,
                    self.uv,
                    child,
                    explain=self.explain,
                    full=self.full,
                    direct=self.direct,
                    ports=self.ports,
                )
                for number in numbers
            ]


CHUNK = 10  # worlds a job takes at a time


def examine_all(plan: Plan, numbers: Sequence[int], jobs: int) -> Iterator[Outcome]:
    """The outcomes, in the order of the worlds."""
    chunks = [tuple(numbers[at : at + CHUNK]) for at in range(0, len(numbers), CHUNK)]
    if jobs < 2 or len(chunks) < 2:
        for chunk in chunks:
            yield from plan.examine(chunk)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for outcomes in pool.map(plan.examine, chunks):
            yield from outcomes


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of many worlds with one version of uv."""

    version: str
    worlds: int
    identical: int
    different: int
    left_out: int
    leaks: int
    requests: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.different and not self.leaks


def compare_all(options: argparse.Namespace, numbers: Sequence[int], uv: RealUv) -> Summary:
    """Print every difference and the counts."""
    counts: collections.Counter[Verdict] = collections.Counter()
    requests = leaks = 0
    differing: list[Outcome] = []
    started = time.monotonic()
    plan = Plan(
        options.seed,
        uv,
        explain=not options.no_explain,
        full=options.only is not None,
        cold=options.cold,
        direct=options.direct,
        ports=tuple(options.ports),
    )
    for outcome in examine_all(plan, numbers, options.jobs):
        counts[outcome.verdict] += 1
        requests += outcome.requests
        if outcome.text and not options.brief:
            print(outcome.text)
            ports = " ".join(map(str, outcome.ports))
            again = (
                f"--uv {uv.version} --seed {options.seed} --only {outcome.number} --ports {ports}"
            )
            print(f"  rerun: python -m tests.conformance {again}\n")
        if outcome.verdict is Verdict.DIFFERENT:
            differing.append(outcome)
        if outcome.leaks:
            leaks += 1
            print(f"world {outcome.number}: a secret in the output of {', '.join(outcome.leaks)}")
    summary = Summary(
        uv.version,
        len(numbers),
        counts[Verdict.IDENTICAL],
        counts[Verdict.DIFFERENT],
        counts[Verdict.LEFT_OUT],
        leaks,
        requests,
        time.monotonic() - started,
    )
    print(
        f"uv {uv.version}: {len(numbers)} worlds of seed {options.seed}, {requests} requests: "
        f"{summary.identical} identical, {summary.different} different, "
        f"{summary.left_out} left out (requests race), {leaks} with a leaked secret, "
        f"{summary.seconds:.0f} s"
    )
    if differing:
        print("different:")
        for kinds, alike in itertools.groupby(
            sorted(differing, key=lambda outcome: outcome.tags), key=lambda outcome: outcome.tags
        ):
            print(f"  {kinds}: {' '.join(str(outcome.number) for outcome in alike)}")
    return summary


def table(summaries: list[Summary]) -> str:
    """One row a version, and their sums."""
    rows: list[tuple[str, ...]] = [
        ("uv", "worlds", "identical", "different", "left out", "leaks", "requests")
    ]
    rows += [
        (
            summary.version,
            *map(str, (summary.worlds, summary.identical, summary.different, summary.left_out)),
            *map(str, (summary.leaks, summary.requests)),
        )
        for summary in summaries
    ]
    sums = [sum(int(row[column]) for row in rows[1:]) for column in range(1, len(rows[0]))]
    rows.append(("all", *map(str, sums)))
    return "\n".join(f"{row[0]:10}" + "".join(f"{cell:>11}" for cell in row[1:]) for row in rows)


def traits(run: Run) -> set[str]:
    """What happened in a run, for the summary."""
    found = {f"exit {run.exit}"}
    if not run.requests:
        found.add("no request")
    for seen in run.requests:
        found.add(f"status {seen.status}")
        if seen.url.endswith((".whl", ".metadata")):
            found.add("file")
        if seen.method in ("HEAD", "POST"):
            found.add(seen.method)
        if seen.scheme:
            found.add(seen.scheme)
    if run.keyring:
        found.add("keyring")
    return found


def real_only(options: argparse.Namespace, numbers: Sequence[int], uv: RealUv) -> None:
    """Print what the real uv does in each world."""
    counts: collections.Counter[str] = collections.Counter()
    total = 0
    for number in numbers:
        drawn = world(options.seed, number)
        with stage(drawn.scene) as staged:
            started = time.monotonic()
            run = run_uv(staged, uv)
            taken = time.monotonic() - started
            found = traits(run) | {f"uv {' '.join(drawn.scene.command[1:3][:1])}"}
            counts.update(found)
            total += len(run.requests)
            if not options.brief:
                print(show.world_text(drawn, staged))
                print(show.run_text(run, staged.server.bases, stderr=True))
            if taken > 2 or run.exit is None:
                print(f"{drawn.label}: {taken:.1f} s, exit {run.exit}")
    print(f"{len(numbers)} worlds, {total} requests")
    for name, count in sorted(counts.items()):
        print(f"  {name:12} {count}")


def main(words: list[str] | None = None) -> int:
    options = arguments(words)
    numbers = _numbers(options)
    summaries: list[Summary] = []
    for binary in binaries(options.uv):
        with real_uv(binary) as uv:
            if options.real_only:
                real_only(options, numbers, uv)
            else:
                summaries.append(compare_all(options, numbers, uv))
    if len(summaries) > 1:
        print(table(summaries))
    return 0 if all(summary.is_good for summary in summaries) else 1


def _numbers(options: argparse.Namespace) -> Sequence[int]:
    if options.only is not None:
        return (options.only,)
    numbers = range(options.first, options.first + options.worlds)
    if options.tags is None:
        return numbers
    return [n for n in numbers if set(options.tags) & set(tags(world(options.seed, n)).split(", "))]


def binaries(named: list[str] | None) -> list[Path]:
    """The uv binaries meant by the words of `--uv`."""
    words = [
        word for name in named or ["newest"] for word in (COMPARED if name == "all" else (name,))
    ]
    return [_binary(word) for word in words]


def _binary(word: str) -> Path:
    if word == "newest":
        return default_uv()
    return Path(word) if "/" in word else release(word)
