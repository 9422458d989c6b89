"""`--version`, and `explain` on a project with three indexes, against `import typer`."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.child import run, sealed
from benchmarks.figure import Figure

TYPER = ("-c", "import typer")
VERSION = ("-m", "indexdoctor", "--version")
EXPLAIN = ("-m", "indexdoctor", "explain")
VERSION_LIMIT, EXPLAIN_LIMIT = 2.0, 4.0  # multiples of `import typer`

PROJECT = """\
[project]
name = "measured"
version = "1"
requires-python = ">=3.11"
dependencies = ["alpha>=1", "beta"]

[[tool.uv.index]]
name = "first"
url = "https://first.example/simple/"
authenticate = "always"

[[tool.uv.index]]
name = "second"
url = "https://second.example/simple/"
publish-url = "https://second.example/upload/"

[[tool.uv.index]]
name = "third"
url = "https://third.example/simple/"
default = true
"""


def measure(rounds: int = 25) -> Iterator[Figure]:
    """Medians over `rounds` rounds; each round runs the three commands one after another.

    Two rounds before are not counted: they write the compiled files and fill the page cache.
    """
    commands = (TYPER, VERSION, EXPLAIN)
    times: dict[tuple[str, ...], list[float]] = {command: [] for command in commands}
    with tempfile.TemporaryDirectory(prefix="indexdoctor-bench-") as folder:
        cwd = Path(folder)
        (cwd / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
        environ = sealed(cwd)
        for number in range(-2, rounds):
            for command in commands:
                child = run(command, cwd=cwd, environ=environ)
                if child.code not in (0, 1):
                    raise SystemExit(f"{' '.join(command)} ended with exit code {child.code}")
                if number >= 0:
                    times[command].append(child.seconds)
    base = statistics.median(times[TYPER])
    for name, command, limit in (
        ("--version", VERSION, VERSION_LIMIT),
        ("explain", EXPLAIN, EXPLAIN_LIMIT),
    ):
        median = statistics.median(times[command])
        basis = f"{median * 1000:.0f} ms to {base * 1000:.0f} ms of import typer, {rounds} rounds"
        yield Figure(name, median / base, limit, "x", basis)
