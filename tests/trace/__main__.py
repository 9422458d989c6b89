"""Logs of the real uv in drawn worlds, held against the server: `python -m tests.trace`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.conformance.real import default_uv, real_uv
from tests.conformance.releases import COMPARED, release
from tests.trace.agreement import Agreement, compare

NEWEST = COMPARED[-1]


def examine(version: str, seed: int, numbers: range) -> list[Agreement]:
    """Some worlds with one release."""
    with real_uv(default_uv() if version == NEWEST else release(version)) as uv:
        return [compare(seed, number, uv) for number in numbers]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.trace", description=__doc__)
    parser.add_argument("--worlds", type=int, default=50, help="how many, for each release")
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--uv", nargs="+", default=list(COMPARED), metavar="VERSION")
    parser.add_argument("--show", action="store_true", help="print the logs that differ")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.worlds)
    different = total = requests = 0
    for version, agreement in _all(options.uv, options.seed, numbers):
        total += 1
        requests += agreement.requests
        different += bool(agreement.differing)
        for text in agreement.differing:
            print(f"uv {version}, world {agreement.number}: {text}")
        if agreement.differing and options.show:
            print(agreement.stderr)
    print(f"{total} logs, {requests} requests: {total - different} agree, {different} do not")
    return min(different, 1)


def _all(versions: list[str], seed: int, numbers: range) -> Iterator[tuple[str, Agreement]]:
    with ProcessPoolExecutor(2) as pool:
        every = pool.map(partial(examine, seed=seed, numbers=numbers), versions)
        for version, agreements in zip(versions, every, strict=True):
            for agreement in agreements:
                yield version, agreement


if __name__ == "__main__":
    sys.exit(main())
