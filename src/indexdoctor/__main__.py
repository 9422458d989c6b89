"""The entry point: `indexdoctor` and `python -m indexdoctor`."""

from __future__ import annotations

import sys
from collections.abc import Sequence


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
    sys.exit(main())
