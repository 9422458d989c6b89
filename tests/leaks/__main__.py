"""Search the documents of many worlds for their secrets."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.leaks.canary import search


def main() -> int:
    """Exit code 1 when a secret was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.leaks", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="how many worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--jobs", type=int, default=2, help="worlds at the same time")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.worlds)
    began = time.monotonic()
    documents = size = leaks = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for searched in pool.map(partial(search, options.seed), numbers, chunksize=5):
            documents += searched.documents
            size += searched.bytes
            leaks += len(searched.leaks)
            for leak in searched.leaks[:10]:
                print(leak)
    print(
        f"{len(numbers)} worlds of seed {options.seed}, {documents} documents, "
        f"{size / 1e6:.0f} MB, {leaks} leaks, {time.monotonic() - began:.0f} s"
    )
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
