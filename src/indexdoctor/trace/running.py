"""Run the user's own command of uv with its full log."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_QUIET = ("-q", "--quiet", "-qq")


class NotRunError(Exception):
    """The command cannot be started; the message says why."""


def with_tracing(words: Sequence[str]) -> tuple[str, ...]:
    """The command with `-vv`; `--quiet` is taken off, because uv refuses both together."""
    own = words[1:]
    end = own.index("--") if "--" in own else len(own)
    spoken = [word for word in own[:end] if word not in _QUIET]
    return (words[0], "-vv", *spoken, *own[end:])


class Running:
    """One run of a command: `lines` gives what it writes as it comes, `exit` its status then.

    Standard output and error come as one, as on a terminal. `RUST_LOG` is left out: it would
    decide what uv writes in place of `-vv`.
    """

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], cwd: Path) -> None:
        self.words = with_tracing(words)
        self.exit: int | None = None
        self._environ = {name: value for name, value in environ.items() if name != "RUST_LOG"}
        self._cwd = cwd

    def lines(self) -> Iterator[str]:
        """The lines of the run. Raises NotRunError. The command ends when nobody reads on."""
        try:
            process = subprocess.Popen(
                self.words,
                cwd=self._cwd,
                env=self._environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise NotRunError(
                f"{self.words[0]} cannot be started: {error.strerror or error}"
            ) from None
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield line.decode("utf-8", "replace")
            self.exit = process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
            process.stdout.close()
