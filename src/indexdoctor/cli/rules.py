"""`indexdoctor rules`: the catalogue of codes."""

from __future__ import annotations

import typer

from indexdoctor.cli import options
from indexdoctor.cli.session import Session


def rules(context: typer.Context, color: options.Color = "auto") -> int:
    """List all codes; `indexdoctor explain CODE` shows the page of one."""
    from indexdoctor.render.rule_page import catalogue

    session: Session = context.obj
    session.output.document(catalogue(session.output.view(color)))
    return 0
