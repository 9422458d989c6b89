"""READ118: the index sends requests on to a public index, which answers in its place."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at, server_lines
from indexdoctor.diagnose.rules.shared import (
    credentials_remedies,
    is_package_page,
    read_chains,
    sources_without,
)
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    reported: set[str] = set()
    for row, chain in read_chains(case):
        label = row.index.label
        if label in reported or not is_package_page(chain) or chain.sent or case.found(row):
            continue  # READ104 says why a credential that is there is not tried
        if _is_forwarded(case, row, chain):
            reported.add(label)
            yield _finding(case, row, chain)


def _is_forwarded(case: Case, row: IndexRow, chain: Chain) -> bool:
    """Whether a page was asked of one server and answered by a public index."""
    url = chain.last.request.url
    if url.realm == row.index.url.realm or chain.last.request.hop == 0:
        return False
    there, here = server_at(case, url), server_at(case, row.index.url)
    if there is None or not there.provider.is_public:
        return False
    return here is None or not here.provider.is_public


def _finding(case: Case, row: IndexRow, chain: Chain) -> Finding:
    label, package = row.index.label, chain.first.request.package
    there = chain.last.request.url.realm
    cause = f"{label} sends the request for {package} on to {there}: "
    cause += (
        "it hides its packages from requests without a credential, and none was sent"
        if case.ended_badly(chain)
        else f"what {there} has under this name is taken"
    )
    return RULE.finding(
        label,
        cause,
        confidence=Confidence.LIKELY,
        why="servers that stand before a public index send on what they do not have, or do not "
        "show to this account; a redirect is no refusal, so uv looks for no credentials, and "
        "whoever owns the name there is trusted",
        origins=(row.index.origin,),
        evidence=(
            *sends(chain.exchanges, case.client, row.index.url),
            *server_lines(case, chain, row.index.url),
            *sources_without(row.asked),
        ),
        remedies=credentials_remedies(case, row.index),
        decide=f"the page of {package} at {label} with an account that may read it",
        severity=None if case.ended_badly(chain) else Severity.WARNING,
    )


RULE = Rule(
    code="READ118",
    name="forwarded-to-public-index",
    severity=Severity.ERROR,
    meaning="The index redirects the request for a package to a public index.",
    why="GitLab and other servers forward what they cannot serve to PyPI. To a request without a "
    "credential they have nothing to show, so private packages are looked for in public: they are "
    "not found there, or somebody else's are taken.",
    fix="Give the index credentials, so that it answers itself; turn forwarding off on the server.",
    example="302 from …/packages/pypi/simple/acme-utils to the public index, then 404.",
    references=(
        "https://github.com/astral-sh/uv/issues/7359",
        "https://docs.gitlab.com/user/packages/pypi_repository/",
    ),
    find=find,
    instead_of=("READ107",),
)
