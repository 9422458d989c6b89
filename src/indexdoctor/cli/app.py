"""The command line: one application, one module a command."""

from __future__ import annotations

from typing import Annotated

import typer

from indexdoctor import __version__
from indexdoctor.cli import check, demo, explain, report, rules, schema, show, versions
from indexdoctor.cli.quick import Command, Group
from indexdoctor.cli.session import USAGE, Session

app = typer.Typer(
    name="indexdoctor",
    cls=Group,
    epilog="Your own failing command goes after --, as you typed it:\n\n"
    "indexdoctor check -- uv publish --index artifactory",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"indexdoctor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback when indexdoctor itself fails.")
    ] = False,
) -> None:
    """Explains every 401 and 403 of a Python package index."""
    session: Session = context.obj
    session.debug = debug
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(USAGE)


app.command(cls=Command, short_help="Ask the indexes as uv would, and diagnose.")(check.check)
app.command(cls=Command, short_help="Without network: what would win, and why.")(explain.explain)
app.command(cls=Command, short_help="Check, and write the attachment for a support ticket.")(
    report.report
)
app.command(cls=Command)(show.show)
app.command(cls=Command, short_help="Check a packaged scenario on a loopback server.")(demo.demo)
app.command(cls=Command)(rules.rules)
app.command(cls=Command, short_help="List what changed in uv, release by release.")(
    versions.versions
)
app.command(cls=Command)(schema.schema)
