"""CFG101: an --index-url of a requirements file that a configured default index wins over."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import Standing


def find(case: Case) -> Iterator[Finding]:
    from_requirements = [o.index for o in case.discovered.requirements.index_options]
    for row in case.rows(Standing.OVERRIDDEN):
        if row.index not in from_requirements or row.by is None:
            continue
        if row.by.url == row.index.url:
            continue
        yield RULE.finding(
            row.index.label,
            f"{case.client} never asks {row.index.url}: {row.by.origin} already sets the default "
            f"index ({row.by.label})",
            confidence=Confidence.CERTAIN,
            why=row.reason
            or "index options of requirements files come after the command line, the environment "
            "and the configuration; the first default index wins",
            origins=(row.index.origin, row.by.origin),
            remedies=(
                Remedy(
                    "if this index is meant, give it on the command line",
                    f"--default-index {row.index.url}",
                ),
                Remedy(
                    "if the configured index is meant, delete the line from the requirements file",
                    f"# {row.index.origin}: delete --index-url",
                ),
            ),
        )


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
    references=("https://github.com/astral-sh/uv/issues/14264",),
    find=find,
)
