"""`python -m benchmarks [NAME...]`: the table of figures; exit code 1 when a limit is exceeded."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from benchmarks import large_file, large_log, one_more_version, round_trips, rules, startup
from benchmarks.figure import Figure, table

BENCHMARKS: dict[str, Callable[[], Iterator[Figure]]] = {
    "startup": startup.measure,
    "rules": rules.measure,
    "round_trips": round_trips.measure,
    "large_file": large_file.measure,
    "large_log": large_log.measure,
    "one_more_version": one_more_version.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks named (none: all) and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one or more of {', '.join(BENCHMARKS)}")
    names = parser.parse_args(arguments).name or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}: choose from {', '.join(BENCHMARKS)}")
    figures: list[Figure] = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr)
        figures += BENCHMARKS[name]()
    print(table(figures))
    return 0 if all(figure.within for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
