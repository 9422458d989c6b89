"""The entry point: `indexdoctor` and `python -m indexdoctor`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def entry() -> NoReturn:
    """Run one command and end the process at once.

    The interpreter would take a sixth of the run to free every object one by one. By now all files
    are closed and all children have ended; only the streams need a flush.
    """
    # A run is short and keeps most of what it makes: looking for garbage at the usual pace is a
    # tenth of it.
    gc.set_threshold(100_000, 20, 100)
    try:
        code = main()
    except KeyboardInterrupt:  # before there is anything that could answer it
        code = 130
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # None: it was closed
            stream.flush()
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["--version"], ["-V"]):
        # Asked for by scripts and editors: answered without loading the command line.
        from indexdoctor import __version__

        print(f"indexdoctor {__version__}")
        return 0
    from indexdoctor.cli.process import run_process

    return run_process(words)


if __name__ == "__main__":
    entry()
