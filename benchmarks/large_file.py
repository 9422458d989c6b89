"""`explain` on a requirements file of a hundred thousand lines."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.child import run, sealed
from benchmarks.figure import Figure

SECONDS_LIMIT, MEGABYTES_LIMIT = 2.0, 200.0


def write(path: Path, lines: int) -> None:
    """Pinned packages with markers, comments and continued hashes, as a compiled file has them."""
    text = ["--index-url https://first.example/simple/\n"]
    for number in range(lines - 1):
        match number % 4:
            case 0:
                text.append(f"package-{number}==1.{number % 50}.0 \\\n")
            case 1:
                text.append(f"    --hash=sha256:{number:064x}\n")
            case 2:
                text.append(f"    # via package-{number - 2}\n")
            case _:
                text.append(f'other-{number}==2.0 ; python_version >= "3.11"\n')
    path.write_text("".join(text), encoding="utf-8")


def measure(lines: int = 100_000) -> Iterator[Figure]:
    """Wall time and peak resident memory of one process, the second of two runs."""
    with tempfile.TemporaryDirectory(prefix="indexdoctor-bench-") as folder:
        cwd = Path(folder)
        write(cwd / "requirements.txt", lines)
        words = ("-m", "indexdoctor", "explain", "requirements.txt")
        for _ in range(2):
            child = run(words, cwd=cwd, environ=sealed(cwd))
            if child.code not in (0, 1):
                raise SystemExit(f"explain ended with exit code {child.code}")
    basis = f"{lines} lines, whole process"
    yield Figure("large file: time", child.seconds, SECONDS_LIMIT, "s", basis)
    yield Figure("large file: memory", child.peak / 1e6, MEGABYTES_LIMIT, "MB", basis)
