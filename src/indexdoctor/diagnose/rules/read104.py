"""READ104: stored credentials are never tried, because the plain request was not refused."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import always_remedies, is_package_page, per_index
from indexdoctor.diagnose.words import credential_name, evidence, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        if row.policy.value is not Policy.AUTO:
            continue
        held = [a.credential for a in case.found(row) if a.credential is not None]
        if not held:
            continue
        for chain in chains:
            if is_package_page(chain) and _is_masked(case, row, chain):
                yield _finding(case, row, chain, held)
                break


def _is_masked(case: Case, row: IndexRow, chain: Chain) -> bool:
    """Whether a plain answer that starts no look-up stands in for what the account would get."""
    elsewhere = chain.last.request.url.realm != row.index.url.realm
    if chain.sent or chain.last.response.failure is not None:
        return False
    if chain.last.response.is_refusal and not (elsewhere and chain.status == 404):
        return False
    if chain.status >= 500 or chain.status in (408, 429):
        return False  # the server's own trouble
    return elsewhere or (case.ended_badly(chain) and not _shows_the_same(case, row, chain))


def _shows_the_same(case: Case, row: IndexRow, chain: Chain) -> bool:
    """Whether the account sees the very files that everyone sees."""
    listed = chain.last.response.listing
    if not listed:
        return False
    return any(
        exchange.response.listing == listed
        and exchange.request.package == chain.first.request.package
        for credential in case.held(row)
        for exchange in case.tried(row.index.label, Role.PAGE, credential)
    )


def _finding(case: Case, row: IndexRow, chain: Chain, held: list[Credential]) -> Finding:
    label = row.index.label
    proof = _proof(case, row, held)
    elsewhere = chain.last.request.url.realm != row.index.url.realm
    answer = (
        f"redirects the plain request to {chain.last.request.url.realm}"
        if elsewhere
        else f"answers {chain.status} to the plain request"
    )
    lines = [
        *sends(chain.exchanges, case.client, row.index.url),
        *(Evidence("never tried", credential_name(credential)) for credential in held),
    ]
    if proof is not None:
        lines.append(evidence(proof, "proof", row.index.url))
    lines += server_lines(case, chain, row.index.url)
    return RULE.finding(
        label,
        f"{case.client} never tries the credentials it has for {label}: the index {answer}",
        confidence=_confidence(chain, proof),
        why="with policy auto the first request goes out without credentials, and only 401, 403 "
        "or 404 starts a look-up",
        origins=(row.policy.origin, row.index.origin),
        evidence=tuple(lines),
        remedies=always_remedies(case, row.index, next((c.username for c in held), None)),
        decide="" if proof is not None else "indexdoctor check --replay all tries the credentials",
    )


def _confidence(chain: Chain, proof: Exchange | None) -> Confidence:
    """An empty page is what some servers give for what they lack, whoever asks."""
    if proof is not None:
        return Confidence.CERTAIN
    return Confidence.POSSIBLE if chain.last.response.listing == () else Confidence.LIKELY


def _proof(case: Case, row: IndexRow, held: list[Credential]) -> Exchange | None:
    for credential in held:
        for exchange in case.tried(row.index.label, Role.PAGE, credential):
            if exchange.response.status == 200:
                return exchange
    return None


RULE = Rule(
    code="READ104",
    name="credentials-never-tried",
    severity=Severity.ERROR,
    meaning="A credential for the index exists, but uv never sends it: the index answers the plain "
    "request with something that is no refusal.",
    why="With policy auto, uv sends each request without credentials first (unless the URL or the "
    "variables of the index carry them) and looks for some only after 401, 403 or 404. A redirect "
    "to another server, an empty page or a login page ends the matter.",
    fix='Set authenticate = "always" for the index, or put the user name into its URL.',
    example="GitLab redirects requests without credentials to the public index, so the private "
    "package of the same name is never found.",
    references=(
        "https://github.com/astral-sh/uv/issues/7359",
        "https://github.com/astral-sh/uv/issues/12004",
    ),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL),
    find=find,
    instead_of=("READ107",),
)
