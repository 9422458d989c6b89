"""CFG108: a missing package whose pin to an explicit index does not count for the command."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import Missing, missing
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.requirement import SourcePin
from indexdoctor.model.resolution import IndexRow, Standing


def find(case: Case) -> Iterator[Finding]:
    lost = missing(case)
    if lost is None:
        return
    wanted = next((w for w in case.resolution.wanted if w.name == lost.package), None)
    if wanted is None or wanted.pinned is not None:
        return
    rows = list(case.rows(Standing.EXPLICIT))
    pins = [
        pin
        for config in case.discovered.config
        for pin in config.sources
        if pin.package == lost.package
    ]
    for row in rows:
        pin = next((pin for pin in pins if pin.index == row.index.name), None)
        if pin is not None:
            yield _pinned(case, lost, row, pin, wanted.requirement.origin.name)
            return
    for row in rows[:1]:
        yield _unpinned(case, lost, row)


def _pinned(case: Case, lost: Missing, row: IndexRow, pin: SourcePin, place: str) -> Finding:
    label = row.index.label
    return RULE.finding(
        lost.subject,
        f"{case.client} finds no {lost.package} and does not ask {label}: {label} is explicit, and "
        f"the pin of [tool.uv.sources] ({pin.origin}) does not count for what stands in {place}",
        confidence=Confidence.LIKELY,
        why="[tool.uv.sources] belongs to the requirements of its own pyproject.toml; a "
        "requirement of a file or of the command line has no pin, and an explicit index is asked "
        "for pinned packages only",
        origins=(pin.origin, row.index.origin),
        evidence=(*lost.lines, Evidence("not asked", f"{label} ({row.index.url})")),
        remedies=(
            Remedy(
                "give the index on the command line as well: there it is not explicit",
                f"--index {word(f'{row.index.name}={row.index.url}')}",
            ),
            Remedy("or install the project, with its pins", "uv sync"),
        ),
        decide="the same command with --index and that URL",
    )


def _unpinned(case: Case, lost: Missing, row: IndexRow) -> Finding:
    label = row.index.label
    return RULE.finding(
        lost.subject,
        f"{case.client} does not ask {label} for {lost.package}: it is explicit, and nothing pins "
        f"{lost.package} to it",
        confidence=Confidence.POSSIBLE,
        why="explicit = true has an index asked for the packages that [tool.uv.sources] pins to "
        "it, and for their dependencies only where these are pinned too",
        origins=(row.index.field_origin("explicit"), row.index.origin),
        evidence=(Evidence("not asked", f"{label} ({row.index.url})"),),
        remedies=(
            Remedy(
                "pin the package, if it is there",
                f'[tool.uv.sources]\n{lost.package} = {{ index = "{row.index.name}" }}',
            ),
        ),
        decide=f"whether {label} has {lost.package}",
        severity=Severity.WARNING,
    )


RULE = Rule(
    code="CFG108",
    name="explicit-index-not-asked",
    severity=Severity.ERROR,
    meaning="A package is missing, and an index that is explicit = true was not asked: no pin to "
    "it counts for this command.",
    why="An explicit index is asked for packages pinned to it by [tool.uv.sources]. That table "
    "counts for the requirements of the pyproject.toml it stands in, not for requirements files, "
    "packages on the command line, or the dependencies of dependencies.",
    fix="Pin the package, or give the index with --index.",
    example="uv pip install -r requirements.txt in a project that pins its private package: the "
    "explicit index is not asked.",
    references=("https://github.com/astral-sh/uv/issues/16990",),
    find=find,
    instead_of=("READ107",),
)
