"""`indexdoctor demo`: the real engine on a packaged scenario and a loopback server."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from indexdoctor.cli import options, outputs
from indexdoctor.cli.session import Session
from indexdoctor.model.finding import Severity
from indexdoctor.run import Replay, RunOptions


def _complete(incomplete: str) -> list[str]:
    from indexdoctor.lab.scenarios import names

    return [name for name in names() if name.startswith(incomplete)]


def demo(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="The scenario.", autocompletion=_complete),
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    format: options.Format = "table",
    output: options.Output = None,
    replay: options.ReplayMode = Replay.ALL,
    color: options.Color = "auto",
    verbose: options.Verbose = False,
) -> int:
    """Check a packaged scenario: no network but loopback, and no file of yours is read.

    The exit code is 0 when the scenario was played, whatever is found in it.
    """
    from indexdoctor import run
    from indexdoctor.lab import scenarios
    from indexdoctor.lab.stage import stage

    session: Session = context.obj
    if list_all:
        entries = [(each, scenarios.load(each).title) for each in scenarios.names()]
        room = max(len(each) for each, _ in entries)
        session.output.document("".join(f"{each:<{room}}  {title}\n" for each, title in entries))
        return 0
    try:
        scenario = scenarios.load(scenarios.DEFAULT if name is None else name)
    except KeyError:
        raise typer.TyperException(
            f"there is no scenario {name}; indexdoctor demo --list names all"
        ) from None
    targets = outputs.targets(output)
    with stage(scenario.scene) as staged:
        report = run.check(
            RunOptions(
                surroundings=staged.surroundings,
                words=staged.command,
                replay=replay,
                observer=session.output.progress,
                uv_version=scenario.uv,
            )
        )
        story = [("scenario", f"{scenario.name}: {scenario.title}")]
        story += [("thread", scenario.thread)] if scenario.thread else []
        story += [("it supposes", scenario.supposed)] if scenario.supposed else []
        story += [("in fact", f"{scenario.really.strip()} (uv {scenario.uv})")]
        report = replace(report, footer=(*report.footer, *story))
        code = session.finish(
            report,
            format=format,
            color=color,
            verbose=verbose,
            fail_on=Severity.ERROR,
            targets=targets,
        )
    return 0 if code == 1 else code
