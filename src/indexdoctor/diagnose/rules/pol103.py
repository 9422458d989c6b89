"""POL103: authenticate = "always" with a user name and no password."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.auth import MISSING, incomplete
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.pol102 import token_of, unnamed_user, unserved, username_of
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.shared import index_variables, sources_without
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.credential import Credential
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import KEYRING_CREDS_MODE, PASSWORD_REQUIRED, TOKEN_UNDER_ALWAYS


def find(case: Case) -> Iterator[Finding]:
    for row, confidence in unserved(case):
        token = token_of(case, row)
        if token is not None:
            yield _not_sent(case, row, token)
        username = username_of(row)
        if token is not None or username is None:
            continue
        by_variables = index_variables(row.index, username)
        remedies = [by_variables] if by_variables is not None else []
        others = [c for c in case.held(row) if c.username != username]
        if others:
            remedies.insert(
                0,
                Remedy(
                    f"drop the user name {username} from the URL: then "
                    f"{credential_name(others[0])} is used",
                    f"# {row.index.origin}\n{row.index.url}",
                ),
            )
        if not case.keyring_on:
            remedies.append(
                Remedy("or let uv ask the keyring command", "export UV_KEYRING_PROVIDER=subprocess")
            )
        message = MISSING if unnamed_user(case, row) else incomplete(case.uv)
        yield RULE.finding(
            row.index.label,
            f'{case.client} ends with "{message}" for {row.index.url}: the user name '
            f"{username} is known, its password is nowhere",
            confidence=confidence,
            why="with always, uv does not send a user name alone",
            origins=(row.index.origin, row.policy.origin),
            evidence=tuple(sources_without(row.asked)),
            remedies=tuple(remedies),
            decide="" if confidence is Confidence.CERTAIN else "indexdoctor check asks the keyring",
        )


def _not_sent(case: Case, row: IndexRow, token: Credential) -> Finding:
    by_variables = index_variables(row.index)
    return RULE.finding(
        row.index.label,
        f'{case.client} ends with "{incomplete(case.uv)}" for {row.index.url}: it has a token for '
        f"it ({token.origin}), and no user name with a password",
        confidence=Confidence.CERTAIN,
        why=f'up to {TOKEN_UNDER_ALWAYS.since} uv does not count a token under "always"',
        origins=(token.origin, row.policy.origin, row.index.origin),
        remedies=(
            *upgrade(case.uv, TOKEN_UNDER_ALWAYS),
            *(() if by_variables is None else (by_variables,)),
        ),
    )


RULE = Rule(
    code="POL103",
    name="always-with-username-only",
    severity=Severity.ERROR,
    meaning='An index has authenticate = "always" and a user name, but no source has the password.',
    why="A user name narrows every look-up to that user: a netrc entry or stored credential of "
    'another user is passed over. With always, uv then stops with "Incomplete '
    f'credentials" (up to {TOKEN_UNDER_ALWAYS.since}, "Missing password").',
    fix="Give the password for that user, or drop the user name from the URL so that other "
    "sources match.",
    example="https://ci@host/simple with a netrc entry for the user alice.",
    references=("https://github.com/astral-sh/uv/issues/8728",),
    changes=(PASSWORD_REQUIRED, KEYRING_CREDS_MODE, TOKEN_UNDER_ALWAYS),
    find=find,
)
