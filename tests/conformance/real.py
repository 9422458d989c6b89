"""Run the real uv in a staged scene."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from indexdoctor.lab.server import Seen
from indexdoctor.lab.stage import Staged

TIMEOUT = 60.0  # seconds a client may take
CLOSED = "http://127.0.0.1:9"  # the proxy for everything that is not loopback: nobody listens


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run of a client (`exit` is None when it took too long)."""

    exit: int | None
    stdout: str
    stderr: str
    requests: tuple[Seen, ...]
    keyring: tuple[tuple[str, ...], ...]


def default_uv() -> Path:
    """The uv installed with the development dependencies."""
    return Path(sys.executable).parent / "uv"


@functools.cache
def _interpreter_cache(uv: Path) -> Path:
    """A uv cache that knows the interpreter and nothing else (asking it takes 100 ms a run)."""
    folder = Path(tempfile.mkdtemp(prefix="indexdoctor-uv-cache-"))
    environ = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "UV_PYTHON_DOWNLOADS": "never"}
    subprocess.run(
        [uv, "python", "find", "--no-config", "--cache-dir", folder / "cache", sys.executable],
        env=environ,
        cwd=folder,
        capture_output=True,
        timeout=TIMEOUT,
        check=True,
    )
    return folder / "cache"


def forget_caches() -> None:
    """Remove what `sealed` left behind for speed."""
    _interpreter_cache.cache_clear()


def sealed(staged: Staged) -> dict[str, str]:
    """The environment of the client: only the scene's, and nothing leaves loopback."""
    environ = {
        "UV_PYTHON": sys.executable,
        "HTTP_PROXY": CLOSED,
        "HTTPS_PROXY": CLOSED,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    environ.update(staged.environ)
    return environ


def run_uv(staged: Staged, uv: Path, *, verbose: bool = False) -> Run:
    """Run the scene's command with the binary `uv` from a fresh state."""
    staged.reset()
    cache = staged.root / "cache"
    source = _interpreter_cache(uv)
    cache.mkdir()
    for name in os.listdir(source):
        if name.startswith("interpreter-"):
            shutil.copytree(source / name, cache / name)
    environ = sealed(staged) | {"UV_CACHE_DIR": str(cache)}
    words = [str(uv), *staged.command[1:]]
    if verbose:
        words.insert(1, "-vv")
    return execute(staged, words, environ)


def execute(staged: Staged, words: list[str], environ: dict[str, str]) -> Run:
    """Run `words` in the scene and gather what the lab saw."""
    try:
        done = subprocess.run(
            words,
            env=environ,
            cwd=staged.cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
        code: int | None = done.returncode
        out, err = done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        code, out, err = None, late.stdout or b"", late.stderr or b""
    return Run(
        code,
        out.decode("utf-8", "replace"),
        err.decode("utf-8", "replace"),
        tuple(staged.server.taken()),
        staged.keyring_calls(),
    )
