"""READ101: credentials were sent and answered with 401."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import correction, proof_lines, refusals, severity
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Finding, Severity


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        credential = refusal.credential
        if credential is None or refusal.lender is not None or refusal.answered is not None:
            continue
        if refusal.chain.status != 401:
            continue
        yield RULE.finding(
            refusal.row.index.label,
            f"{refusal.row.index.label} refuses the credentials of {case.client} with 401: "
            f"{credential_name(credential)}",
            confidence=Confidence.CERTAIN,
            why="they were sent; 401 says that the user name or the password is not accepted "
            "(wrong, expired, or revoked)",
            origins=(credential.origin, refusal.row.index.origin),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(correction(case, refusal),),
        )


RULE = Rule(
    code="READ101",
    name="credentials-refused",
    severity=Severity.ERROR,
    meaning="uv sent credentials to the index, and the index answered 401.",
    why="The user name or password is wrong, expired or revoked, or stands for another server "
    "than its source suggests. uv sends the first credential it finds and does not try a second.",
    fix="Correct the secret at the place named, or remove it so that a later source is used.",
    example="An expired token in UV_INDEX_ARTIFACTORY_PASSWORD hides the valid one in ~/.netrc.",
    references=("https://github.com/astral-sh/uv/issues/13443",),
    find=find,
)
