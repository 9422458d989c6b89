"""CRED116: the keyring has the entry under another service or user name than is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import CANDIDATES, Need, needs, setting, with_proof
from indexdoctor.diagnose.rules.proven import proof
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.model.exchange import KeyringExchange
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import INDEX_GOVERNS, KEYRING_SCHEME


def find(case: Case) -> Iterator[Finding]:
    for need in needs(case):
        held = _held(need)
        if need.asked and need.found_nothing and held is not None:
            yield _finding(case, need, held)


def _held(need: Need) -> KeyringExchange | None:
    """A further question that was answered, and is not one of the client's asked again."""
    own = {item.question for item in need.asked}
    for item in need.further:
        secret = item.answer.secret
        if secret is not None and not secret.is_empty() and item.question not in own:
            return item
    return None


def _finding(case: Case, need: Need, held: KeyringExchange) -> Finding:
    shown = proof(case, need.label, need.purpose, held)
    question = held.question
    same_user = question.username is not None
    user = question.username or held.answer.username
    if same_user:
        cause = (
            f"the keyring has the password of {user} under {question.service}; {case.client} asks "
            f"for {need.service}"
        )
    else:
        cause = (
            f"the keyring has an entry of {user or 'another user'} for {question.service}; "
            f"{case.client} asks for {need.username}"
        )
    return RULE.finding(
        need.label,
        cause,
        confidence=Confidence.CERTAIN if shown else Confidence.LIKELY,
        why=_why(case, need.purpose),
        origins=(need.origin, *setting(case)),
        evidence=with_proof(need.lines, held, shown),
        remedies=tuple(_remedies(case, need, user, same_user=same_user)),
        decide="" if shown else "the same with the entry under the name that is asked for",
        severity=need.severity,
    )


def _why(case: Case, purpose: Purpose) -> str:
    first = "the URL of the index" if INDEX_GOVERNS in case.uv else "the URL of each request"
    if purpose is Purpose.PUBLISH:
        first = "the publish URL"
    last = ", then scheme and host unless that is https" if KEYRING_SCHEME in case.uv else ""
    return (
        f"uv asks for {first} exactly as it is written, then for the host with its port{last}; a "
        "keyring compares these texts letter by letter"
    )


def _remedies(case: Case, need: Need, user: str | None, *, same_user: bool) -> Iterator[Remedy]:
    if not same_user:
        url = need.url
        yield Remedy(
            "give the index the user name of the entry",
            f"# {need.origin}\n{url.scheme}://{user or '<user>'}@{url.netloc}{url.path}",
        )
    yield Remedy(
        "store the password under the name that is asked for",
        f"keyring set {word(need.service)} {word(need.username or '<user>')}",
    )
    if same_user and INDEX_GOVERNS not in case.uv:
        yield from upgrade(case.uv, INDEX_GOVERNS)


RULE = Rule(
    code="CRED116",
    name="keyring-entry-under-another-name",
    severity=Severity.ERROR,
    meaning="The keyring holds the password, under another service name or for another user than "
    "uv asks for.",
    why="A keyring finds an entry by service and user, both compared as texts. uv asks for the "
    f"index URL (before {INDEX_GOVERNS.since} for the URL of each page), then for host[:port], and "
    f"from {KEYRING_SCHEME.since} on for scheme://host[:port] where that is not https. A slash too "
    "many, the URL for uploads in place of that for reading, or a host without its port is another "
    "entry.",
    fix="Store the password once more under the name uv asks for first.",
    example="keyring set https://host/simple/ alice, and the index URL is https://host/simple.",
    references=(
        "https://github.com/astral-sh/uv/issues/12280",
        "https://github.com/astral-sh/uv/issues/8781",
    ),
    changes=(INDEX_GOVERNS, KEYRING_SCHEME),
    find=find,
    instead_of=("READ103", "POL103", "PUB203", "CRED102", "CRED113"),
    instead_of_doubtful=CANDIDATES,
)
