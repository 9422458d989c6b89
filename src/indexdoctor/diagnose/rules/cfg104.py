"""CFG104: no index may be asked for a package."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import Standing


def find(case: Case) -> Iterator[Finding]:
    if any(True for _ in case.rows(Standing.FLAT)):
        return
    packages = [
        wanted
        for wanted in case.resolution.wanted
        if not wanted.indexes
        and wanted.requirement.url is None
        and wanted.pinned is None
        and wanted.fetch is None
    ]
    if not packages:
        return
    names = ", ".join(wanted.name for wanted in packages[:5])
    unused = next(case.rows(Standing.UNUSED), None)
    switch = case.discovered.requirements.no_index
    yield RULE.finding(
        packages[0].name,
        f"{case.client} asks no index for {names}",
        confidence=Confidence.CERTAIN,
        why="there is no index to ask" if unused is None else unused.reason,
        origins=(*((switch,) if switch is not None else ()), packages[0].requirement.origin),
        remedies=(Remedy("drop --no-index, or name a --find-links source"),),
    )


RULE = Rule(
    code="CFG104",
    name="no-index-to-ask",
    severity=Severity.ERROR,
    meaning="A package is wanted, and no index may be asked for it.",
    why="--no-index, on the command line, in the configuration or in a requirements file, switches "
    "all indexes off; only find-links sources are left.",
    fix="Drop --no-index, or give a find-links source that holds the package.",
    example="A requirements file for offline use holds --no-index without --find-links.",
    references=("https://docs.astral.sh/uv/reference/settings/#no-index",),
    find=find,
)
