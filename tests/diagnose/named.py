"""What the rules name in a case, as their tests ask for it."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.model.finding import Finding, Severity

CONSEQUENCE = "READ105"  # a search that stopped, beside what it stopped for


def codes(case: Case) -> list[str]:
    """The codes of all findings, the gravest first."""
    return [finding.code for finding in findings(case)]


def errors(case: Case) -> list[str]:
    """The codes of the errors that are causes."""
    return [
        finding.code
        for finding in findings(case)
        if finding.severity is Severity.ERROR and finding.code != CONSEQUENCE
    ]


def only(case: Case, code: str) -> Finding:
    """The one finding with this code."""
    (finding,) = [finding for finding in findings(case) if finding.code == code]
    return finding
