"""`indexdoctor show`: a saved report again, in any format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexdoctor.cli import options, outputs
from indexdoctor.cli.session import Session


def show(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A report.json or a ticket.zip; - reads standard input."
        ),
    ],
    format: options.Format = "table",
    output: options.Output = None,
    anonymise: options.Anonymise = False,
    color: options.Color = "auto",
    verbose: options.Verbose = False,
) -> int:
    """Show a saved report or ticket in any format.

    Nothing is asked and nothing else is read. The exit code is 0 when it could be shown, whatever
    is found in it.
    """
    from indexdoctor.render.saved.errors import SavedError
    from indexdoctor.render.saved.file import read

    session: Session = context.obj
    targets = outputs.targets(output)
    try:
        saved = read(Path(file))
    except SavedError as error:
        raise typer.TyperException(f"{file}: {error}") from None
    session.show(
        saved.report,
        format=format,
        color=color,
        verbose=verbose,
        targets=targets,
        log=saved.log,
        anonymise=anonymise,
    )
    return 0
