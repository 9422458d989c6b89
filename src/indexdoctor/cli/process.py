"""One process from its arguments to its exit code: everything written passes the gate."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexdoctor.cli import crash
from indexdoctor.cli.session import CANNOT_WRITE, INTERNAL, INTERRUPTED, USAGE, Session
from indexdoctor.model.problem import OwnSettingsError
from indexdoctor.model.secret import Secret, watch
from indexdoctor.render.files import OutputError
from indexdoctor.render.gate import Gate, LeakError
from indexdoctor.render.output import Output
from indexdoctor.render.redact import masked

if TYPE_CHECKING:
    from typer.exceptions import TyperException


def split(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The program's own words, and the user's command: everything after the first `--`."""
    if "--" not in words:
        return words, ()
    at = words.index("--")
    return words[:at], tuple(words[at + 1 :])


def run_process(words: list[str]) -> int:
    """Run the command line behind the gate; the exit code.

    Standard output and error are replaced while it runs, so that warnings, logging, tracebacks
    and libraries cannot write past the gate.
    """
    with watch() as known:
        # A stream that was closed before the start is None.
        streams = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
        output = Output(Gate(known), *streams, os.environ)
        with contextlib.redirect_stdout(output.stdout), contextlib.redirect_stderr(output.stderr):
            try:
                code = _run(words, output)
                return _finish(output, code)
            except KeyboardInterrupt:
                return _interrupted(output)
            except LeakError as error:
                _refuse(output, str(error))
            except OSError:  # nothing can be said any more: standard error cannot be written
                pass
            return INTERNAL


def _run(words: list[str], output: Output) -> int:
    own, command = split(words)
    known_secrets(own)
    session: Session | None = None
    try:
        session = Session(output, command)
        return _invoke(own, session)
    except (LeakError, BrokenPipeError):
        raise
    except SystemExit as end:  # shell completion ends this way
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return _interrupted(output)
    except Exception as error:
        output.stdout.discard()
        for line in crash.report(error, debug=session is not None and session.debug):
            output.message(line)
        return INTERNAL


def known_secrets(words: Sequence[str]) -> None:
    """Make secrets known that were typed as options of indexdoctor, which has none that take one.

    Somebody forgets the `--` before the own command, and the message about it may repeat a word.
    """
    command = any(word in ("uv", "twine", "pip") for word in words)
    for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
        name, sign, value = word.partition("=")
        if name in ("--password", "--token") or (command and name in ("-p", "-t")):
            Secret(value if sign else following)


def _finish(output: Output, code: int) -> int:
    """Write the document; the exit code, which is another one where that cannot be done."""
    try:
        output.finish()
    except BrokenPipeError:
        _forget_stdout()
    except OSError as error:
        _forget_stdout()
        reason = error.strerror or type(error).__name__
        output.message(f"error: standard output cannot be written: {reason}")
        return CANNOT_WRITE
    return code


def _interrupted(output: Output) -> int:
    output.stdout.discard()
    output.message("interrupted")
    return INTERRUPTED


def _invoke(own: list[str], session: Session) -> int:
    import typer
    from typer.exceptions import TyperException

    from indexdoctor.cli.app import application

    try:
        code = application(own)(own, prog_name="indexdoctor", standalone_mode=False, obj=session)
    except TyperException as error:
        _usage(error, session.output)
        return USAGE
    except OwnSettingsError as error:
        _own_settings(error, session.output)
        return USAGE
    except OutputError as error:
        session.output.stdout.discard()
        session.output.message(f"error: {error}")
        session.output.message(f"  hint: {error.hint}")
        return CANNOT_WRITE
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == INTERRUPTED and not session.has_document:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _usage(error: TyperException, output: Output) -> None:
    output.stdout.discard()
    # Typer passes on how pydantic introduces the message of a validator.
    text = error.format_message().replace(": Value error, ", ": ")
    output.message(f"error: {masked(text, output.gate)}")
    context = getattr(error, "ctx", None)
    path = "indexdoctor" if context is None else context.command_path
    output.message(f"  hint: {path} --help")


def _own_settings(error: OwnSettingsError, output: Output) -> None:
    output.stdout.discard()
    for problem in error.problems:
        output.message(f"error: {problem.origin}: {problem.message}")
        if problem.hint:
            output.message(f"  hint: {problem.hint}")


def _refuse(output: Output, text: str) -> None:
    output.stdout.discard()
    output.stderr.discard()
    with contextlib.suppress(LeakError, OSError):
        output.message(f"error: {text}")
        output.message("  hint: please report this; no part of the document has left")


def _forget_stdout() -> None:
    """Let the interpreter's last flush go nowhere: the reader has gone (`| head`)."""
    if sys.__stdout__ is None:
        return
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())
