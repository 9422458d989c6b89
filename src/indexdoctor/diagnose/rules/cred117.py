"""CRED117: the keyring command waits for a person, or ends without a word."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import get, needs, question_lines, setting
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.words import sends, variables
from indexdoctor.model.credential import Credential, Source, Trouble
from indexdoctor.model.exchange import KeyringExchange
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Url

_WAITS = (Trouble.TIMEOUT, Trouble.SIGN_IN)


def find(case: Case) -> Iterator[Finding]:
    if case.replayed is None:
        return
    yield from _empty(case)
    for need in needs(case):
        waits = [item for item in need.asked if item.answer.trouble in _WAITS]
        again = _second_time(need.asked, need.further)
        if waits:
            item = waits[0]
            yield _finding(
                case,
                need.label,
                f"the keyring command waits for a person: {item.answer.failure}",
                "uv gives the command no input and no time limit: an unlock dialogue or a sign-in "
                "in the browser has to be done by someone, and uv waits",
                (need.origin,),
                need.lines,
                item,
                need.severity,
            )
        elif again is not None:
            yield _finding(
                case,
                need.label,
                f"the keyring command gives {need.label} nothing the first time and a password the "
                "second",
                "what stands behind the command is not ready when it is first asked; uv asks once",
                (need.origin,),
                (*need.lines, *question_lines((again,))),
                again,
                need.severity,
            )


def _second_time(
    asked: tuple[KeyringExchange, ...], further: tuple[KeyringExchange, ...]
) -> KeyringExchange | None:
    """The client's own question asked once more, when it was answered then."""
    own = {item.question for item in asked if item.answer.secret is None}
    return next((i for i in further if i.question in own and i.answer.secret is not None), None)


def _empty(case: Case) -> Iterator[Finding]:
    """Empty passwords that were sent and refused."""
    seen: set[str] = set()
    for chain in case.chains:
        credential = chain.credential
        if not chain.refused or not _is_silence(credential):
            continue
        request = chain.first.request
        label = request.asked_for or case.publish_label
        if label in seen or case.replayed is None:
            continue
        seen.add(label)
        item = next(
            (
                i
                for i in case.replayed.keyring
                if i.answer.secret is not None and i.answer.secret.is_empty()
            ),
            None,
        )
        if item is not None and credential is not None:
            yield _finding(
                case,
                label,
                f"the keyring command prints nothing and ends well: {case.client} sends an empty "
                f"password for {credential.username}, which gets {chain.status}",
                "no output and exit code 0 is an empty password to uv"
                + (
                    "; the command asked for a sign-in on its standard error"
                    if item.answer.trouble is Trouble.SIGN_IN
                    else ""
                ),
                (credential.origin,),
                (*_lines(case, chain, request.url), *question_lines((item,))),
                item,
                None if case.ended_badly(chain) or not case.conclusions else Severity.WARNING,
            )


def _is_silence(credential: Credential | None) -> bool:
    return (
        credential is not None
        and credential.source is Source.KEYRING
        and credential.secret is not None
        and credential.secret.is_empty()
    )


def _lines(case: Case, chain: Chain, url: Url) -> tuple[Evidence, ...]:
    return (*sends(chain.exchanges, case.client, url), *server_lines(case, chain, url))


def _finding(
    case: Case,
    label: str,
    cause: str,
    why: str,
    origins: tuple[Origin, ...],
    lines: tuple[Evidence, ...],
    item: KeyringExchange,
    severity: Severity | None,
) -> Finding:
    by_hand = get(item.question.service, item.question.username)
    return RULE.finding(
        label,
        cause,
        confidence=Confidence.CERTAIN,
        why=why,
        origins=(*origins, *setting(case)),
        evidence=lines,
        remedies=(
            Remedy(
                "run it once by hand in a terminal, and sign in or unlock what it asks for; then "
                "run uv again",
                by_hand,
            ),
            Remedy(
                "where nobody can (CI), switch the keyring off and give a token instead",
                f"export UV_KEYRING_PROVIDER=disabled{_variables(case, label, item)}",
            ),
        ),
        severity=severity,
    )


def _variables(case: Case, label: str, item: KeyringExchange) -> str:
    """The variables that give a token, after an `export`; empty for an index without a name."""
    user = word(item.question.username or "<user>")
    row = case.row(label)
    if label == case.publish_label:
        return f" UV_PUBLISH_USERNAME={user} UV_PUBLISH_PASSWORD='<token>'"
    if row is None or row.index.name is None:
        return ""
    name, password = variables(row.index.name)
    return f" {name}={user} {password}='<token>'"


RULE = Rule(
    code="CRED117",
    name="keyring-silent",
    severity=Severity.ERROR,
    meaning="The keyring command needs a person, or says nothing, and uv goes on without a "
    "password or with an empty one.",
    why="A plug-in whose session is over asks for a sign-in on its standard error, an unlocked "
    "desktop store opens a dialogue. Without a terminal or a display some wait for ever, some end "
    "with nothing at all: exit code 0 and no output is the empty password to uv.",
    fix="Run the same question by hand, sign in, and try again. In CI use a token in place of a "
    "keyring.",
    example="artifacts-keyring with an expired session prints a device code on the standard error, "
    "which a CI log swallows; uv sends VssSessionToken with an empty password and gets 401.",
    references=(
        "https://github.com/astral-sh/uv/issues/11130",
        "https://github.com/astral-sh/uv/issues/4162",
        "https://github.com/astral-sh/uv/issues/3260",
    ),
    find=find,
    instead_of=(
        "READ101",
        "READ102",
        "READ103",
        "POL103",
        "PUB203",
        "CRED102",
        "CRED108",
        "CRED113",
        "CRED114",
    ),
)
