"""NET105: it timed out (no HTTP answer)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import failures
from indexdoctor.discover import variables
from indexdoctor.discover.since import release_of
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity

CONNECT = release_of("UV_HTTP_CONNECT_TIMEOUT", variables.SINCE)
UPLOAD = release_of("UV_UPLOAD_HTTP_TIMEOUT", variables.SINCE)
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
    why="uv waits UV_HTTP_TIMEOUT seconds (30), for the connection UV_HTTP_CONNECT_TIMEOUT (10; "
    f"since uv {CONNECT}), and for an upload UV_UPLOAD_HTTP_TIMEOUT (900; since uv {UPLOAD}, "
    "before, UV_HTTP_TIMEOUT).",
    fix="Find out why the server is slow, or set the variable.",
    example="A repository that fetches from upstream on the first request.",
    references=("https://docs.astral.sh/uv/reference/environment/",),
    find=find,
)
