"""Fuzz the readers and renderers."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.fuzz.run import TARGETS, run


def _examine(examples: int, name: str) -> str:
    try:
        run(name, examples)
    except BaseException:
        return traceback.format_exc()
    return ""


def main() -> int:
    """Exit code 1 when a target failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=5000, help="how many, of all targets")
    parser.add_argument("--only", nargs="+", choices=TARGETS, help="these targets alone")
    parser.add_argument("--jobs", type=int, default=2, help="targets at the same time")
    options = parser.parse_args()
    names = options.only or list(TARGETS)
    each = -(-options.examples // len(names))
    began = time.monotonic()
    failed = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for name, wrong in zip(names, pool.map(partial(_examine, each), names), strict=True):
            if wrong:
                failed += 1
                print(f"{name}: {wrong[-3000:]}", flush=True)
    seconds = time.monotonic() - began
    print(f"{len(names)} targets, {each * len(names)} examples, {failed} failed, {seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
