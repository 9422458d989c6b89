"""`indexdoctor schema`: the JSON Schema of the JSON format."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from indexdoctor.cli.session import Session


def schema(
    context: typer.Context,
    document: Annotated[
        Literal["report", "versions"],
        typer.Argument(
            metavar="DOCUMENT", help="report, or versions for that of `indexdoctor versions`."
        ),
    ] = "report",
) -> int:
    """Print the JSON Schema of `--format json`."""
    from indexdoctor.render.schema import schema_text

    session: Session = context.obj
    session.output.document(schema_text(document))
    return 0
