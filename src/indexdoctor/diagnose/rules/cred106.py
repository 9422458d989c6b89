"""CRED106: a user name with which no secret can be right at this server."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import taken, variant, variant_lines
from indexdoctor.diagnose.providers.base import Purpose, Users
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.rules.suspects import Suspect, provider_of, suspects
from indexdoctor.diagnose.tokens import Kind, facts
from indexdoctor.diagnose.words import variables
from indexdoctor.model.control import Control, ControlKind
from indexdoctor.model.credential import Credential, Scheme, Source
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind


def find(case: Case) -> Iterator[Finding]:
    for suspect in suspects(case):
        credential = suspect.credential
        provider = provider_of(case, suspect)
        if provider is None or credential.scheme is not Scheme.BASIC:
            continue
        kind = Kind.UNKNOWN if credential.secret is None else facts(credential.secret).kind
        users = provider.users.of(kind)
        if not users.is_wrong(credential.username, suspect.purpose):
            continue
        name = f"the user name {credential.username}" if credential.username else "no user name"
        other = variant(case, credential, ControlKind.USER)
        proof = None if other is None else taken(case, other)
        cause = f"{case.client} sends {name} to {provider.title}{suspect.outcome}"
        if proof is not None and other is not None:
            cause += f"; with {_named(other.credential)} the same token is accepted"
        yield RULE.finding(
            suspect.subject,
            cause,
            confidence=Confidence.LIKELY if proof is None else Confidence.CERTAIN,
            why=f"{provider.title} takes {users.convention}",
            origins=suspect.origins,
            evidence=(*suspect.evidence, *variant_lines(case, other, suspect.url)),
            remedies=(_remedy(case, suspect, users), *suspect.remedies),
            decide=_undecided(case, other, users) if proof is None else "",
            severity=suspect.severity,
        )


def _named(credential: Credential | None) -> str:
    name = None if credential is None else credential.username
    return f"the user name {name}" if name else "an empty user name"


def _undecided(case: Case, other: Control | None, users: Users) -> str:
    if other is None:
        return "the same secret with the other user name"
    name = f"the user name {users.instead}" if users.instead else "an empty user name"
    if other.exchange is None:
        return f"the same secret with {name} (not tried: {other.reason})"
    return f"a new token with {name}: with that name this one is refused too"


def _remedy(case: Case, suspect: Suspect, users: Users) -> Remedy:
    """Where to write which user name."""
    if suspect.credential.source is Source.KEYRING and users.instead:
        return _for_keyring(case, suspect, users.instead)
    if suspect.purpose is Purpose.PUBLISH:
        return _for_upload(suspect, users)
    if users.instead is None:
        return Remedy(f"write at {suspect.credential.origin}: {users.convention}")
    name = word(users.instead) if users.instead else "''"
    row = case.row(suspect.subject)
    if row is not None and row.index.name is not None:
        user, password = variables(row.index.name)
        return Remedy(
            "give the index this user name",
            f"export {user}={name} {password}='<the same token>'",
        )
    shown = users.instead or "an empty user name"
    return Remedy(f"write {shown} as the user name at {suspect.credential.origin}")


def _for_keyring(case: Case, suspect: Suspect, user: str) -> Remedy:
    """Where the keyring is told for whom to give the token: it gives one for any name."""
    summary = "let the keyring be asked for this user name"
    if suspect.purpose is Purpose.PUBLISH:
        return Remedy(summary, f"export UV_PUBLISH_USERNAME={word(user)}")
    url, row = suspect.url, case.row(suspect.subject)
    place = "" if row is None else f"# {row.index.origin}\n"
    return Remedy(summary, f"{place}{url.scheme}://{user}@{url.netloc}{url.path}")


def _for_upload(suspect: Suspect, users: Users) -> Remedy:
    """User name and token apart; uv refuses them beside a token."""
    name = "'<user>'" if users.instead is None else word(users.instead) or "''"
    command = f"export UV_PUBLISH_USERNAME={name} UV_PUBLISH_PASSWORD='<the same token>'"
    origin = suspect.credential.origin
    if origin.name == "UV_PUBLISH_TOKEN":
        command = f"unset UV_PUBLISH_TOKEN\n{command}"
    instead = f" in place of {origin}" if origin.kind is OriginKind.OPTION else ""
    return Remedy(f"give user name and token apart{instead}", command)


RULE = Rule(
    code="CRED106",
    name="user-name-of-another-kind-of-server",
    severity=Severity.ERROR,
    meaning="The user name is one that this kind of server does not take with a token.",
    why="Each kind of server has its own convention: __token__ on PyPI, aws on CodeArtifact, "
    "oauth2accesstoken on Google Artifact Registry, gitlab-ci-token with a job token, an empty "
    "name or one's own on Artifactory. --token and UV_PUBLISH_TOKEN always send __token__.",
    fix="Give the user name of this kind of server beside the token.",
    example="UV_PUBLISH_TOKEN with Artifactory: uv sends __token__ and gets 401; "
    "UV_PUBLISH_USERNAME='' and UV_PUBLISH_PASSWORD are right.",
    references=(
        "https://github.com/astral-sh/uv/issues/9778",
        "https://docs.astral.sh/uv/guides/integration/jfrog/",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ107", "PUB203"),
)
