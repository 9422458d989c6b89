"""POL102 and its helper: authenticate = "always" without anything to authenticate with."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.auth import MISSING, incomplete
from indexdoctor.diagnose.case import ASKED, Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import credentials_remedies, sources_without
from indexdoctor.model.credential import Credential, Scheme, Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import (
    INDEX_GOVERNS,
    PASSWORD_REQUIRED,
    PIP_POLICIES,
    POLICIES_OF_ALL,
    REALM_AFTER_INDEX,
    STORE,
    TOKEN_UNDER_ALWAYS,
)
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def unserved(case: Case) -> Iterator[tuple[IndexRow, Confidence]]:
    """The asked indexes with policy always for which no complete credential is found."""
    for row in case.rows(*ASKED):
        if row.policy.value is not Policy.ALWAYS:
            continue
        if case.replayed is not None:
            partial = username_of(row) is not None or token_of(case, row) is not None
            message = incomplete(case.uv) if partial else MISSING
            if _ends_with(case, row, message) or (partial and unnamed_user(case, row)):
                yield row, Confidence.CERTAIN
            continue
        if token_of(case, row) is None and (case.found(row) or _may_borrow(case, row)):
            continue
        if username_of(row) is not None and PASSWORD_REQUIRED not in case.uv:
            continue  # it is sent alone
        unrun = any(
            a.source in (Source.KEYRING, Source.NATIVE) and a.state == "unasked" for a in row.asked
        )
        yield row, Confidence.POSSIBLE if unrun else Confidence.CERTAIN


def unnamed_user(case: Case, row: IndexRow) -> bool:
    """Whether the client ends at a file of a lock: there it does not know the URL's user name."""
    return _ends_with(case, row, MISSING, Role.FILE, Role.METADATA)


def _ends_with(case: Case, row: IndexRow, message: str, *roles: Role) -> bool:
    """Whether the client ends with this message for something of the index."""
    return any(
        c.ending is Ending.FAILED
        and c.text.startswith(message)
        and (not roles or c.role in roles)
        and (f" {row.index.url}" in c.text or f" {row.root}" in c.text)
        for c in case.conclusions
    )


def username_of(row: IndexRow) -> str | None:
    """The user name known for an index whose password is not."""
    known = [row.seeded, *(a.credential for a in row.asked)]
    return next((c.username for c in known if c is not None and c.username and not c.secret), None)


def token_of(case: Case, row: IndexRow) -> Credential | None:
    """The token found for an index, where this version does not send one under always."""
    if TOKEN_UNDER_ALWAYS in case.uv:
        return None
    found = (asked.credential for asked in case.found(row))
    return next((c for c in found if c is not None and c.scheme is Scheme.BEARER), None)


def _may_borrow(case: Case, row: IndexRow) -> bool:
    """Whether another index of the same scheme, host and port has credentials it may lend."""
    if INDEX_GOVERNS in case.uv and REALM_AFTER_INDEX not in case.uv:
        return False
    return any(
        other.index.url.realm == row.index.url.realm and is_complete(other.seeded)
        for other in case.rows()
    )


def find(case: Case) -> Iterator[Finding]:
    for row, confidence in unserved(case):
        if username_of(row) is not None or token_of(case, row) is not None:
            continue
        yield RULE.finding(
            row.index.label,
            f'{case.client} ends with "{MISSING}" for {row.index.url} and sends nothing: '
            'the policy is "always" and no source has a credential',
            confidence=confidence,
            why="with always, uv looks for credentials before the first request and gives up when "
            "there are none",
            origins=(row.policy.origin, row.index.origin),
            evidence=tuple(sources_without(row.asked)),
            remedies=credentials_remedies(case, row.index),
            decide="" if confidence is Confidence.CERTAIN else "indexdoctor check asks the keyring",
        )


RULE = Rule(
    code="POL102",
    name="always-without-credentials",
    severity=Severity.ERROR,
    meaning='An index has authenticate = "always", and no credential source has anything for it. '
    "uv stops before it sends a request.",
    why='The policy always means: search first, then send. Nothing found is an error ("Missing '
    'credentials for …"), even when the index would have answered without.',
    fix="Give the index credentials (UV_INDEX_<NAME>_USERNAME and _PASSWORD, netrc, uv auth login, "
    "keyring), or drop the policy.",
    example="CI lacks the netrc file of the developers' machines; pyproject.toml says "
    'authenticate = "always".',
    references=("https://github.com/astral-sh/uv/issues/12611",),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL, STORE),
    find=find,
)
