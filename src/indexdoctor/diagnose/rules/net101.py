"""NET101: the host name does not resolve (no HTTP answer)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import failures
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity

_KINDS = (TransportFailure.DNS,)


def find(case: Case) -> Iterator[Finding]:
    yield from failures(
        case,
        RULE,
        _KINDS,
        "the host name does not resolve",
        why="the name in the URL is misspelt, or known only inside another network",
    )


RULE = Rule(
    code="NET101",
    name="host-not-found",
    severity=Severity.ERROR,
    meaning="The host name of an index or publish URL cannot be resolved.",
    why="A misspelt host name, or a name that only an internal DNS server knows.",
    fix="Correct the URL, or connect to the network that knows the name.",
    example="https://artifactory.internal/… outside the company's VPN.",
    references=("https://docs.astral.sh/uv/reference/environment/",),
    find=find,
)
