"""The command line of the conformance suite."""

from __future__ import annotations

import argparse
import collections
import time
from pathlib import Path

from indexdoctor.lab.stage import stage
from tests.conformance import show
from tests.conformance.real import Run, default_uv, run_uv
from tests.conformance.worlds import world


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="how many worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--only", type=int, help="this world alone, shown in full")
    parser.add_argument("--uv", type=Path, default=default_uv(), help="the real uv's binary")
    parser.add_argument("--real-only", action="store_true", help="show what the real uv does")
    parser.add_argument("--brief", action="store_true", help="only the summary")
    return parser.parse_args(words)


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


def real_only(options: argparse.Namespace, numbers: range) -> int:
    counts: collections.Counter[str] = collections.Counter()
    total = 0
    for number in numbers:
        drawn = world(options.seed, number)
        with stage(drawn.scene) as staged:
            started = time.monotonic()
            run = run_uv(staged, options.uv)
            taken = time.monotonic() - started
            found = traits(run)
            counts.update(found)
            total += len(run.requests)
            if not options.brief:
                print(show.world_text(drawn, staged))
                print(f"  {taken:.2f} s")
                print(show.run_text(run, staged.server.bases, stderr=True))
            elif taken > 3 or run.exit is None:
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
    return real_only(options, numbers)
