"""READ102: credentials were sent and answered with 403."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import refuses_list
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import (
    Refusal,
    correction,
    is_for_package,
    is_proved,
    page_was_read,
    proof_lines,
    refusals,
    refused_throughout,
    severity,
    undecided,
)
from indexdoctor.diagnose.rules.servers import blames_secret
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity

_WHY = (
    "most servers send 403 for a known account without the right to read, some (pypiserver among "
    "them) for a wrong password too"
)
_WRONG = "the user name or password is wrong"
_WHY_WRONG = "this kind of server says 403 where others say 401"


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        credential = refusal.credential
        if credential is None or refusal.lender is not None or refusal.answered is not None:
            continue
        if refusal.chain.status != 403 or is_for_package(case, refusal):
            continue
        only_files = page_was_read(case, refusal)
        proved = is_proved(case, refusal) or only_files
        label, who = refusal.row.index.label, credential_name(credential)
        wrong = not only_files and blames_secret(case, refusal.chain, refusal.row.index.url)
        cause = f"{label} answers 403 to {who}{_extent(case, refusal)}: "
        cause += _WRONG if wrong else "the account may not read it, or the password is wrong"
        if only_files:
            cause = f"{label} gives its page and refuses its files with 403 to the same account: "
            cause += who
        yield RULE.finding(
            label,
            cause,
            confidence=Confidence.CERTAIN if proved else Confidence.LIKELY,
            why=_WHY_WRONG if wrong else _WHY,
            origins=(credential.origin, refusal.row.index.origin),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(
                *(() if wrong else (_right(refusal, only_files=only_files),)),
                *(() if only_files else (correction(case, refusal),)),
            ),
            decide="" if proved else undecided(case, refusal),
        )


def _right(refusal: Refusal, *, only_files: bool) -> Remedy:
    who = refusal.credential.username if refusal.credential is not None else None
    return Remedy(
        f"ask the index's owner for the right to read{' the files' * only_files} for "
        f"{who or 'the token'}"
    )


def _extent(case: Case, refusal: Refusal) -> str:
    """How much is refused, where that is known."""
    if refused_throughout(case, refusal):
        return " whatever it is asked for"
    listed = refuses_list(case, refusal.row.index.label, refusal.credential)
    return "" if listed is None else ", for its list of packages too"


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
