"""READ190: the client fails, and no other rule says why."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, PUBLISH_ROLES, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.locked_files import files_beside
from indexdoctor.diagnose.rules.shared import read_chains
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Severity
from indexdoctor.model.replayed import Conclusion, Ending

_BAD = (Ending.FAILED, Ending.STOPPED, Ending.REFUSED)


def find(case: Case) -> Iterator[Finding]:
    """One finding an index or target whose search ends badly; the registry drops explained ones."""
    reported: set[str] = set()
    for conclusion in case.conclusions:
        subject = subject_of(case, conclusion)
        if conclusion.ending not in _BAD or subject in reported:
            continue
        reported.add(subject)
        row = case.row(subject)
        chain = next(
            (
                c
                for c in reversed(case.chains)
                if c.first.request.package == conclusion.subject
                and c.first.request.role is conclusion.role
            ),
            None,
        )
        lines = () if chain is None else sends(chain.exchanges, case.client)
        yield RULE.finding(
            subject,
            f"{case.client} ends with an error for {conclusion.subject}: {conclusion.text}",
            confidence=Confidence.POSSIBLE,
            why="no known cause fits what was seen",
            origins=() if row is None else (row.index.origin,),
            evidence=lines or (Evidence("conclusion", conclusion.text),),
            decide="indexdoctor check with the same command after --"
            if case.discovered.from_log
            else "the same command with uv's own -vv log",
        )


def subject_of(case: Case, conclusion: Conclusion) -> str:
    """The index or target a failure belongs to; the package when no index is known."""
    if conclusion.role in PUBLISH_ROLES:
        return case.publish_label
    if conclusion.index is not None:
        pairs = (*files_beside(case), *read_chains(case))
        beside = {chain.first.request.asked_for: row.index.label for row, chain in pairs}
        return beside.get(conclusion.index, conclusion.index)
    for row in case.rows(*ASKED):
        if f" {row.root}" in conclusion.text:
            return row.index.label
    for chain in reversed(case.chains):
        if chain.first.request.package == conclusion.subject and chain.first.request.asked_for:
            return chain.first.request.asked_for
    return conclusion.subject


RULE = Rule(
    code="READ190",
    name="unexplained-failure",
    severity=Severity.ERROR,
    meaning="The client would end with an error, and none of the known causes fits.",
    why="What was sent and answered is shown; no rule recognises it.",
    fix="Look at the exchanges (-v), and at uv's own -vv log.",
    example="A status that no index is known to send.",
    references=("https://docs.astral.sh/uv/reference/troubleshooting/",),
    find=find,
)
