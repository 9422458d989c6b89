"""Runs a command alone: sealed environment, wall time, and peak memory of the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT", "TEMP", "TMP")

# A helper of its own, so that RUSAGE_CHILDREN knows of this one child only.
_HELPER = """
import json, os, resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
took = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([code, took, peak * (1 if sys.platform == "darwin" else 1024)]))
"""


@dataclass(frozen=True, slots=True)
class Child:
    """How a process ended: exit code, wall time in seconds, peak resident memory in bytes."""

    code: int
    seconds: float
    peak: int


def sealed(home: Path, extra: dict[str, str] | None = None) -> dict[str, str]:
    """An environment without the user's settings; compiled files are used and written."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "HOME": str(home), "UV_PYTHON_DOWNLOADS": "never", **(extra or {})}


def run(words: Sequence[str], *, cwd: Path, environ: dict[str, str]) -> Child:
    """Run the Python of this process with `words` to its end; its output is thrown away."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _HELPER, sys.executable, *words],
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    code, seconds, peak = json.loads(done.stdout)
    return Child(code, seconds, peak)
