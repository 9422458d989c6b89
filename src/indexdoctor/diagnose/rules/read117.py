"""READ117: the server breaks down on requests without a credential, and uv has one to send."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import always_remedies, per_index
from indexdoctor.diagnose.words import credential_name, evidence, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        broken = [c for c in chains if c.status >= 500 and not c.sent]
        proved = next((proof for c in broken if (proof := _proof(case, row, c))), None)
        if proved is not None:
            yield _finding(case, row, broken[0], *proved)


def _proof(case: Case, row: IndexRow, chain: Chain) -> tuple[Credential, Exchange] | None:
    """A credential with which the same URL is answered."""
    url = chain.first.request.url
    for credential in case.held(row):
        for role in (Role.PAGE, Role.FLAT, Role.CONTROL):
            for exchange in case.tried(row.index.label, role, credential):
                if exchange.request.url == url and exchange.response.status == 200:
                    return credential, exchange
    return None


def _finding(
    case: Case, row: IndexRow, chain: Chain, credential: Credential, proof: Exchange
) -> Finding:
    label, home = row.index.label, row.index.url
    return RULE.finding(
        label,
        f"{label} answers {chain.status} to requests without a credential, so {case.client} never "
        f"sends the one it has: {credential_name(credential)}",
        confidence=Confidence.CERTAIN,
        why="with policy auto only 401, 403 and 404 make uv look for credentials; a 5xx counts as "
        "a fault of the server, and the same request is made again as it was",
        origins=(row.policy.origin, row.index.origin),
        evidence=(
            *sends(chain.exchanges, case.client, home),
            evidence(proof, "proof", home),
            *server_lines(case, chain, home),
        ),
        remedies=always_remedies(case, row.index, credential.username),
    )


RULE = Rule(
    code="READ117",
    name="server-error-without-credentials",
    severity=Severity.ERROR,
    meaning="The server answers requests without a credential with 5xx, and the same request with "
    "one as it should. uv never gets to send it.",
    why="Some servers, and proxies that ask another service who is there, break down on anonymous "
    "requests instead of answering 401. uv takes that for an outage, and tries again without "
    "looking for credentials.",
    fix='Set authenticate = "always", or put the user name into the URL, so that the first request '
    "carries the credential.",
    example="500 from Artifactory for anonymous downloads, 200 with the netrc entry.",
    references=("https://github.com/astral-sh/uv/issues/5600",),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL),
    find=find,
    instead_of=("NET106", "READ104"),
)
