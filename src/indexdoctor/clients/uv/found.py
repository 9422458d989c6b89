"""Which uv the user's command would run."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

from indexdoctor.model.config import Surroundings

# `uv --version` does nothing but print; more than this is no uv.
_TIMEOUT = 5.0
_VERSION = re.compile(r"uv (\d+\.\d+\.\d+\S*)")


@dataclass(frozen=True, slots=True)
class Found:
    """The version of uv and how it is known: the path that answered, or why it is assumed."""

    version: str | None
    how: str


def find_uv(surroundings: Surroundings) -> Found:
    """Ask the first `uv` on PATH for its version; no network is used."""
    path = shutil.which("uv", path=surroundings.environ.get("PATH", ""))
    if path is None:
        return Found(None, "there is no uv on PATH")
    try:
        done = subprocess.run(
            [path, "--version"],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd=surroundings.cwd,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return Found(None, "the uv on PATH does not run")
    match = _VERSION.match(done.stdout)
    if match is None:
        return Found(None, "the uv on PATH does not tell its version")
    return Found(match[1], path)
