"""The releases of uv the model is compared with, installed when they are first needed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

# Each minor version's last state, and the releases around the large changes of 0.7.
COMPARED = (
    *("0.6.17", "0.7.0", "0.7.14", "0.7.20", "0.8.22", "0.9.7", "0.9.30"),
    *("0.10.12", "0.11.33", "0.12.24", "0.13.8"),
)
# The last release of each minor version; none before it was left out.
_LAST = {6: 17, 7: 22, 8: 24, 9: 30, 10: 12, 11: 33, 12: 24, 13: 8}
# All releases whose behaviour is known, and the one before them.
RELEASES = (
    "0.5.31",
    *(f"0.{minor}.{patch}" for minor, last in _LAST.items() for patch in range(last + 1)),
)


def folder() -> Path:
    """Where releases are kept: `INDEXDOCTOR_UVS`, else `.uvs` in the repository."""
    named = os.environ.get("INDEXDOCTOR_UVS")
    return Path(named) if named else Path(__file__).parent.parent.parent / ".uvs"


def release(version: str) -> Path:
    """The binary of a release; it is installed with pip if it is not there."""
    target = folder() / f"uv-{version}"
    binary = target / "bin" / "uv"
    if not binary.exists():
        folder().mkdir(parents=True, exist_ok=True)
        with (folder() / f"uv-{version}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not binary.exists():
                _install(version, target)
    return binary


def _install(version: str, target: Path) -> None:
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    words += ["--no-deps", "--target", str(target), f"uv=={version}"]
    subprocess.run(words, check=True)
