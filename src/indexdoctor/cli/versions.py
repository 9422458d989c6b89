"""`indexdoctor versions`: what changed in uv, release by release."""

from __future__ import annotations

from typing import Annotated

import typer

from indexdoctor.cli import options
from indexdoctor.cli.session import Session


def versions(
    context: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="VERSION",
            parser=options.version,
            autocompletion=options.complete_version,
            help="Leave out the releases before this one.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="VERSION",
            parser=options.version,
            autocompletion=options.complete_version,
            help="Leave out the releases after this one.",
        ),
    ] = None,
    format: options.Format = "table",
    color: options.Color = "auto",
) -> int:
    """List what changed in how uv finds indexes and credentials, the newest release first.

    These are the changes that indexdoctor knows and that --uv-version and --compare go by.
    """
    from indexdoctor.render.changes import FORMATS
    from indexdoctor.versions.history import steps

    session: Session = context.obj
    session.output.document(FORMATS[format](steps(since, until), session.output.view(color)))
    return 0
