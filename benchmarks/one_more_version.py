"""`check --compare` with one more version of uv, against `check` alone, in the same run.

The project is that of `check: searched`: ten indexes with five credentials each, and a package that
only the last of them has. Two cases: a version that does the same (nothing has to be explained),
and one that does other things (the changes that decide are looked for).
"""

from __future__ import annotations

import resource
import statistics
from collections.abc import Iterator

from benchmarks.figure import Figure
from benchmarks.round_trips import scene, timed
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.versions import NEWEST

LIMIT = 10.0  # per cent of the run time of check
CASES = (("the same", "0.13.7"), ("other", "0.6.17"))


def measure(indexes: int = 10, latency: float = 0.1, rounds: int = 7) -> Iterator[Figure]:
    """The median of what the other version adds in a round, to the median of `check` alone.

    A round runs all of them in turn; one before is not counted. Measured is the whole process. The
    time of the processor that is added is told too: other work on the machine disturbs it less.
    """
    alone = ("--uv-version", NEWEST)
    runs = {name: (*alone, "--compare", version) for name, version in CASES}
    base: list[float] = []
    added: dict[str, list[float]] = {name: [] for name in runs}
    worked: dict[str, list[float]] = {name: [] for name in runs}
    with stage(scene(indexes, latency, pinned=False)) as staged:
        for number in range(-1, rounds):
            first, work = _timed(staged, *alone)
            if number >= 0:
                base.append(first)
            for name, words in runs.items():
                seconds, more_work = _timed(staged, *words)
                if number >= 0:
                    added[name].append(seconds - first)
                    worked[name].append(more_work - work)
    whole = statistics.median(base)
    for name, more in added.items():
        median = statistics.median(more)
        basis = (
            f"median of {rounds}: {median * 1e3:+.0f} ms ({min(more) * 1e3:+.0f} to"
            f" {max(more) * 1e3:+.0f}) to {whole * 1e3:.0f} ms of check; whole process;"
            f" processor {statistics.median(worked[name]) * 1e3:+.0f} ms"
        )
        yield Figure(f"one more version: {name}", 100 * median / whole, LIMIT, "%", basis)


def _timed(staged: Staged, *words: str) -> tuple[float, float]:
    """The wall time and the processor time of one `check`, in seconds."""
    began = _processor()
    _, seconds = timed(staged, *words)
    return seconds, _processor() - began


def _processor() -> float:
    """What all processes that were waited for have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
