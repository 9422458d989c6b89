"""READ102: credentials were sent and answered with 403."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import (
    confidence_of_403,
    correction,
    proof_lines,
    refusals,
    severity,
)
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        credential = refusal.credential
        if credential is None or refusal.lender is not None or refusal.answered is not None:
            continue
        if refusal.chain.status != 403:
            continue
        confidence = confidence_of_403(case, refusal)
        label = refusal.row.index.label
        yield RULE.finding(
            label,
            f"{label} answers 403 to {credential_name(credential)}: the account may not read it, "
            "or the password is wrong",
            confidence=confidence,
            why="most servers send 403 for a known account without the right to read, some "
            "(pypiserver among them) for a wrong password too",
            origins=(credential.origin, refusal.row.index.origin),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(
                Remedy(
                    f"ask the index's owner for the right to read for "
                    f"{credential.username or 'the token'}"
                ),
                correction(case, refusal),
            ),
            decide=""
            if confidence is Confidence.CERTAIN
            else "open the same URL in a browser with this account, or try another account",
        )


RULE = Rule(
    code="READ102",
    name="credentials-forbidden",
    severity=Severity.ERROR,
    meaning="uv sent credentials to the index, and the index answered 403.",
    why="403 means that the server knows who asks and says no. Some servers answer a wrong "
    "password in the same way, and some answer 403 for a package that does not exist.",
    fix="Check the rights of the account; then the password; then the package's name.",
    example="A deploy token without the scope read_package_registry.",
    references=("https://github.com/astral-sh/uv/issues/18900",),
    find=find,
)
