"""CRED105: another index's credentials go to an index or its files, and are refused."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import proof_lines, refusals, severity
from indexdoctor.diagnose.rules.shared import credentials_remedies, shared_realm_why
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import INDEX_GOVERNS, REALM_AFTER_INDEX, STORED_BY_CLIENT


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        if refusal.credential is None or refusal.lender is None:
            continue
        row, lender = refusal.row, refusal.lender
        yield RULE.finding(
            row.index.label,
            f"{case.client} sends the credentials of {lender.index.label} to {row.index.label}, "
            f"which answers {refusal.chain.status}",
            confidence=Confidence.CERTAIN,
            why=shared_realm_why(case.uv),
            origins=(refusal.credential.origin, row.index.origin, lender.index.origin),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(
                credentials_remedies(case, row.index)[0],
                Remedy(
                    f"or give {credential_name(refusal.credential)} the right to read "
                    f"{row.index.label} as well"
                ),
            ),
        )


RULE = Rule(
    code="CRED105",
    name="credentials-of-another-index",
    severity=Severity.ERROR,
    meaning="Two indexes on one host have different accounts, and uv sends the account of one to "
    "the other.",
    why="uv remembers credentials per URL prefix and per scheme, host and port. A URL that no "
    "index prefix covers, such as a file outside the index root, gets those of the first defined "
    "index on that host; when they are refused there is no second try.",
    fix="Give each index its own credentials, or one account the rights for both.",
    example="team-a and team-b on one Artifactory host; the files of team-b lie outside its root "
    "and are asked with team-a's token.",
    references=("https://github.com/astral-sh/uv/issues/13443",),
    changes=(INDEX_GOVERNS, REALM_AFTER_INDEX, STORED_BY_CLIENT),
    find=find,
)
