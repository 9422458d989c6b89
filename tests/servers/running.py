"""Real servers as child processes on loopback ports, ended by process id."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

STARTS_WITHIN = 60.0  # seconds; devpi-server is the slowest


def free_port() -> int:
    """A port nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def process(words: Sequence[str | Path], port: int, log: Path) -> Iterator[None]:
    """Run a server until the block ends; what it prints goes to `log`."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            list(map(str, words)), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _wait(child, port, log)
            yield
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"the server ended at once: {log.read_text(errors='replace')}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not answer: {log.read_text(errors='replace')}")
