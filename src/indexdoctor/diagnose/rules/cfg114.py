"""CFG114: more than a URL stands where the URL of an index belongs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import missing
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow

_SPACE = "%20"


def find(case: Case) -> Iterator[Finding]:
    lost = missing(case)
    for row in case.rows(*ASKED):
        path, space, more = row.index.url.path.partition(_SPACE)
        if not space or row.index.url.is_local:
            continue
        text = unquote(more).strip()
        url = row.index.url.with_path(path)
        yield RULE.finding(
            row.index.label if lost is None else lost.subject,
            f"{case.client} takes `{text}` for a part of the URL at {row.index.origin}",
            confidence=Confidence.LIKELY,
            why=_why(text),
            origins=(row.index.origin,),
            evidence=(
                *(() if lost is None else lost.lines),
                Evidence("index as uv has it", str(row.index.url)),
            ),
            severity=Severity.WARNING if lost is None else None,
            remedies=_remedies(row, str(url), text),
            decide="the same with the URL alone",
        )


def _why(text: str) -> str:
    if text.startswith(";"):
        return "an option of a requirements file takes no marker: all of the line is the URL"
    return "a space does not end the URL here, it becomes %20"


def _remedies(row: IndexRow, url: str, text: str) -> tuple[Remedy, ...]:
    where = f"# {row.index.origin}"
    if text.startswith(";"):
        return (
            Remedy(
                "write the URL alone; the marker belongs to the requirements", f"{where}\n{url}"
            ),
            Remedy("or keep one requirements file for each platform, with its own index"),
        )
    if "://" in text:
        return (
            Remedy(
                "name one URL here, and the others in UV_INDEX, which takes several",
                f"{where}\n{url}",
            ),
        )
    return (Remedy("write the URL alone", f"{where}\n{url}"),)


RULE = Rule(
    code="CFG114",
    name="text-behind-index-url",
    severity=Severity.ERROR,
    meaning="Behind the URL of an index stands something else, and uv takes it for a part of the "
    "URL.",
    why="pip and uv read option lines of requirements files and variables that hold one URL up to "
    "the end. A marker, a second URL or an option behind the first URL makes another URL of it, at "
    "which there is nothing: 404, and the package is not found.",
    fix="Write one URL and nothing behind it.",
    example="--extra-index-url=https://download.example/whl/cu129 ; sys_platform != 'darwin'",
    references=("https://github.com/astral-sh/uv/issues/16488",),
    find=find,
    instead_of=("READ107",),
)
