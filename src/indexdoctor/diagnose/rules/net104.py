"""NET104: the proxy does not let it through (no HTTP answer)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import failures
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity
from indexdoctor.versions.network import PROXY_USER_ALONE, PROXY_VARIABLES
from indexdoctor.versions.settings import PROXY_FIELDS

_KINDS = (TransportFailure.PROXY,)


def find(case: Case) -> Iterator[Finding]:
    yield from failures(
        case,
        RULE,
        _KINDS,
        "the proxy does not let it through",
        why="the request never reached the index",
    )


RULE = Rule(
    code="NET104",
    name="proxy-failed",
    severity=Severity.ERROR,
    meaning="The proxy refuses or fails.",
    why="A proxy from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or uv.toml stands between, and asks "
    "for credentials of its own (407) or does not answer.",
    fix="Correct the proxy's URL, or add the host to NO_PROXY.",
    example="407 Proxy Authentication Required, which looks like an answer of the index.",
    references=("https://docs.astral.sh/uv/reference/environment/",),
    changes=(PROXY_VARIABLES, PROXY_USER_ALONE, PROXY_FIELDS),
    find=find,
)
