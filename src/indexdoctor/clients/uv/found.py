"""Which uv the user's command would run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

# `uv --version` does nothing but print; more than this is no uv.
_TIMEOUT = 5.0
_VERSION = re.compile(r"(?:uv|uvx|uv-tool-uvx) (\d+\.\d+\.\d+\S*)")


@record
class Found:
    """The version of uv and how it is known: the path that answered, or why it is assumed."""

    version: str | None
    how: str


def find_uv(surroundings: Surroundings, words: Sequence[str] = ()) -> Found:
    """Ask the uv that the command `words` would run for its version; no network is used.

    That is the program typed with its path, or the first `uv` on PATH. `uvx` runs the uv that lies
    beside it, and tells the same version.
    """
    typed = words[0] if words and Path(words[0]).stem in ("uv", "uvx") else "uv"
    if Path(typed).name != typed:
        path = str(surroundings.cwd / typed)
    else:
        path = shutil.which(typed, path=surroundings.environ.get("PATH", "")) or ""
    if not path:
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
        return Found(None, f"{path} does not run")
    match = _VERSION.match(done.stdout)
    if match is None:
        return Found(None, f"{path} does not tell its version")
    return Found(match[1], path)
