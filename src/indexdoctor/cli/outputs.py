"""`--output`: the files a command is to write, and writing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from indexdoctor.records import record

if TYPE_CHECKING:
    from indexdoctor.model.report import Report
    from indexdoctor.render.view import View

DEFAULT = "indexdoctor-report.zip"
LARGEST_LOG = 8 * 1024 * 1024  # bytes; uv -vv writes less than one for a thousand packages


@record
class Target:
    """One place for the report: a file and what it holds, or standard output (`path` None).

    A `new` file takes another name where its own is taken.
    """

    path: Path | None
    format: str = ""
    new: bool = False


def targets(names: Sequence[str] | None) -> tuple[Target, ...]:
    """What `--output` names, looked at before anything is done.

    Raises typer.BadParameter for a name whose suffix says nothing or that is there twice, and
    OutputError for what cannot be written.
    """
    from indexdoctor.render.files import look_at
    from indexdoctor.render.registry import suffixes

    known = suffixes()
    found: list[Target] = []
    for name in dict.fromkeys(names or ()):
        if name == "-":
            found.append(Target(None))
            continue
        path = Path(name)
        format = known.get(path.suffix.lower())
        if format is None:
            raise typer.BadParameter(
                f"{name} does not end in {', '.join(known)}; - is standard output",
                param_hint="--output",
            )
        if path.absolute() in [each.path and each.path.absolute() for each in found]:
            raise typer.BadParameter(f"{name} is named twice", param_hint="--output")
        look_at(path)
        found.append(Target(path, format))
    return tuple(found)


def fresh() -> tuple[Target, ...]:
    """The zip that is written where no file is named: a new one in the working directory."""
    from indexdoctor.render.files import look_at

    look_at(Path("-"))
    return (Target(Path(DEFAULT), "zip", new=True),)


def log_lines(path: Path) -> tuple[str, ...]:
    """The lines of a log that the user gives. Raises typer.BadParameter."""
    from indexdoctor.discover.files import Unreadable, read_text

    text = read_text(path, LARGEST_LOG, utf16=True)
    if isinstance(text, Unreadable):
        raise typer.BadParameter(f"{path}: {text.reason}", param_hint="--log")
    return tuple(text.splitlines())


def write(
    targets: Sequence[Target],
    report: Report,
    check: Callable[[str], None],
    *,
    verbose: bool,
    log: Sequence[str] | None = None,
) -> list[Path]:
    """Write each file; `report` and `log` are masked. The paths written.

    All are made and seen by `check` before the first is written. Raises what it raises, and
    OutputError.
    """
    from indexdoctor.render import files, ticket
    from indexdoctor.render.registry import renderer
    from indexdoctor.render.view import View

    view = View(verbose=verbose)
    ready: list[tuple[Target, Path, bytes]] = []
    for target in targets:
        if target.path is None:
            continue
        if target.format == "zip":
            members = list(ticket.members(report, log))
            data = ticket.archive(members, check, report.started)
        else:
            text = renderer(target.format)(report, view)
            check(text)
            data = text.encode("utf-8", "backslashreplace")
        ready.append((target, target.path, data))
    written: list[Path] = []
    for target, path, data in ready:
        if target.new:
            path = files.write_new(path, data)
        else:
            files.write(path, data)
        written.append(path)
    return written


def summary(report: Report, written: Sequence[Path], view: View) -> str:
    """What standard output says instead of the report: the verdict, and where the report is."""
    from indexdoctor.render.sanitise import clean
    from indexdoctor.render.view import mark
    from indexdoctor.render.words import ascii_signs

    verdict = report.verdict if report.comparison is None else report.comparison.verdict
    lines = [f"{mark(report.state, view)} {verdict}", *(f"written: {path}" for path in written)]
    text = "".join(f"{clean(line)}\n" for line in lines)
    return text if view.unicode else ascii_signs(text)
