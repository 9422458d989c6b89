"""CRED110: a token stands where the user name belongs, and there is no password."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import KEYRINGS
from indexdoctor.diagnose.rules.refusals import refusals, severity
from indexdoctor.diagnose.rules.servers import fitting_user, server_at, server_lines
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.rules.suspects import Suspect, suspects
from indexdoctor.diagnose.tokens import Kind, facts, is_token
from indexdoctor.diagnose.words import sends, variables
from indexdoctor.model.credential import Credential
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    for suspect in suspects(case):
        if _is_swapped(case, suspect):
            yield _swapped(case, suspect)
    if case.replayed is None:
        for row in case.rows(*ASKED):
            credential = row.seeded
            if credential is not None and not case.held(row):
                yield from _finding(case, row, credential, (), Severity.WARNING)
        return
    for refusal in refusals(case):
        credential = refusal.chain.last.request.credential
        if refusal.credential is None and credential is not None:
            home = refusal.row.index.url
            lines = (
                *sends(refusal.chain.exchanges, case.client, home),
                *server_lines(case, refusal.chain, home),
            )
            grave = severity(case, refusal)
            yield from _finding(case, refusal.row, credential, lines, grave)


def _is_swapped(case: Case, suspect: Suspect) -> bool:
    """Whether the user name is a token and the password is none."""
    found, secret = server_at(case, suspect.url), suspect.credential.secret
    if secret is None or secret.is_empty() or not is_token(suspect.credential.username or ""):
        return False
    if found is not None and found.provider.is_token_the_user:
        return False
    return facts(secret).kind is Kind.UNKNOWN


def _swapped(case: Case, suspect: Suspect) -> Finding:
    row = case.row(suspect.subject)
    names = ("UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD")
    if suspect.purpose is Purpose.READ:
        name = None if row is None else row.index.name
        names = ("", "") if name is None else variables(name)
    user = fitting_user(case, suspect.url, None, suspect.purpose)
    return RULE.finding(
        suspect.subject,
        f"a token stands as the user name for {suspect.subject}{suspect.outcome}, and something "
        "else as the password: perhaps they have changed places",
        confidence=Confidence.LIKELY,
        why="servers look for a token in the password, whatever the user name",
        origins=suspect.origins,
        evidence=suspect.evidence,
        remedies=(
            Remedy(
                f"give the token as the password, at {suspect.credential.origin}",
                f"export {names[0]}={word(user)} {names[1]}='<the token>'" if names[0] else None,
            ),
        ),
        decide="the same with the token as the password",
        severity=suspect.severity,
    )


def _finding(
    case: Case,
    row: IndexRow,
    credential: Credential,
    lines: tuple[Evidence, ...],
    grave: Severity | None,
) -> Iterator[Finding]:
    found = server_at(case, row.index.url)
    if found is not None and found.provider.is_token_the_user:
        return
    if credential.is_complete or not is_token(credential.username or ""):
        return
    remedy = Remedy(f"write a user name before the token at {credential.origin}: <user>:<token>")
    if row.index.name is not None:
        user, password = variables(row.index.name)
        name = fitting_user(case, row.index.url, None, Purpose.READ)
        remedy = Remedy(
            "give the token as the password, and take it out of the user name",
            f"export {user}={word(name)} {password}='<the token>'",
        )
    yield RULE.finding(
        row.index.label,
        f"a token stands as the user name for {row.index.label}, without a password",
        confidence=Confidence.LIKELY,
        why="what stands alone before the @ of a URL is a user name to uv: it looks for the "
        "password elsewhere and finds none",
        origins=(credential.origin, row.index.origin),
        evidence=lines,
        remedies=(remedy,),
        decide="the same with the token as the password",
        severity=grave,
    )


RULE = Rule(
    code="CRED110",
    name="token-as-user-name",
    severity=Severity.ERROR,
    meaning="A token is given as the user name, without a password or with a user name as one.",
    why="In https://<token>@host/ the token is the user name. Few servers take it so; most want it "
    "as the password, after a user name of their own convention. A user name is shown in logs.",
    fix="Give the token as the password, and make a new one: this one was shown as a user name.",
    example="url = https://<token>@host/simple in pyproject.toml: 401, and uv asks netrc and "
    "keyring for the password of that user.",
    references=("https://github.com/astral-sh/uv/issues/2563",),
    find=find,
    instead_of=("READ101", "READ102", "READ103", "CRED106", "PUB203", *KEYRINGS),
)
