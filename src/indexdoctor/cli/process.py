"""One process from its arguments to its exit code: everything written passes the gate."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from indexdoctor.cli.session import CANNOT_WRITE, INTERNAL, INTERRUPTED, USAGE, Session
from indexdoctor.model.problem import OwnSettingsError
from indexdoctor.model.secret import watch
from indexdoctor.render.files import OutputError
from indexdoctor.render.gate import Gate, LeakError
from indexdoctor.render.output import Output

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
        output = Output(Gate(known), sys.stdout, sys.stderr, os.environ)
        with contextlib.redirect_stdout(output.stdout), contextlib.redirect_stderr(output.stderr):
            code = INTERNAL
            try:
                code = _run(words, output)
                output.finish()
            except LeakError as error:
                code = INTERNAL
                _refuse(output, str(error))
            except BrokenPipeError:
                _forget_stdout()
            return code


def _run(words: list[str], output: Output) -> int:
    own, command = split(words)
    session = Session(output, command)
    try:
        return _invoke(own, session)
    except (LeakError, BrokenPipeError):
        raise
    except SystemExit as end:  # shell completion ends this way
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        output.stdout.discard()
        output.message("interrupted")
        return INTERRUPTED
    except Exception as error:
        output.stdout.discard()
        _report_crash(error, session)
        return INTERNAL


def _invoke(own: list[str], session: Session) -> int:
    import typer
    from typer.exceptions import TyperException

    from indexdoctor.cli.app import app

    try:
        code = app(own, prog_name="indexdoctor", standalone_mode=False, obj=session)
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
    if code == INTERRUPTED:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _usage(error: TyperException, output: Output) -> None:
    output.stdout.discard()
    # Typer passes on how pydantic introduces the message of a validator.
    output.message(f"error: {error.format_message().replace(': Value error, ', ': ')}")
    context = getattr(error, "ctx", None)
    path = "indexdoctor" if context is None else context.command_path
    output.message(f"  hint: {path} --help")


def _own_settings(error: OwnSettingsError, output: Output) -> None:
    output.stdout.discard()
    for problem in error.problems:
        output.message(f"error: {problem.origin}: {problem.message}")
        if problem.hint:
            output.message(f"  hint: {problem.hint}")


def _report_crash(error: Exception, session: Session) -> None:
    # Only the kind of the error is named: its message may repeat anything.
    output = session.output
    output.message(f"error: indexdoctor itself failed ({type(error).__name__})")
    if not session.debug:
        output.message("  hint: indexdoctor --debug ... shows where")
        return
    import traceback

    output.stderr.write("".join(traceback.format_exception(error)))


def _refuse(output: Output, text: str) -> None:
    output.stdout.discard()
    output.stderr.discard()
    with contextlib.suppress(LeakError):
        output.message(f"error: {text}")
        output.message("  hint: please report this; no part of the document has left")


def _forget_stdout() -> None:
    """Let the interpreter's last flush go nowhere: the reader has gone (`| head`)."""
    if sys.__stdout__ is None:
        return
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())
