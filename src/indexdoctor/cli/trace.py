"""`indexdoctor trace`: explain uv's own log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from indexdoctor.cli import options, outputs
from indexdoctor.cli.session import Session
from indexdoctor.model.finding import Severity


def trace(
    context: typer.Context,
    file: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Logs of uv -vv; - is standard input."),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="PATH",
            exists=True,
            file_okay=False,
            help="Compare the log with the settings of this project.",
        ),
    ] = None,
    redact: Annotated[
        bool,
        typer.Option("--redact", help="Write the log itself, safe to attach, and explain nothing."),
    ] = False,
    format: options.Format = "table",
    output: options.Output = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    fail_on: options.FailOn = Severity.ERROR,
    color: options.Color = "auto",
    verbose: options.Verbose = False,
) -> int:
    """Explain a log of uv -vv: each request, what went with it, what came back, and the cause.

    With your own command after -- that is run as you typed it, with its log, and explained.
    """
    from indexdoctor.trace.running import NotRunError
    from indexdoctor.tracing import TraceOptions, trace, traced_run

    session: Session = context.obj
    if bool(file) == bool(session.words):
        raise typer.TyperException("name a log, or put your own command after --")
    targets = outputs.targets(output)
    if redact:
        return _redact(session, file or [])
    chosen = TraceOptions(
        surroundings=session.surroundings,
        project=project,
        words=session.words,
        selection=options.selection(select, ignore),
        observer=session.output.progress,
    )
    if session.words:
        try:
            report = traced_run(chosen, session.output.echo, everything=verbose)
        except NotRunError as error:
            raise typer.TyperException(str(error)) from None
    else:
        report = trace(
            [(_name(session, each), _lines(each, chosen.observer)) for each in file or []], chosen
        )
    return session.finish(
        report, format=format, color=color, verbose=verbose, fail_on=fail_on, targets=targets
    )


def _redact(session: Session, files: Iterable[str]) -> int:
    from indexdoctor.render.log import redacted

    for each in files:
        lines = redacted(_lines(each), session.output.gate)
        session.output.document("".join(f"{line.rstrip()}\n" for line in lines))
    return 0


def _name(session: Session, file: str) -> str:
    """What a log is called: its path as it is shown."""
    if file == "-":
        return "standard input"
    return session.surroundings.shown(session.surroundings.cwd / file)


def _lines(file: str, progress: Callable[[str], None] | None = None) -> Iterator[str]:
    """The lines of a log as they come; what is no text is replaced."""
    from indexdoctor.trace import file as logs

    if file == "-":
        return logs.lines(open(sys.stdin.fileno(), "rb", closefd=False))
    path = Path(file)
    if not path.is_file():
        raise typer.TyperException(f"there is no file {file}")
    return logs.lines(path.open("rb"), path.stat().st_size, progress)
