"""`indexdoctor explain`: the same without network, or the page of one code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexdoctor.cli import options, outputs
from indexdoctor.cli.session import Session
from indexdoctor.model.finding import Severity
from indexdoctor.run import RunOptions


def explain(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE|CODE",
            help="Requirements files, scripts, pylock.toml, uv.lock, a project folder, or a code.",
            autocompletion=options.complete_code,
        ),
    ] = None,
    format: options.Format = "table",
    output: options.Output = None,
    package: options.Packages = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    uv_version: options.UvVersion = None,
    compare: options.Compare = None,
    fail_on: options.FailOn = Severity.ERROR,
    color: options.Color = "auto",
    verbose: options.Verbose = False,
) -> int:
    """Say without network which index, policy and credential would win, and why.

    Shows every setting with the values it shadows, and what each answer would lead to. With a
    code (PUB201), that rule's page.
    """
    from indexdoctor import run
    from indexdoctor.render import rule_page

    session: Session = context.obj
    names = what or []
    if len(names) == 1 and rule_page.is_code(names[0]) and not Path(names[0]).exists():
        view = session.output.view(color, verbose=verbose)
        page = rule_page.page(names[0], view)
        if page is None:
            raise typer.TyperException(f"there is no code {names[0]}; indexdoctor rules lists all")
        session.output.document(page)
        return 0
    for name in names:
        if not Path(name).exists():
            raise typer.TyperException(f"there is no file or folder {name}, and it is no code")
    targets = outputs.targets(output)
    report = run.explain(
        RunOptions(
            surroundings=session.surroundings,
            words=session.words,
            paths=tuple(Path(name) for name in names),
            packages=tuple(package or ()),
            uv_version=uv_version,
            compare=options.versions(compare),
            selection=options.selection(select, ignore),
            observer=session.output.progress,
        )
    )
    return session.finish(
        report, format=format, color=color, verbose=verbose, fail_on=fail_on, targets=targets
    )
