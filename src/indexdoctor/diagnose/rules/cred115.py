"""CRED115: the keyring is not asked, as no user name is known."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import (
    CANDIDATES,
    Need,
    is_for_another,
    needs,
    setting,
    with_proof,
)
from indexdoctor.diagnose.rules.proven import proof
from indexdoctor.diagnose.rules.releases import lacks_policy, upgrade
from indexdoctor.diagnose.rules.servers import fitting_user
from indexdoctor.model.credential import KeyringAnswer
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import IndexKind
from indexdoctor.model.origin import OriginKind
from indexdoctor.versions.auth import KEYRING_CREDS_MODE
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def find(case: Case) -> Iterator[Finding]:
    if not case.keyring_on or case.resolution.keyrings.run is None:
        return
    for need in needs(case):
        if need.username is None and not need.asked:
            yield _finding(case, need)


def _finding(case: Case, need: Need) -> Finding:
    held = next((i for i in need.further if i.answer.secret is not None), None)
    shown = proof(case, need.label, need.purpose, held)
    known = None if held is None else held.answer.username
    has = "" if known is None else f"; it has one of {known}"
    why = "uv asks the keyring for the password of a user"
    if KEYRING_CREDS_MODE in case.uv:
        why += ', and for user and password together under authenticate = "always" alone'
    return RULE.finding(
        need.label,
        f"{case.client} does not ask the keyring for {need.label}: it knows no user name{has}",
        confidence=Confidence.CERTAIN if shown else Confidence.LIKELY,
        why=why,
        origins=(need.origin, *setting(case)),
        evidence=with_proof(need.evidence, held, shown),
        remedies=tuple(_remedies(case, need, None if held is None else held.answer)),
        decide="" if shown else "the same with the user name in the URL",
        severity=Severity.NOTE if held is None and is_for_another(case, need) else need.severity,
    )


def _remedies(case: Case, need: Need, held: KeyringAnswer | None) -> Iterator[Remedy]:
    url, row = need.url, need.row
    user = (held.username if held is not None else None) or fitting_user(
        case, url, None, need.purpose
    )
    shown = user if user.startswith("<") else quote(user, safe="")
    yield Remedy(
        "put the user name into the URL",
        f"# {need.origin}\n{url.scheme}://{shown}@{url.netloc}{url.path}",
    )
    if row is None:
        return
    index = row.index
    lacking = lacks_policy(case, index) or (
        KEYRING_CREDS_MODE if KEYRING_CREDS_MODE not in case.uv else None
    )
    stated = index.origin.kind is OriginKind.FILE and index.kind is IndexKind.INDEX
    if lacking is not None and (AUTHENTICATE_FIELD in case.uv or stated):
        yield from upgrade(case.uv, lacking)
    elif lacking is None and stated:
        yield Remedy(
            "or let uv ask for user and password together (keyring 25.2.1 or later)",
            f'# {index.origin}\nauthenticate = "always"',
        )


RULE = Rule(
    code="CRED115",
    name="keyring-without-user-name",
    severity=Severity.ERROR,
    meaning="The keyring is switched on and is not asked, as no user name is known for the index.",
    why="uv runs `keyring get <URL> <user>`, so it needs a user name: from the URL or from "
    'UV_INDEX_<NAME>_USERNAME. With authenticate = "always" it asks for user name and password '
    "together, from 0.6.9 on.",
    fix="Put the user name into the index URL; servers with a plug-in want a fixed one "
    "(VssSessionToken, oauth2accesstoken, aws).",
    example="keyring has alice's password for the host, and the index URL is "
    "https://host/simple without alice@.",
    references=(
        "https://github.com/astral-sh/uv/issues/11842",
        "https://github.com/astral-sh/uv/issues/12611",
    ),
    changes=(KEYRING_CREDS_MODE,),
    find=find,
    instead_of=("READ103", "CRED102"),
    instead_of_doubtful=CANDIDATES,
)
