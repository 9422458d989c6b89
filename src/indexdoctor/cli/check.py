"""`indexdoctor check`: ask the indexes what uv asks them, and say what comes of it."""

from __future__ import annotations

import typer

from indexdoctor.cli import options, outputs
from indexdoctor.cli.session import Session
from indexdoctor.model.finding import Severity
from indexdoctor.run import Replay, RunOptions


def check(
    context: typer.Context,
    path: options.ProjectPath = None,
    format: options.Format = "table",
    output: options.Output = None,
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
    verbose: options.Verbose = False,
) -> int:
    """Ask the indexes as uv would, and say which credential won and why it was refused.

    Your own failing command goes after --, as you typed it; without it, the project or the
    requirements files found here are looked at.
    """
    from indexdoctor import run

    session: Session = context.obj
    targets = outputs.targets(output)
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
        report, format=format, color=color, verbose=verbose, fail_on=fail_on, targets=targets
    )
