"""CRED102: the keyring command is switched on and cannot answer, or knows of no entry."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import NOTHING, Need, get, needs, setting
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.rules.sources import severity, unusable
from indexdoctor.model.credential import Source, Trouble
from indexdoctor.model.exchange import KeyringExchange
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import (
    INDEX_GOVERNS,
    KEYRING_CREDS_MODE,
    KEYRING_SCHEME,
    REALM_AFTER_INDEX,
)

_ADVICE = {
    Trouble.BACKEND: Remedy(
        "give it a backend, or switch the keyring off on machines that have none",
        "export UV_KEYRING_PROVIDER=disabled",
    ),
    Trouble.LOCKED: Remedy("unlock the store in a session of your own, and run uv there"),
    Trouble.LOGIN: Remedy(
        "log in where the plug-in takes its own credentials from (gcloud auth application-default "
        "login, aws sso login)"
    ),
    Trouble.OLD: Remedy("take a newer keyring", "uv tool install --upgrade 'keyring>=25.2.1'"),
}


def find(case: Case) -> Iterator[Finding]:
    for problem in unusable(case, Source.KEYRING):
        yield RULE.finding(
            problem.labels[0],
            f"the keyring command is of no use: {problem.asked.reason}",
            confidence=Confidence.CERTAIN,
            why="uv runs the first keyring on its own PATH, and looks into no environment",
            origins=setting(case),
            evidence=(Evidence("concerns", ", ".join(problem.labels)),),
            remedies=(
                Remedy("make a keyring command available on uv's PATH", "uv tool install keyring"),
            ),
            severity=severity(problem),
        )
    for need in needs(case):
        troubled = [item for item in need.asked if item.answer.trouble not in NOTHING]
        if troubled and all(item.answer.secret is None for item in need.asked):
            if troubled[0].answer.trouble is not Trouble.MISSING:
                yield _failing(case, need, troubled[0])
        elif need.found_nothing:
            yield _no_entry(case, need)


def _failing(case: Case, need: Need, item: KeyringExchange) -> Finding:
    advice = _ADVICE.get(item.answer.trouble or Trouble.OTHER)
    by_hand = get(item.question.service, item.question.username)
    return RULE.finding(
        need.label,
        f"{case.client} gets no password from the keyring command: {item.answer.failure}",
        confidence=Confidence.CERTAIN,
        why="uv takes a keyring that fails for one without an entry, and goes on without a "
        "password",
        origins=(*setting(case), need.origin),
        evidence=need.lines,
        remedies=(
            *(() if advice is None else (advice,)),
            Remedy("ask the same by hand and see what it says", by_hand),
            *_from_the_host(case, need),
        ),
        severity=need.severity or Severity.ERROR,
    )


def _from_the_host(case: Case, need: Need) -> tuple[Remedy, ...]:
    """The release that takes what is known for the host, where another index has the password."""
    if INDEX_GOVERNS not in case.uv or need.row is None:
        return ()
    lends = any(
        is_complete(row.seeded) and row.seeded is not None and row.seeded.username == need.username
        for row in case.rows()
        if row.index.url.realm == need.url.realm
    )
    return upgrade(case.uv, REALM_AFTER_INDEX) if lends else ()


def _no_entry(case: Case, need: Need) -> Finding:
    who = "anyone" if need.username is None else need.username
    return RULE.finding(
        need.label,
        f"the keyring has no password of {who} for {need.label}",
        confidence=Confidence.CERTAIN,
        why="it was asked by every name under which uv looks, and by no other",
        origins=(*setting(case), need.origin),
        evidence=need.lines,
        remedies=(
            Remedy(
                "store it under the name that is asked for",
                f"keyring set {word(need.service)} {word(need.username or '<user>')}",
            ),
        ),
    )


RULE = Rule(
    code="CRED102",
    name="keyring-unusable",
    severity=Severity.WARNING,
    meaning="keyring-provider = subprocess is set, and the keyring command gives no credential.",
    why="uv runs `keyring get <index URL> <user>`, then the same with the host. The command must "
    "be on the PATH of uv itself (not only in the project's environment). A command that fails, "
    "whatever it says, is the same to uv as one without an entry.",
    fix="Run the same question by hand, and mend what it complains of.",
    example='On a server without a desktop, keyring ends with "No recommended backend was '
    'available".',
    references=(
        "https://github.com/astral-sh/uv/issues/3542",
        "https://github.com/astral-sh/uv/issues/12280",
        "https://github.com/astral-sh/uv/issues/11842",
    ),
    changes=(KEYRING_CREDS_MODE, INDEX_GOVERNS, KEYRING_SCHEME),
    find=find,
    instead_of=("READ103", "POL102", "POL103", "PUB203"),
)
