"""CFG101: an --index-url of a requirements file that a configured default index wins over."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import missing
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import Standing


def find(case: Case) -> Iterator[Finding]:
    from_requirements = [o.index for o in case.discovered.requirements.index_options]
    lost = missing(case)
    for row in case.rows(Standing.OVERRIDDEN):
        if row.index not in from_requirements or row.by is None:
            continue
        if row.by.url == row.index.url:
            continue
        finds = "" if lost is None else f"finds no {lost.package} and "
        yield RULE.finding(
            row.index.label if lost is None else lost.subject,
            f"{case.client} {finds}never asks {row.index.url}: "
            f"{row.by.origin} already sets the default index ({row.by.label})",
            confidence=Confidence.CERTAIN if lost is None else Confidence.LIKELY,
            why=f"{row.reason}: uv takes the command line, the variables and the configuration "
            "before a requirements file; pip takes the one of the file",
            origins=(row.index.origin, row.by.origin),
            evidence=() if lost is None else lost.lines,
            severity=None if lost is None else Severity.ERROR,
            decide="" if lost is None else "the same command with --default-index and that URL",
            remedies=(
                Remedy(
                    "if this index is meant, give it on the command line",
                    f"--default-index {row.index.url}",
                ),
                *_unset(row.by),
                Remedy(
                    "if the configured index is meant, delete the line from the requirements file",
                    f"# {row.index.origin}: delete --index-url",
                ),
            ),
        )


def _unset(by: Index) -> tuple[Remedy, ...]:
    if by.origin.kind is not OriginKind.ENV:
        return ()
    return (Remedy("or take the variable away", f"unset {by.origin.name}"),)


RULE = Rule(
    code="CFG101",
    name="requirements-index-ignored",
    severity=Severity.WARNING,
    meaning="The --index-url of a requirements file loses to a default index set elsewhere, so the "
    "packages are searched in another place than the file says.",
    why="uv appends the index options of requirements files after everything from the command "
    "line, the environment and the configuration files, and keeps the first default index. "
    "pip does the opposite: there the file wins.",
    fix="Give the index on the command line (--default-index), or delete the line.",
    example='requirements.txt holds "--index-url https://a.example/simple" while uv.toml defines '
    "another index with default = true: only the one of uv.toml is asked.",
    references=(
        "https://github.com/astral-sh/uv/issues/6407",
        "https://github.com/astral-sh/uv/issues/14264",
    ),
    find=find,
    instead_of=("READ107",),
)
