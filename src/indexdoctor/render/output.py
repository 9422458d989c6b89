"""The one place where the program writes: standard output and standard error behind the gate."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import Literal, TextIO

from indexdoctor.render.gate import Gate
from indexdoctor.render.redact import masked, patterns
from indexdoctor.render.sanitise import clean
from indexdoctor.render.view import View

ColorChoice = Literal["auto", "always", "never"]
_TAIL = 4000  # characters of what was written before, checked again together with what follows


class Guarded(io.TextIOBase):
    """A text stream that lets nothing through unless the gate has seen it.

    With `whole`, everything is kept until `finish` and checked as one document: either all of it
    is written or nothing. Otherwise it is cleaned, checked and written line by line: what writes
    here may be a library or the interpreter, with the words of a server. Characters the target
    cannot encode are written as escapes.
    """

    def __init__(self, gate: Gate, target: TextIO, *, whole: bool) -> None:
        self._gate = gate
        self._target = target
        self._whole = whole
        self._pending = ""
        self._before = ""
        self._transient = False

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute in typeshed
        return self._target.encoding or "utf-8"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._target.isatty()

    def fileno(self) -> int:
        return self._target.fileno()

    def write(self, text: str) -> int:
        self._pending += text
        if not self._whole and "\n" in text:
            ready, newline, self._pending = self._pending.rpartition("\n")
            self._emit(ready + newline)
        return len(text)

    def flush(self) -> None:
        """Write what is pending; a whole document waits for `finish`."""
        if not self._whole:
            self.finish()

    def finish(self) -> None:
        """Check and write all that is pending. Raises LeakError; the text is then dropped."""
        ready, self._pending = self._pending, ""
        self._emit(ready)

    def discard(self) -> None:
        """Forget what was not written yet."""
        self._pending = ""

    def status(self, text: str) -> None:
        """Show a line that the next output replaces; only on a terminal."""
        self._gate.check(text)
        self._put(f"\r\x1b[2K{text}")
        self._transient = True

    def _emit(self, text: str) -> None:
        if not text:
            return
        if not self._whole:
            text = clean(patterns(text), keep_lines=True)
        self._gate.check(self._before + text)
        self._before = (self._before + text)[-_TAIL:]
        if self._transient:
            self._put("\r\x1b[2K")
            self._transient = False
        self._put(text)

    def clear_status(self) -> None:
        """Take the status line away."""
        if self._transient:
            self._put("\r\x1b[2K")
            self._transient = False

    def _put(self, text: str) -> None:
        encoding = self.encoding
        self._target.write(text.encode(encoding, "backslashreplace").decode(encoding))
        self._target.flush()


class Output:
    """The program's standard output and error, and what the reader's side can show."""

    def __init__(
        self, gate: Gate, stdout: TextIO, stderr: TextIO, environ: Mapping[str, str]
    ) -> None:
        self.gate = gate
        self.stdout = Guarded(gate, stdout, whole=True)
        self.stderr = Guarded(gate, stderr, whole=False)
        self._environ = environ

    def view(self, color: ColorChoice = "auto", *, verbose: bool = False) -> View:
        """What standard output can show.

        `COLUMNS` sets the width; else a terminal's own, and no limit for a pipe or a file.
        """
        return View(
            width=self._width(),
            color=color == "always" or (color == "auto" and self._colorful()),
            unicode=_encodes(self.stdout.encoding),
            verbose=verbose,
        )

    def document(self, text: str) -> None:
        """Keep the document for standard output; it is checked and written when the run ends."""
        self.stdout.write(text)

    def message(self, text: str) -> None:
        """A line on standard error, cleaned of controls and of what looks like a credential."""
        self.stderr.write(clean(patterns(text)) + "\n")

    def echo(self, line: str) -> None:
        """A line of another program on standard error, without what is secret in it."""
        self.stderr.write(masked(clean(line.rstrip()), self.gate) + "\n")

    def progress(self, text: str) -> None:
        """What is going on, on standard error when that is a terminal."""
        if self.stderr.isatty() and self._environ.get("TERM") != "dumb":
            columns = _terminal_width(self.stderr) or 80
            self.stderr.status(clean(patterns(text))[: columns - 1])

    def finish(self) -> None:
        """Write the document. Raises LeakError when it holds a secret."""
        self.stderr.clear_status()
        self.stderr.flush()
        self.stdout.finish()

    def _colorful(self) -> bool:
        if self._environ.get("NO_COLOR") or self._environ.get("TERM") == "dumb":
            return False
        return self.stdout.isatty()

    def _width(self) -> int | None:
        columns = self._environ.get("COLUMNS", "")
        if columns.isascii() and columns.isdecimal() and 0 < int(columns) < 100_000:
            return max(int(columns), 20)
        return _terminal_width(self.stdout)


def _terminal_width(stream: Guarded) -> int | None:
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _encodes(encoding: str) -> bool:
    try:
        "✓✗○→…".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
