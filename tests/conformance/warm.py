"""Run indexdoctor many times without starting Python each time.

A child process imports indexdoctor once and forks for every run: the fork gets the arguments,
directory and environment of the run, and nothing of the runs before it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.real import TIMEOUT, Run

import indexdoctor
from indexdoctor.lab.stage import Staged

# what a run imports late from other packages: loaded before the forks, as all of indexdoctor is
HEAVY = (
    *("httpx", "anyio._backends._asyncio", "rich.table", "rich.console"),
    *("typer._adapters", "pydantic.type_adapter"),
)


class Warm:
    """The client of the child; `run` has the shape of `real.execute`."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child

    def run(self, staged: Staged, words: list[str], environ: dict[str, str]) -> Run:
        """Run `indexdoctor WORDS` in the scene."""
        out, err = staged.root / "stdout", staged.root / "stderr"
        order = {
            "words": words,
            "cwd": str(staged.cwd),
            "environ": environ,
            "out": str(out),
            "err": str(err),
        }
        if self._child.stdin is None or self._child.stdout is None:
            raise RuntimeError("the child was started without pipes")
        self._child.stdin.write(json.dumps(order) + "\n")
        self._child.stdin.flush()
        code: int | None = json.loads(self._child.stdout.readline())
        return Run(
            code,
            out.read_text("utf-8", "replace"),
            err.read_text("utf-8", "replace"),
            tuple(staged.server.taken()),
            staged.keyring_calls(),
        )


@contextlib.contextmanager
def warm() -> Iterator[Warm]:
    """Start the child; it ends with the block."""
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(
        [sys.executable, "-m", "tests.conformance.warm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as child:
        try:
            yield Warm(child)
        finally:
            if child.stdin is not None:
                child.stdin.close()


def _become(order: dict[str, object]) -> None:
    """Turn the fork into the run that was ordered; does not return."""
    from indexdoctor.__main__ import main

    code = 70
    try:
        os.chdir(str(order["cwd"]))
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        for number, name in ((1, "out"), (2, "err")):
            file = os.open(str(order[name]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(file, number)
        os.environ.clear()
        environ = order["environ"]
        if isinstance(environ, dict):
            os.environ.update(environ)
        words = order["words"]
        code = main([str(word) for word in words] if isinstance(words, list) else [])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _wait(process: int) -> int | None:
    """The exit code of the fork; None when it took too long and was ended."""
    ends = time.monotonic() + TIMEOUT
    while time.monotonic() < ends:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None


def load() -> None:
    """Import all a run could import."""
    names = [module.name for module in pkgutil.walk_packages(indexdoctor.__path__, "indexdoctor.")]
    for name in (*HEAVY, *names):
        importlib.import_module(name)


def serve() -> None:
    """The child: one JSON order a line, one exit code a line."""
    load()
    for line in sys.stdin:
        process = os.fork()
        if not process:
            _become(json.loads(line))
        print(json.dumps(_wait(process)), flush=True)


if __name__ == "__main__":
    serve()
