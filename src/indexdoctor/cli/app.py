"""The command line: one application, one module a command."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from indexdoctor import __version__
from indexdoctor.cli.quick import Command, Group
from indexdoctor.cli.session import USAGE, Session

# Each is a function in the module of its name; what a list of commands says of it, or None for the
# first sentence of its own text.
COMMANDS = {
    "check": "Ask the indexes as uv would, and diagnose.",
    "explain": "Without network: what would win, and why.",
    "trace": "Explain a log of uv -vv, or run a command with it.",
    "report": "Check, and write the attachment for a support ticket.",
    "show": None,
    "demo": "Check a packaged scenario on a loopback server.",
    "rules": None,
    "versions": "List what changed in uv, release by release.",
    "schema": None,
}


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"indexdoctor {__version__}")
        raise typer.Exit


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


def application(words: Sequence[str] = ()) -> typer.Typer:
    """The application for these words: of the command they begin with alone, if they do.

    Building all of them would be a twentieth of the run of `explain`.
    """
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
    app.callback()(root)
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        command = getattr(import_module(f"indexdoctor.cli.{name}"), name)
        app.command(name, cls=Command, short_help=COMMANDS[name])(command)
    return app
