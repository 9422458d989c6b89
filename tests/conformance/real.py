"""Run the real uv in a staged scene."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexdoctor.lab.seen import Seen
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


@dataclass(frozen=True, slots=True)
class RealUv:
    """A uv binary, and a cache of uv's that knows the interpreter and nothing else.

    Asking the interpreter takes 100 ms; each run starts from a copy of that cache.
    """

    binary: Path
    cache: Path
    version: str


@contextlib.contextmanager
def real_uv(binary: Path) -> Iterator[RealUv]:
    """Prepare `binary` for many runs; what was prepared is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="indexdoctor-uv-cache-") as folder:
        environ = {"HOME": folder, "PATH": "/usr/bin:/bin", "UV_PYTHON_DOWNLOADS": "never"}
        cache = Path(folder) / "cache"
        subprocess.run(
            [binary, "python", "find", "--no-config", "--cache-dir", cache, sys.executable],
            env=environ,
            cwd=folder,
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
        )
        told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
        yield RealUv(binary, cache, told.stdout.split()[1])


def sealed(staged: Staged) -> dict[str, str]:
    """The environment of the client: only the scene's, and nothing leaves loopback.

    A scene with a proxy has variables of its own, for http and https.
    """
    environ = {"UV_PYTHON": sys.executable}
    if staged.scene.site.proxy is None:
        environ |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), CLOSED)
        environ["NO_PROXY"] = "127.0.0.1,localhost,::1"
    environ.update(staged.environ)
    return environ


def run_uv(staged: Staged, uv: RealUv, *, verbose: bool = False, option: str = "-vv") -> Run:
    """Run the scene's command with `uv` from a fresh state; `verbose` with the option for it."""
    staged.reset()
    cache = staged.root / "cache"
    cache.mkdir()
    for bucket in uv.cache.glob("interpreter-*"):
        shutil.copytree(bucket, cache / bucket.name)
    environ = sealed(staged) | {"UV_CACHE_DIR": str(cache)}
    words = [str(uv.binary), *staged.command[1:]]
    if verbose:
        words.insert(1, option)
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
