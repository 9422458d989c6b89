"""The command line of the conformance suite."""

from __future__ import annotations

import argparse
import collections
import functools
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.conformance import show
from tests.conformance.outcome import Outcome, Verdict, examine
from tests.conformance.real import RealUv, Run, default_uv, real_uv, run_uv
from tests.conformance.worlds import world

from indexdoctor.lab.stage import stage


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="how many worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--only", type=int, help="this world alone, shown in full")
    parser.add_argument("--uv", type=Path, default=default_uv(), help="the real uv's binary")
    parser.add_argument("--jobs", type=int, default=2, help="worlds at the same time")
    parser.add_argument("--no-explain", action="store_true", help="leave `explain` out")
    parser.add_argument("--real-only", action="store_true", help="show what the real uv does")
    parser.add_argument("--brief", action="store_true", help="only the summary")
    return parser.parse_args(words)


def examine_all(
    seed: int, numbers: range, uv: RealUv, jobs: int, *, explain: bool = True, full: bool = False
) -> Iterator[Outcome]:
    """The outcomes, in the order of the worlds."""
    one = functools.partial(_examine_number, seed, uv, explain, full)
    if jobs < 2 or len(numbers) < 2:
        yield from map(one, numbers)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(one, numbers)


def _examine_number(seed: int, uv: RealUv, explain: bool, full: bool, number: int) -> Outcome:
    return examine(seed, number, uv, explain=explain, full=full)


def compare_all(options: argparse.Namespace, numbers: range, uv: RealUv) -> int:
    """Print every difference and the counts; 1 when there is a difference or a leak."""
    counts: collections.Counter[Verdict] = collections.Counter()
    requests = leaks = 0
    differing: list[int] = []
    started = time.monotonic()
    for outcome in examine_all(
        options.seed,
        numbers,
        uv,
        options.jobs,
        explain=not options.no_explain,
        full=options.only is not None,
    ):
        counts[outcome.verdict] += 1
        requests += outcome.requests
        if outcome.text and not options.brief:
            print(outcome.text)
            again = f"--seed {options.seed} --only {outcome.number}"
            print(f"  rerun: python -m tests.conformance {again}\n")
        if outcome.verdict is Verdict.DIFFERENT:
            differing.append(outcome.number)
        if outcome.leaks:
            leaks += 1
            print(f"world {outcome.number}: a secret in the output of {', '.join(outcome.leaks)}")
    print(
        f"{len(numbers)} worlds of seed {options.seed}, {requests} requests of the real uv: "
        f"{counts[Verdict.IDENTICAL]} identical, {counts[Verdict.DIFFERENT]} different, "
        f"{counts[Verdict.LEFT_OUT]} left out (uv itself differs), {leaks} with a leaked secret, "
        f"{time.monotonic() - started:.0f} s"
    )
    if differing:
        print(f"different: {' '.join(map(str, differing))}")
    return 1 if differing or leaks else 0


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


def real_only(options: argparse.Namespace, numbers: range, uv: RealUv) -> int:
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
    return 0


def main(words: list[str] | None = None) -> int:
    options = arguments(words)
    numbers = range(options.first, options.first + options.worlds)
    if options.only is not None:
        numbers = range(options.only, options.only + 1)
    with real_uv(options.uv) as uv:
        action = real_only if options.real_only else compare_all
        return action(options, numbers, uv)
