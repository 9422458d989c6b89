"""Run indexdoctor against hostile servers drawn from a seed."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.hostile.judge import MEMORY, play, wrong


def main() -> int:
    """Exit code 1 when one did harm."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--servers", type=int, default=100, help="how many servers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first server")
    parser.add_argument("--jobs", type=int, default=3, help="servers at the same time")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.servers)
    began = time.monotonic()
    harmed = 0
    largest = slowest = 0.0
    with ThreadPoolExecutor(options.jobs) as pool:
        for number, run in zip(
            numbers, pool.map(partial(play, options.seed), numbers), strict=True
        ):
            faults = wrong(run)
            harmed += bool(faults)
            largest, slowest = max(largest, run.memory), max(slowest, run.seconds)
            for fault in faults:
                print(f"server {number}: {fault}", flush=True)
    print(
        f"{len(numbers)} hostile servers of seed {options.seed}: {harmed} did harm; at most "
        f"{largest:.0f} of {MEMORY} MiB and {slowest:.1f} s; {time.monotonic() - began:.0f} s"
    )
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
