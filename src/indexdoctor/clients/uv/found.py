"""Which uv the user's command would run."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

# `uv --version` does nothing but print; more than this is no uv.
_TIMEOUT = 5.0
_OUTPUT_LIMIT = 4096  # bytes
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
        said = _said([path, "--version"], surroundings.cwd)
    except OSError:
        said = None
    if said is None:
        return Found(None, f"{path} does not run")
    match = _VERSION.match(said)
    if match is None:
        return Found(None, f"{path} does not tell its version")
    return Found(match[1], path)


def _said(command: list[str], cwd: Path) -> str | None:
    """The beginning of a command's output; None when it is no text or does not come in time.

    The command is ended as soon as enough is read, or the time is over. Raises OSError.
    """
    late = threading.Event()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=cwd,
        start_new_session=True,
    )

    def end() -> None:
        late.set()
        _end(process)

    timer = threading.Timer(_TIMEOUT, end)
    timer.daemon = True
    timer.start()
    try:
        assert process.stdout is not None
        with process.stdout:
            said = process.stdout.read(_OUTPUT_LIMIT)
        if len(said) < _OUTPUT_LIMIT:
            process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            _end(process)
            process.wait()
    return None if late.is_set() or not said.isascii() else said.decode("ascii")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started, which is a group of its own."""
    with contextlib.suppress(OSError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
