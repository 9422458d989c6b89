"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from indexdoctor.model.finding import Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.selection import Selection, Selector
from indexdoctor.run import Replay

FormatName = Literal["table", "plain", "json", "markdown", "har", "github", "sarif", "html"]

Format = Annotated[FormatName, typer.Option("--format", "-f", help="How the answer is written.")]


def complete_output(incomplete: str) -> list[str]:
    """The name with each suffix that can be written; behind a dot, those that begin so."""
    from indexdoctor.render.registry import suffixes

    stem, _, begun = incomplete.rpartition(".")
    if not stem or "/" in begun:
        stem, begun = incomplete, ""
    return [f"{stem}{end}" for end in suffixes() if stem and end[1:].startswith(begun)]


Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        autocompletion=complete_output,
        help="Write a file; its suffix says what: .txt, .json, .md, .html, .sarif, .har or .zip; "
        "- is standard output (repeatable).",
    ),
]
Anonymise = Annotated[
    bool,
    typer.Option(
        "--anonymise",
        help="Put labels in place of the names of hosts, users, indexes, packages and paths.",
    ),
]
Color = Annotated[
    Literal["auto", "always", "never"],
    typer.Option("--color", help="Colour; auto means on a terminal, unless NO_COLOR is set."),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Details of healthy indexes and every request.")
]
FailOn = Annotated[
    Severity, typer.Option("--fail-on", help="The least severity that makes the exit code 1.")
]
Packages = Annotated[
    list[str] | None,
    typer.Option(
        "--package",
        "-p",
        metavar="NAME",
        help="A package to ask for (repeatable); the default is the direct requirements.",
    ),
]
ReplayMode = Annotated[
    Replay,
    typer.Option(
        "--replay",
        help="effective sends what the client sends; all adds requests that separate causes.",
    ),
]
NoPublishProbe = Annotated[
    bool,
    typer.Option("--no-publish-probe", help="Send nothing to a publish URL."),
]
MaxRefusals = Annotated[
    int,
    typer.Option(
        "--max-refusals", min=1, metavar="NUMBER", help="Refusals one account may get in a run."
    ),
]
Deadline = Annotated[
    float, typer.Option("--deadline", min=1, metavar="SECONDS", help="The longest a run may take.")
]


def version(text: str) -> str:
    """A version of uv as it was typed. Raises typer.BadParameter."""
    from indexdoctor.versions import known

    try:
        known(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return text


def complete_version(incomplete: str) -> list[str]:
    """The releases at which something changed; behind a comma, for the last of several."""
    from indexdoctor.versions.history import turning_points

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{each}" for each in turning_points() if each.startswith(last)]


UvVersion = Annotated[
    str | None,
    typer.Option(
        "--uv-version",
        metavar="VERSION",
        parser=version,
        autocompletion=complete_version,
        help="The version of uv to answer for; the default is the uv your command would run.",
    ),
]


def _several(text: str) -> str:
    for part in versions(text) or [text]:
        version(part)
    return text


def versions(text: str | None) -> tuple[str, ...]:
    """The versions of `--compare`."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


Compare = Annotated[
    str | None,
    typer.Option(
        "--compare",
        metavar="VERSIONS",
        parser=_several,
        autocompletion=complete_version,
        help="Say what other versions of uv do here, such as 0.6.17,0.13.8; a single one is "
        "compared with the uv your command would run.",
    ),
]


def complete_code(incomplete: str) -> list[tuple[str, str]]:
    """The codes with their names; behind a comma, for the last of several."""
    from indexdoctor.render.rule_page import known_codes

    before, comma, last = incomplete.rpartition(",")
    codes = known_codes()
    if last.islower():  # a shell takes only what begins as it was typed
        codes = [(code.lower(), name) for code, name in codes]
    return [(f"{before}{comma}{code}", name) for code, name in codes if code.startswith(last)]


def selection(select: list[str] | None, ignore: list[str] | None) -> Selection:
    """What `--select` and `--ignore` name."""
    return Selection(
        tuple(_selectors("--select", select or ())), tuple(_selectors("--ignore", ignore or ()))
    )


def _selectors(option: str, texts: Iterable[str]) -> Iterator[Selector]:
    for text in texts:
        for code in text.split(","):
            yield Selector(code.strip(), Origin.option(option))


Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="CODES",
        autocompletion=complete_code,
        help="Only findings with these codes or beginnings of codes, such as READ,PUB201 "
        "(repeatable).",
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CODES",
        autocompletion=complete_code,
        help="No findings with these codes or beginnings of codes (repeatable); what is ignored "
        "is still told.",
    ),
]
ProjectPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH", exists=True, help="A project folder, requirements file or pylock.toml."
    ),
]
