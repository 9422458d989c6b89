"""CRED103: uv's credential store cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.sources import severity, unusable
from indexdoctor.model.credential import Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions import Uv
from indexdoctor.versions.auth import STORE, STORE_TIES_REFUSED


def find(case: Case) -> Iterator[Finding]:
    tied = (p for p in unusable(case, Source.STORE, state="absent") if "several" in p.asked.reason)
    for problem in (*unusable(case, Source.STORE, Source.NATIVE), *tied):
        origin = problem.asked.origin
        yield RULE.finding(
            problem.labels[0],
            f"{case.client} uses nothing of its credential store: {problem.asked.reason}",
            confidence=Confidence.CERTAIN,
            why=_why(case.uv),
            origins=() if origin is None else (origin,),
            evidence=(Evidence("concerns", ", ".join(problem.labels)),),
            remedies=(
                Remedy(
                    "log in again, with a user name",
                    "uv auth login '<url>' --username '<user>'",
                ),
            ),
            severity=severity(problem),
        )


def _why(uv: Uv) -> str:
    ties = STORE_TIES_REFUSED in uv
    counted = ", and two entries that match equally well count as none" if ties else ""
    return f"one bad entry discards the whole file{counted}; uv says so only with --verbose"


RULE = Rule(
    code="CRED103",
    name="credential-store-unusable",
    severity=Severity.WARNING,
    meaning="credentials.toml of uv auth exists, but nothing of it is used for this index.",
    why="A broken entry makes uv ignore the file. Two stored accounts for one service match "
    "equally well when no user name is known, and then neither is used.",
    fix="Log in again with uv auth login, or put the user name into the index URL.",
    example="Two entries for https://host/ with different users, and an index URL without one.",
    references=("https://github.com/astral-sh/uv/issues/8810",),
    changes=(STORE, STORE_TIES_REFUSED),
    find=find,
)
