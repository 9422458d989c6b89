"""NET105: it timed out (no HTTP answer)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import failures
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity

_KINDS = (TransportFailure.TIMEOUT,)


def find(case: Case) -> Iterator[Finding]:
    yield from failures(
        case,
        RULE,
        _KINDS,
        "it timed out",
        why="the server or something before it does not answer in time",
    )


RULE = Rule(
    code="NET105",
    name="timed-out",
    severity=Severity.ERROR,
    meaning="A server did not answer in the time uv waits.",
    why="uv waits UV_HTTP_TIMEOUT seconds (30), and UV_HTTP_CONNECT_TIMEOUT (10) for the "
    "connection.",
    fix="Find out why the server is slow, or set UV_HTTP_TIMEOUT.",
    example="A repository that fetches from upstream on the first request.",
    references=("https://docs.astral.sh/uv/reference/environment/",),
    find=find,
)
