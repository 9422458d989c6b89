"""NET103: TLS failed (no HTTP answer)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import failures
from indexdoctor.discover import variables
from indexdoctor.discover.since import release_of
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity

SYSTEM_CERTS = release_of("UV_SYSTEM_CERTS", variables.SINCE)
_KINDS = (TransportFailure.TLS,)


def find(case: Case) -> Iterator[Finding]:
    yield from failures(
        case,
        RULE,
        _KINDS,
        "TLS failed",
        why="uv trusts its bundled certificate authorities, not the system's, unless told so",
    )


RULE = Rule(
    code="NET103",
    name="tls-failed",
    severity=Severity.ERROR,
    meaning="The TLS connection to a server fails.",
    why="uv trusts a bundled list of certificate authorities. A company's own authority, or a "
    "proxy that opens TLS, is not on it.",
    fix=f"Set system-certs (UV_SYSTEM_CERTS, since uv {SYSTEM_CERTS}; before, native-tls and "
    "UV_NATIVE_TLS), or SSL_CERT_FILE.",
    example="invalid peer certificate: UnknownIssuer.",
    references=("https://docs.astral.sh/uv/concepts/authentication/certificates/",),
    find=find,
)
