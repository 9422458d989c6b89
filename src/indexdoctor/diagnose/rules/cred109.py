"""CRED109: a token of one server is sent to a server of another kind."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.suspects import provider_of, suspects
from indexdoctor.diagnose.tokens import facts
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for suspect in suspects(case):
        credential = suspect.credential
        provider = provider_of(case, suspect)
        if credential.secret is None or provider is None:
            continue
        token = facts(credential.secret)
        if not token.owners or provider.key in token.owners:
            continue
        yield RULE.finding(
            suspect.subject,
            f"{case.client} sends {token.kind.value} to {provider.title}{suspect.outcome}: "
            f"{credential_name(credential)}",
            confidence=Confidence.LIKELY,
            why="the shape of the token tells which kind of server made it",
            origins=suspect.origins,
            evidence=(*suspect.evidence, Evidence("token", token.describe())),
            remedies=(
                Remedy(f"put a token of {provider.title} at {credential.origin}"),
                Remedy(provider.obtain),
                *suspect.remedies,
            ),
            decide=f"a token of {provider.title}",
            severity=suspect.severity,
        )


RULE = Rule(
    code="CRED109",
    name="token-of-another-server",
    severity=Severity.ERROR,
    meaning="The token has the shape of another server's tokens.",
    why="A netrc entry, a variable or a wrong secret of a CI system sends the token of one server "
    "to another. PyPI and TestPyPI have separate accounts and tokens, and their answers do not "
    "tell the mistake.",
    fix="Give each server its own token.",
    example="A token of TestPyPI in UV_PUBLISH_TOKEN, and an upload to PyPI: 403.",
    references=("https://packaging.python.org/en/latest/guides/using-testpypi/",),
    find=find,
    instead_of=("READ101", "READ102", "READ107", "PUB203"),
)
