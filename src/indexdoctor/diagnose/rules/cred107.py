"""CRED107: a token whose time is over."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.suspects import provider_of, suspects
from indexdoctor.diagnose.tokens import facts
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    now = case.discovered.surroundings.now
    if now is None:
        return
    for suspect in suspects(case):
        credential = suspect.credential
        if credential.secret is None:
            continue
        token = facts(credential.secret)
        if not token.is_expired(now):
            continue
        provider = provider_of(case, suspect)
        refused = suspect.status in (401, 403)
        remedies = [Remedy(f"put a new token at {credential.origin}")]
        if provider is not None:
            remedies.append(Remedy(provider.obtain))
        yield RULE.finding(
            suspect.subject,
            f"the token of {credential_name(credential)} has expired",
            confidence=Confidence.CERTAIN if refused else Confidence.LIKELY,
            why="the token itself says until when it is valid; that time is past",
            origins=suspect.origins,
            evidence=(*suspect.evidence, Evidence("token", token.describe(now))),
            remedies=(*remedies, *suspect.remedies),
            decide="" if refused else "a new token, and the clock of this machine",
            severity=suspect.severity,
        )


RULE = Rule(
    code="CRED107",
    name="token-expired",
    severity=Severity.ERROR,
    meaning="The token that is sent says itself that its time is over.",
    why="JSON Web Tokens, reference tokens of Artifactory, authorization tokens of CodeArtifact "
    "and some tokens of PyPI bear the time of their end in themselves. It is read without "
    "checking the signature, and nothing else of the token is shown.",
    fix="Get a new token. Where one lives for hours, get it in the job that uses it.",
    example="A CodeArtifact token lives for 12 hours; the one in a saved variable is from "
    "yesterday.",
    references=(
        "https://github.com/astral-sh/uv/issues/11899",
        "https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ107", "PUB203"),
)
