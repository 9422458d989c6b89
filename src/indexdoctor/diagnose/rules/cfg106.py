"""CFG106: an index of a file that a variable, or another variable, puts aside."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import Missing, missing
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow, Standing

_GOOD = (Ending.FOUND, Ending.UPLOADS, Ending.PASSED_OVER)


def find(case: Case) -> Iterator[Finding]:
    from_requirements = [o.index for o in case.discovered.requirements.index_options]
    lost = missing(case)
    for row in case.rows(Standing.OVERRIDDEN):
        by = row.by
        if by is None or by.origin.kind is not OriginKind.ENV or by.url == row.index.url:
            continue
        if row.index not in from_requirements:  # of these CFG101 speaks
            yield _finding(case, row, by, lost)
            lost = None


def _finding(case: Case, row: IndexRow, by: Index, lost: Missing | None) -> Finding:
    index, variable = row.index, by.origin.name
    asks = f"{case.client} asks {by.url} in place of {index.label} ({index.origin}): "
    failed = any(c.ending not in _GOOD for c in case.conclusions)
    severity = Severity.WARNING if failed else Severity.NOTE
    return RULE.finding(
        index.label if lost is None else lost.subject,
        (
            f"{case.client} finds no {lost.package}; it asks {by.url} in place of {index.label} "
            f"({index.origin}): "
            if lost is not None
            else asks
        )
        + f"{variable} comes first",
        confidence=Confidence.CERTAIN if lost is None else Confidence.LIKELY,
        why=f"variables come before all configuration files, and UV_DEFAULT_INDEX before "
        f"UV_INDEX_URL; {row.reason}",
        origins=(by.origin, index.origin),
        evidence=() if lost is None else (*lost.lines, Evidence("not asked", str(index.url))),
        severity=Severity.ERROR if lost is not None else severity,
        remedies=(
            Remedy(
                f"if {index.label} is meant, take the variable away (look into the shell's "
                "profile, the CI settings and the image for it)",
                f"unset {variable}",
            ),
        ),
        decide="" if lost is None else f"the same command without {variable}",
    )


RULE = Rule(
    code="CFG106",
    name="variable-hides-index",
    severity=Severity.WARNING,
    meaning="An index that a file defines is not asked, because a variable gives the default index "
    "or an index of the same name.",
    why="uv takes the command line first, then UV_* variables, then the files. There is one "
    "default index: UV_DEFAULT_INDEX wins over UV_INDEX_URL, and either over `default = true` and "
    "`index-url` of any file.",
    fix="Unset the variable, or give the index it names.",
    example="A profile exports UV_INDEX_URL of a mirror, and the project's own default index is "
    "never asked.",
    references=("https://github.com/astral-sh/uv/issues/14971",),
    find=find,
    instead_of=("READ107",),
)
