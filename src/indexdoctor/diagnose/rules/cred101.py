"""CRED101: a netrc file that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials.netrc import COMMENT
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.sources import severity, unusable
from indexdoctor.model.credential import Asked, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import NETRC_COMMENTS


def find(case: Case) -> Iterator[Finding]:
    for problem in unusable(case, Source.NETRC):
        origin = problem.asked.origin
        place = "the netrc file" if origin is None else str(origin)
        yield RULE.finding(
            problem.labels[0],
            f"{case.client} uses no entry of the netrc file: {problem.asked.reason} ({place})",
            confidence=Confidence.CERTAIN,
            why="one error discards the whole file; uv says so only with --verbose",
            origins=() if origin is None else (origin,),
            evidence=(Evidence("concerns", ", ".join(problem.labels)),),
            remedies=(Remedy(f"correct {place}"), *_newer(case, problem.asked)),
            severity=severity(problem),
        )


def _newer(case: Case, asked: Asked) -> tuple[Remedy, ...]:
    return upgrade(case.uv, NETRC_COMMENTS) if asked.reason.startswith(COMMENT) else ()


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
)
