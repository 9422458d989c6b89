"""`indexdoctor report`: check, and write what can be attached to a support ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexdoctor.cli import options, outputs
from indexdoctor.cli.session import Session
from indexdoctor.model.finding import Severity
from indexdoctor.run import Replay, RunOptions


def report(
    context: typer.Context,
    path: options.ProjectPath = None,
    output: options.Output = None,
    anonymise: options.Anonymise = False,
    log: Annotated[
        str | None,
        typer.Option(
            "--log", metavar="FILE", help="A log of uv (uv -vv) to put in beside the report."
        ),
    ] = None,
    format: options.Format = "table",
    replay: options.ReplayMode = Replay.ALL,
    package: options.Packages = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    uv_version: options.UvVersion = None,
    compare: options.Compare = None,
    no_publish_probe: options.NoPublishProbe = False,
    max_refusals: options.MaxRefusals = 2,
    deadline: options.Deadline = 60.0,
    fail_on: options.FailOn = Severity.ERROR,
    color: options.Color = "auto",
) -> int:
    """Check, and write one file that can be attached to a support ticket without a secret in it.

    Without --output that is a new indexdoctor-report.zip here. The other options and the exit code
    are those of check.
    """
    from indexdoctor import run

    session: Session = context.obj
    targets = outputs.targets(output) or outputs.fresh()
    lines = None if log is None else outputs.log_lines(Path(log))
    report = run.check(
        RunOptions(
            surroundings=session.surroundings,
            words=session.words,
            paths=() if path is None else (path,),
            packages=tuple(package or ()),
            uv_version=uv_version,
            compare=options.versions(compare),
            selection=options.selection(select, ignore),
            replay=replay,
            publish_probe=not no_publish_probe,
            max_refusals=max_refusals,
            deadline=deadline,
            observer=session.output.progress,
        )
    )
    return session.finish(
        report,
        format=format,
        color=color,
        verbose=True,
        fail_on=fail_on,
        targets=targets,
        log=lines,
        anonymise=anonymise,
    )
