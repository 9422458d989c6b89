"""CRED101: a netrc file that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials.netrc import COMMENT
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import CANDIDATES, Need, needs
from indexdoctor.diagnose.rules.proven import accepted
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.sources import Unusable, severity, unusable
from indexdoctor.model.credential import Asked, Passed, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.versions.auth import NETRC_COMMENTS

_WHY = "one error discards the whole file; uv says so only with --verbose"


def find(case: Case) -> Iterator[Finding]:
    missed: set[str] = set()
    for need in needs(case):
        for asked in need.sources:
            meant = [p for p in asked.passed if p.kind == "dropped"]
            if asked.source is Source.NETRC and asked.state == "failed" and meant:
                missed.add(need.label)
                yield _missed(case, need, asked, meant[-1])
    for problem in unusable(case, Source.NETRC):
        if missed.isdisjoint(problem.labels):
            yield _finding(case, problem)


def _missed(case: Case, need: Need, asked: Asked, meant: Passed) -> Finding:
    proof = accepted(case, need.label, meant)
    return RULE.finding(
        need.label,
        f"{case.client} uses no entry of the netrc file, not that of {meant.origin} for "
        f"{need.label} either: {asked.reason}",
        confidence=Confidence.CERTAIN if proof else Confidence.LIKELY,
        why=_WHY,
        origins=(*_place(asked), meant.origin, need.origin),
        evidence=(*(line for line in need.evidence if line not in proof), *proof),
        remedies=_remedies(case, asked),
        decide="" if proof else "the same once the file can be read",
        severity=need.severity or Severity.ERROR,
    )


def _finding(case: Case, problem: Unusable) -> Finding:
    asked = problem.asked
    return RULE.finding(
        problem.labels[0],
        f"{case.client} uses no entry of the netrc file: {asked.reason}",
        confidence=Confidence.CERTAIN,
        why=_WHY,
        origins=_place(asked),
        evidence=(Evidence("concerns", ", ".join(problem.labels)),),
        remedies=_remedies(case, asked),
        severity=severity(problem),
    )


def _place(asked: Asked) -> tuple[Origin, ...]:
    return () if asked.origin is None else (asked.origin,)


def _remedies(case: Case, asked: Asked) -> tuple[Remedy, ...]:
    place = "the netrc file" if asked.origin is None else str(asked.origin)
    newer = upgrade(case.uv, NETRC_COMMENTS) if asked.reason.startswith(COMMENT) else ()
    return (Remedy(f"correct {place}"), *newer)


RULE = Rule(
    code="CRED101",
    name="netrc-unusable",
    severity=Severity.WARNING,
    meaning="A netrc file exists, but uv cannot read it and uses nothing of it.",
    why="uv reads $NETRC, else ~/.netrc. Any parse error discards the whole file, entries before "
    "the error included; only -v shows a warning.",
    fix="Correct the line named.",
    example='"machine host login alice pasword secret": the unknown word pasword.',
    references=(
        "https://github.com/astral-sh/uv/issues/16083",
        "https://github.com/astral-sh/uv/issues/7685",
    ),
    changes=(NETRC_COMMENTS,),
    find=find,
    instead_of=("READ103", "POL102", "POL103"),
    instead_of_doubtful=CANDIDATES,
)
