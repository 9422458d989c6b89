"""`indexdoctor schema`: the JSON Schema of the JSON format."""

from __future__ import annotations

import typer

from indexdoctor.cli.session import Session


def schema(context: typer.Context) -> int:
    """Print the JSON Schema of `--format json`."""
    from indexdoctor.render.schema import schema_text

    session: Session = context.obj
    session.output.document(schema_text())
    return 0
