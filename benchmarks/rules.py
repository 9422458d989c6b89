"""The rules alone: loading those that `explain` needs, and looking with them once.

`startup` measures the whole of `explain`; this is the part of it that grows with every rule.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.child import run, sealed
from benchmarks.figure import Figure
from benchmarks.startup import PROJECT, TYPER

LIMIT = 1.0  # multiples of `import typer`, which `explain` may take four times

# All else that `explain` loads is there before the clock starts.
_CHILD = """
import json, time
from pathlib import Path
from indexdoctor.clients.uv import resolve
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.words import title
from indexdoctor.discover.gather import assumed_commands, discover
from indexdoctor.model.surroundings import Surroundings
here = Surroundings(cwd=Path.cwd(), environ={"HOME": str(Path.cwd())})
found = [discover(here, command) for command in assumed_commands(here)]
cases = [Case(each, resolve(each), mode="explain") for each in found]
began = time.perf_counter()
from indexdoctor.diagnose.rules import of_settings
from indexdoctor.diagnose.rules.registry import findings
loaded = time.perf_counter()
for case in cases:
    findings(case)
looked = time.perf_counter()
print(json.dumps([len(of_settings.RULES), loaded - began, looked - loaded]))
"""


def measure(rounds: int = 25) -> Iterator[Figure]:
    """The median of loading and of looking over `rounds` rounds, to that of `import typer`.

    Two rounds before are not counted.
    """
    base: list[float] = []
    loading: list[float] = []
    looking: list[float] = []
    count = 0
    with tempfile.TemporaryDirectory(prefix="indexdoctor-bench-") as folder:
        cwd = Path(folder)
        (cwd / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
        environ = sealed(cwd)
        for number in range(-2, rounds):
            typer = run(TYPER, cwd=cwd, environ=environ).seconds
            done = subprocess.run(
                [sys.executable, "-c", _CHILD],
                cwd=cwd,
                env=environ,
                capture_output=True,
                text=True,
                check=True,
            )
            count, loaded, looked = json.loads(done.stdout)
            if number >= 0:
                base.append(typer)
                loading.append(loaded)
                looking.append(looked)
    load, look, whole = map(statistics.median, (loading, looking, base))
    basis = (
        f"{load * 1e3:.0f} ms to load {count} rules, {look * 1e3:.0f} ms to look with them, to"
        f" {whole * 1e3:.0f} ms of import typer, {rounds} rounds"
    )
    yield Figure("rules in explain", (load + look) / whole, LIMIT, "x", basis)
