"""READ101: credentials were sent and answered with 401."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import (
    correction,
    is_for_package,
    is_proved,
    page_was_read,
    proof_lines,
    refusals,
    severity,
    undecided,
)
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import TOKEN_SUFFICES


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        credential = refusal.credential
        if credential is None or refusal.lender is not None or refusal.answered is not None:
            continue
        if refusal.chain.status != 401 or is_for_package(case, refusal):
            continue
        label = refusal.row.index.label
        cause = f"{label} refuses the credentials of {case.client} with 401: "
        why = (
            "they were sent; 401 says that the user name or the password is not accepted "
            "(wrong, expired, or revoked)"
        )
        remedy = correction(case, refusal)
        proved = is_proved(case, refusal)
        if page_was_read(case, refusal):
            cause = f"{label} gives its page and refuses its files with 401 to the same account: "
            why = (
                "the files lie where other accounts count: the password is right for the page, so "
                "it is neither wrong nor expired"
            )
            remedy = Remedy("let the account read the files too, or use one that may read both")
            proved = True
        yield RULE.finding(
            label,
            f"{cause}{credential_name(credential)}",
            confidence=Confidence.CERTAIN if proved else Confidence.LIKELY,
            why=why,
            origins=(credential.origin, refusal.row.index.origin),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(remedy,),
            decide="" if proved else undecided(case, refusal),
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
    changes=(TOKEN_SUFFICES,),
    find=find,
)
