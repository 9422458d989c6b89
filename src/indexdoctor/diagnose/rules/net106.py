"""NET106: the server answers with an error of its own, or asks to slow down."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.controls import alone
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import origin_of, subject_of
from indexdoctor.diagnose.words import evidence, sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions.publish import UPLOAD_RETRIES_VARIABLE
from indexdoctor.versions.search import RETRIES_VARIABLE


def find(case: Case) -> Iterator[Finding]:
    reported: set[tuple[str, int]] = set()
    for chain in case.chains:
        status = chain.status
        if status not in (407, 408, 429, 511) and not 500 <= status < 600:
            continue
        subject = subject_of(case, chain)
        if (subject, status) in reported:
            continue
        reported.add((subject, status))
        yield RULE.finding(
            subject,
            f"{subject} answers {status} to {case.client}: {_meaning(status)}"
            f"{_also(case, subject)}",
            confidence=Confidence.CERTAIN,
            why="this is no refusal of credentials; uv looks for none after such an answer",
            origins=origin_of(case, chain),
            evidence=(*sends(chain.exchanges, case.client), *_alone(case, subject)),
            remedies=(Remedy(_remedy(chain)),),
        )


def _also(case: Case, subject: str) -> str:
    """That it is not the number of requests at once, where that was tried."""
    again = alone(case, subject)
    same = again is not None and not again.response.is_success
    return ", also to one request alone" if same else ""


def _alone(case: Case, subject: str) -> tuple[Evidence, ...]:
    again = alone(case, subject)
    return () if again is None else (evidence(again, "the same alone"),)


def _meaning(status: int) -> str:
    if status == 407:
        return "a proxy in between wants credentials of its own"
    if status == 429:
        return "too many requests"
    if status == 511:
        return "the network itself wants a login (captive portal)"
    return "a fault on the server's side"


def _remedy(chain: Chain) -> str:
    if chain.status == 407:
        name = f"{chain.last.request.url.scheme.upper()}_PROXY"
        return f"put the proxy's user name and password into {name}, or bypass it by NO_PROXY"
    wait = chain.last.response.headers.get("retry-after")
    if chain.status == 429:
        return f"wait{f' {wait} s' if wait and wait.isdigit() else ''} and try again"
    return "try again later, or ask the index's owner"


RULE = Rule(
    code="NET106",
    name="server-error",
    severity=Severity.ERROR,
    meaning="A server or proxy answers with an error that has nothing to do with the credentials.",
    why="5xx is a fault of the server, 429 a rate limit, 407 a proxy that wants credentials, 511 a "
    "captive portal. uv retries some of them and looks for no credentials.",
    fix="See the answer; retry later, or settle it with the proxy.",
    example="503 from a repository whose upstream is down.",
    references=("https://github.com/astral-sh/uv/issues/13216",),
    changes=(RETRIES_VARIABLE, UPLOAD_RETRIES_VARIABLE),
    find=find,
)
