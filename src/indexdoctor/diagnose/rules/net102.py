"""NET102: no connection (no HTTP answer)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import failures
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity

_KINDS = (
    TransportFailure.CONNECT,
    TransportFailure.PROTOCOL,
)


def find(case: Case) -> Iterator[Finding]:
    yield from failures(
        case,
        RULE,
        _KINDS,
        "no connection",
        why="nothing listens there, or a firewall is in between",
    )


RULE = Rule(
    code="NET102",
    name="no-connection",
    severity=Severity.ERROR,
    meaning="The server of an index or publish URL cannot be reached.",
    why="Nothing listens on that port, or a firewall drops the connection.",
    fix="Check host and port of the URL, the network and the firewall.",
    example="http://localhost:3141/ while devpi is not running.",
    references=("https://docs.astral.sh/uv/reference/environment/",),
    find=find,
)
