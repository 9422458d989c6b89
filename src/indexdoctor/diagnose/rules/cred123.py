"""CRED123: only the settings of another client hold an account for the server."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case, Chain, is_complete
from indexdoctor.diagnose.others import accounts, upload_accounts
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import KEYRINGS, needs
from indexdoctor.diagnose.rules.shared import host_remedies, index_variables, word
from indexdoctor.diagnose.words import sends
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin
from indexdoctor.model.others import OtherIndex
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow, Publish


def find(case: Case) -> Iterator[Finding]:
    if not any(entry.account is not None for entry in case.discovered.others.indexes):
        return
    if case.replayed is None:
        yield from _planned(case)
        return
    for need in needs(case):
        entry = None if need.row is None else next(accounts(case, need.row), None)
        if need.row is not None and entry is not None:
            yield _reading(case, need.row, entry, need.evidence, need.severity)
    publish = case.publish
    chain = next((chain for chain in case.upload_chains if chain.refused), None)
    unsent = not case.upload_chains and any(
        c.role is Role.UPLOAD and c.ending is Ending.FAILED and not c.is_local
        for c in case.conclusions
    )
    alone = chain is not None and not is_complete(chain.credential)
    if publish is not None and (unsent or alone):
        entry = next(upload_accounts(case, publish), None)
        if entry is not None:
            yield _publishing(case, publish, entry, chain)


def _planned(case: Case) -> Iterator[Finding]:
    """Nothing was sent: the account is worth a note where uv has none of its own."""
    for row in case.rows(*ASKED):
        if not case.held(row) and not is_complete(row.seeded):
            entry = next(accounts(case, row), None)
            if entry is not None:
                yield _reading(case, row, entry, (), Severity.NOTE)
    publish = case.publish
    if publish is not None and publish.credential is None:
        entry = next(upload_accounts(case, publish), None)
        if entry is not None:
            yield _publishing(case, publish, entry, None)


def _reading(
    case: Case,
    row: IndexRow,
    entry: OtherIndex,
    lines: tuple[Evidence, ...],
    severity: Severity | None,
) -> Finding:
    return RULE.finding(
        row.index.label,
        f"{case.client} sends no credentials to {row.index.label}: they stand at {entry.account}, "
        f"in the settings of {entry.client}, which uv does not read",
        confidence=Confidence.LIKELY if entry.is_upload else Confidence.CERTAIN,
        why=f"uv has its own places; {entry.setting} of {entry.client} is not one of them",
        origins=_origins(entry, row.index.origin),
        evidence=(*lines, *_account(entry)),
        severity=severity,
        remedies=(*_own(row.index, entry), *host_remedies(case, row.index.url)),
        decide="whether this account, which is for uploads, may read" if entry.is_upload else "",
    )


def _own(index: Index, entry: OtherIndex) -> tuple[Remedy, ...]:
    named = index_variables(index, entry.username or "<user>")
    return () if named is None else (named,)


def _publishing(case: Case, publish: Publish, entry: OtherIndex, chain: Chain | None) -> Finding:
    url = publish.url.value.url
    user = entry.username or "<user>"
    lines = () if chain is None else sends(chain.exchanges, case.client, url)
    if user == "__token__":
        remedy = Remedy(
            "give the token to uv by its own variable", "export UV_PUBLISH_TOKEN='<the same token>'"
        )
    else:
        remedy = Remedy(
            "give the account to uv by its own variables",
            f"export UV_PUBLISH_USERNAME={word(user)} UV_PUBLISH_PASSWORD='<the same password>'",
        )
    return RULE.finding(
        case.publish_label,
        f"{case.client} has no credentials for the upload: they stand at {entry.account}, in the "
        f"settings of {entry.client}, which uv does not read",
        confidence=Confidence.CERTAIN,
        why=f"uv publish reads UV_PUBLISH_* and its own options; {entry.setting} is read by "
        f"{entry.client} only",
        origins=_origins(entry, publish.url.origin),
        evidence=(*lines, *_account(entry)),
        severity=Severity.NOTE if case.replayed is None else None,
        remedies=(remedy, *host_remedies(case, url)),
    )


def _origins(entry: OtherIndex, other: Origin) -> tuple[Origin, ...]:
    return (other,) if entry.account is None else (entry.account, other)


def _account(entry: OtherIndex) -> tuple[Evidence, ...]:
    parts = [entry.setting]
    if entry.username:
        parts.append(f"user {entry.username}")
    parts.append("with a password" if entry.secret is not None else "without a password")
    return (Evidence(f"{entry.client} has", " ".join(parts)),)


RULE = Rule(
    code="CRED123",
    name="account-of-another-client",
    severity=Severity.ERROR,
    meaning="The settings of pip, twine, Poetry or PDM hold an account for the server, and uv has "
    "none.",
    why="uv reads no pip.conf, no .pypirc, no settings of Poetry or PDM and none of their "
    "variables. Of what they use it shares only netrc and the keyring, and that only when it is "
    "switched on. indexdoctor reads those files to name the place; it never sends what they hold.",
    fix="Give uv the account in one of its own places.",
    example="aws codeartifact login --tool twine writes ~/.pypirc, and uv publish gets 401.",
    references=(
        "https://github.com/astral-sh/uv/issues/1404",
        "https://github.com/astral-sh/uv/issues/2183",
    ),
    find=find,
    instead_of=("READ103", "POL102", "POL103", "PUB203", "PUB204"),
    instead_of_doubtful=(*KEYRINGS, "POL101"),
)
