"""Play healthy and faulty worlds, and list those about which indexdoctor is wrong."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.conformance.real import RealUv, default_uv, real_uv
from tests.faults import verdicts
from tests.faults.catalogue import faulty
from tests.faults.draw import healthy
from tests.faults.play import play, run_real


def _healthy(seed: int, uv: RealUv | None, number: int) -> str:
    world = healthy(seed, number)
    wrong = verdicts.of_healthy(world, play(world))
    if uv is not None and not wrong:
        ends = [done for done in run_real(world, uv) if done.exit != 0]
        wrong = "".join(f"{world.label}: uv ends with {e.exit}: {e.stderr}" for e in ends)
    return wrong


def _faulty(seed: int, uv: RealUv | None, number: int) -> str:
    each = faulty(seed, number)
    wrong = verdicts.of_faulty(each, play(each.world))
    if uv is not None and not wrong:
        fails = any(done.exit != 0 for done in run_real(each.world, uv))
        if fails is not each.fault.fails:
            wrong = f"{each.fault.name}, {each.world.label}: uv {'fails' if fails else 'works'}"
    return wrong


def main() -> int:
    """Exit code 1 when a world is taken for something else than it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--jobs", type=int, default=2, help="worlds at the same time")
    parser.add_argument("--real", action="store_true", help="let the real uv play them, too")
    parser.add_argument("--uv", type=Path, default=default_uv(), help="the binary of it")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.worlds)
    failed = 0
    kinds: tuple[tuple[str, Callable[[int, RealUv | None, int], str]], ...] = (
        ("healthy", _healthy),
        ("faulty", _faulty),
    )
    with contextlib.ExitStack() as stack:
        uv = stack.enter_context(real_uv(options.uv)) if options.real else None
        pool = stack.enter_context(ProcessPoolExecutor(options.jobs))
        for kind, examine in kinds:
            began = time.monotonic()
            made = pool.map(partial(examine, options.seed, uv), numbers, chunksize=5)
            wrong = [text for text in made if text]
            for text in wrong:
                print(text)
            seconds = time.monotonic() - began
            print(f"{kind}: {len(numbers)} worlds, {len(wrong)} taken wrongly, {seconds:.0f} s")
            failed += len(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
