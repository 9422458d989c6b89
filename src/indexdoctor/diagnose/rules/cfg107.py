"""CFG107: an explicit index that is searched for every package all the same."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, place_of
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import Standing


def find(case: Case) -> Iterator[Finding]:
    for row in case.rows(Standing.EXPLICIT):
        for other in case.rows(Standing.SEARCHED):
            if place_of(other.index.url) == place_of(row.index.url):
                yield _finding(case, row.index, other.index)
                break


def _finding(case: Case, index: Index, other: Index) -> Finding:
    variable = other.origin.name if other.origin.kind is OriginKind.ENV else None
    return RULE.finding(
        index.label,
        f"{case.client} searches {index.label} for every package: {other.origin} gives the same "
        "URL once more, without explicit = true",
        confidence=Confidence.CERTAIN,
        why="explicit = true belongs to one definition; another one of the same URL is searched "
        "like any index, and before the default index",
        origins=(other.origin, index.field_origin("explicit")),
        remedies=(
            Remedy(
                f"take {other.origin} away; {index.origin} already defines the index"
                + (
                    " (look into the shell's profile, the CI settings and the image for it)"
                    if variable is not None
                    else ""
                ),
                None if variable is None else f"unset {variable}",
            ),
        ),
    )


RULE = Rule(
    code="CFG107",
    name="explicit-index-searched",
    severity=Severity.WARNING,
    meaning="An index is marked explicit = true, and the same URL is given once more without it: "
    "it is searched for every package.",
    why="A definition without explicit = true is searched, whatever another one of the same URL "
    "says. Packages then come from an index that was to be asked for a few only, and its refusals "
    "end the search for all.",
    fix="Take the other definition away: often it is a variable of a shell profile.",
    example="pyproject.toml has an explicit index for one package, and .bashrc still exports "
    "UV_EXTRA_INDEX_URL with its URL.",
    references=("https://github.com/astral-sh/uv/issues/10090",),
    find=find,
)
