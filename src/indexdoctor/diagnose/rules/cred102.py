"""CRED102: the keyring command is switched on and cannot answer, or knows of no entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import (
    NOTHING,
    Need,
    get,
    installed,
    is_for_another,
    needs,
    setting,
)
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.rules.shared import index_variables, sources_without, word
from indexdoctor.diagnose.rules.sources import Unusable, severity, unusable
from indexdoctor.model.credential import Source, Trouble
from indexdoctor.model.exchange import KeyringExchange
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
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


_FIRST_ON_PATH = "uv runs the first keyring on its own PATH, and looks into no environment"


def find(case: Case) -> Iterator[Finding]:
    every = tuple(needs(case))
    waiting = [
        need for need in every if need.username is not None or _is_asked_for_both(case, need)
    ]
    for problem in unusable(case, Source.KEYRING):
        concerned = [need for need in waiting if need.label in problem.labels]
        for need in concerned:
            yield _absent(case, need, problem)
        if not concerned:
            yield RULE.finding(
                problem.labels[0],
                f"the keyring command is of no use: {problem.asked.reason}",
                confidence=Confidence.CERTAIN,
                why=_FIRST_ON_PATH,
                origins=setting(case),
                evidence=(Evidence("concerns", ", ".join(problem.labels)),),
                remedies=(installed(case),),
                severity=severity(problem),
            )
    for need in every:
        troubled = [item for item in need.asked if item.answer.trouble not in NOTHING]
        if troubled and all(item.answer.secret is None for item in need.asked):
            if troubled[0].answer.trouble is not Trouble.MISSING:
                yield _failing(case, need, troubled[0])
        elif need.found_nothing and not is_for_another(case, need):
            yield _no_entry(case, need)


def _is_asked_for_both(case: Case, need: Need) -> bool:
    """Whether the keyring is asked for user name and password together."""
    always = need.row is not None and need.row.policy.value is Policy.ALWAYS
    return always and KEYRING_CREDS_MODE in case.uv


def _absent(case: Case, need: Need, problem: Unusable) -> Finding:
    """A user name whose password only the keyring could have, and no command to ask it."""
    return RULE.finding(
        need.label,
        f"{case.client} has no password{_of(need)} for {need.label}, and cannot ask the keyring "
        f"for it: {problem.asked.reason}",
        confidence=Confidence.LIKELY,
        why=_FIRST_ON_PATH,
        origins=(*setting(case), need.origin),
        evidence=(*need.evidence, *sources_without(need.sources)),
        remedies=(installed(case, server_at(case, need.url)), *_otherwise(case, need)),
        decide="the same once the command is on PATH",
        severity=need.severity or Severity.ERROR,
    )


def _of(need: Need) -> str:
    return "" if need.username is None else f" of {need.username}"


def _otherwise(case: Case, need: Need) -> tuple[Remedy, ...]:
    """The ways to give a password without a keyring, the user name being known."""
    if need.row is None or need.username is None:
        return ()
    given = index_variables(need.row.index, need.username)
    return () if given is None else (replace(given, summary=f"or {given.summary}"),)


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
    return RULE.finding(
        need.label,
        f"the keyring has no password{_of(need)} for {need.label}, and nothing else has one",
        confidence=Confidence.LIKELY,
        why="it was asked by every name under which uv looks, and by others that are usual",
        origins=(*setting(case), need.origin),
        evidence=(*need.lines, *_others(need)),
        remedies=(
            Remedy(
                "store it under the name that is asked for",
                f"keyring set {word(need.service)} {word(need.username or '<user>')}",
            ),
            *_otherwise(case, need),
        ),
        decide=f"{get(need.service, need.username)}: whether it prints one in your own shell",
        severity=need.severity or Severity.ERROR,
    )


def _others(need: Need) -> list[Evidence]:
    """What the other sources said."""
    return sources_without(tuple(a for a in need.sources if a.source is not Source.KEYRING))


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
