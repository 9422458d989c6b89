"""CFG109: a variable that should hold the URL of an index holds the name of a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import missing
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind

_NAME = r"\$?[A-Z][A-Z0-9_]{2,}"


def find(case: Case) -> Iterator[Finding]:
    environ = case.discovered.surroundings.environ
    lost = missing(case)
    for row in case.rows():
        index = row.index
        if not index.url.is_local or index.origin.kind is not OriginKind.ENV:
            continue
        name = index.url.segments[-1] if index.url.segments else ""
        if not re.fullmatch(_NAME, name):
            continue
        variable, plain = index.origin.name, name.removeprefix("$")
        known = plain in environ
        yield RULE.finding(
            index.label if lost is None else lost.subject,
            f"{variable} holds the word {name}"
            + (f", which is the name of a variable; {case.client}" if known else f": {case.client}")
            + f" takes it for a folder named {name}",
            confidence=Confidence.LIKELY if known else Confidence.POSSIBLE,
            why="what is no URL is a path to uv; a folder that is not there is an index without "
            "packages, and nothing is said",
            origins=(index.origin,),
            evidence=(
                *(() if lost is None else lost.lines),
                Evidence("index as uv has it", str(index.url)),
            ),
            severity=None if lost is not None else Severity.WARNING,
            remedies=(
                Remedy("have the shell put the value there", f'export {variable}="${plain}"'),
            ),
            decide="echo the variable in the shell that runs uv",
        )


RULE = Rule(
    code="CFG109",
    name="variable-name-for-url",
    severity=Severity.ERROR,
    meaning="UV_INDEX, UV_EXTRA_INDEX_URL or another variable for indexes holds the name of a "
    "variable, not a URL.",
    why="uv takes a text that is no URL for a path, and a folder that does not exist for an index "
    "without packages. A forgotten $ is told by nothing but a missing package.",
    fix="Write the $, or the URL itself.",
    example="export UV_EXTRA_INDEX_URL=MY_URL",
    references=("https://github.com/astral-sh/uv/issues/3614",),
    find=find,
    instead_of=("READ107",),
)
