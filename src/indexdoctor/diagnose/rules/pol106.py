"""POL106: an index redirects to another host, where its credentials do not count."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import host_remedies, per_index
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import IndexRow
from indexdoctor.model.url import Url
from indexdoctor.versions.search import REDIRECTS_AUTHENTICATED, REDIRECTS_AUTHENTICATED_FIRST


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        left = next((c for c in chains if c.refused and _leaves(row, c)), None)
        credential = _lost(case, row)
        if left is not None and credential is not None:
            yield _finding(case, row, left, credential)


def _leaves(row: IndexRow, chain: Chain) -> bool:
    """Whether the last request is a redirect's, to another host, and went without a credential."""
    last = chain.last.request
    away = (last.url.host, last.url.effective_port) != (
        row.index.url.host,
        row.index.url.effective_port,
    )
    started = chain.first.request.url.realm == row.index.url.realm
    return last.hop > 0 and away and started and not is_complete(last.credential)


def _lost(case: Case, row: IndexRow) -> Credential | None:
    """The credential of the index itself."""
    if is_complete(row.seeded):
        return row.seeded
    return next(iter(case.held(row)), None)


def _finding(case: Case, row: IndexRow, chain: Chain, credential: Credential) -> Finding:
    label, url = row.index.label, chain.last.request.url
    return RULE.finding(
        label,
        f"{label} redirects to {url.realm}, which answers {chain.status}: {case.client} does not "
        f"take the credential of the index along ({credential_name(credential)})",
        confidence=Confidence.CERTAIN,
        why="a credential counts for one scheme, host and port; sending it to wherever a redirect "
        "leads would give it away",
        origins=(row.index.origin, credential.origin),
        evidence=(
            *sends(chain.exchanges, case.client, row.index.url),
            Evidence("not sent there", credential_name(credential)),
        ),
        remedies=(
            *_moved(row, chain, url),
            *host_remedies(case, url.with_path("/")),
        ),
    )


def _moved(row: IndexRow, chain: Chain, url: Url) -> tuple[Remedy, ...]:
    """The index at its new address, where the redirect is one of a page."""
    if chain.first.request.role is not Role.PAGE or len(url.segments) < 2:
        return ()
    there = url.with_path("/" + "/".join(url.segments[:-1]))
    command = f"# {row.index.origin}\n{there}"
    if row.index.origin.kind is OriginKind.FILE and row.index.name is not None:
        command = f'# {row.index.origin}\nurl = "{there}"'
    return (Remedy("give the index the URL it redirects to", command),)


RULE = Rule(
    code="POL106",
    name="redirect-drops-credentials",
    severity=Severity.ERROR,
    meaning="The index redirects to another host, and its credentials do not go along.",
    why="uv drops the Authorization header where a redirect leads to another host, as every "
    "client does. Since 0.7.14 it looks for credentials of the new host; those in the URL of the "
    "index or in its variables are none.",
    fix="Give the index the URL it redirects to, or give the new host credentials in netrc or with "
    "uv auth login.",
    example="http://pypi.corp redirects to https://artifacts.corp, and the password stands in the "
    "URL of the first.",
    references=(
        "https://github.com/astral-sh/uv/pull/14126",
        "https://github.com/astral-sh/uv/issues/11097",
    ),
    changes=(REDIRECTS_AUTHENTICATED_FIRST, REDIRECTS_AUTHENTICATED),
    find=find,
    instead_of=("READ103",),
)
