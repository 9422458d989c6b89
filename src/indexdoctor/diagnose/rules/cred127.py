"""CRED127: a lock that holds user names and passwords."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import host_remedies
from indexdoctor.diagnose.words import count, sends
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import Fetch, Wanted


def find(case: Case) -> Iterator[Finding]:
    holders = [w for w in case.resolution.wanted if w.fetch is not None and _holds(w.fetch)]
    if not holders:
        return
    for wanted in holders:
        chain = _refused(case, wanted)
        if chain is not None:
            yield _finding(case, wanted, len(holders), chain)
            return
    yield _finding(case, holders[0], len(holders), None)


def _holds(fetch: Fetch) -> bool:
    return fetch.address.userinfo is not None and fetch.address.userinfo.password is not None


def _refused(case: Case, wanted: Wanted) -> Chain | None:
    """The refusal of the file, when what stands in the lock was sent for it."""
    for chain in case.chains:
        if chain.first.request.package == wanted.name and chain.refused and wanted.fetch:
            return chain
    return None


def _finding(case: Case, wanted: Wanted, number: int, chain: Chain | None) -> Finding:
    fetch = wanted.fetch
    assert fetch is not None
    url = fetch.address.url
    ended = case.conclusion(wanted.name)
    subject = wanted.name if ended is None or ended.index is None else ended.index
    holds = f"{fetch.origin.name} holds the password of {count(number, 'URL')}"
    refused = "" if chain is None else f"; {url.realm} answers {chain.status} to it"
    return RULE.finding(
        subject,
        f"{holds} ({fetch.origin}){refused}",
        confidence=Confidence.CERTAIN,
        why="uv writes the URL of a direct requirement into the lock as it stands, with user name "
        "and password, and sends what stands there; of an index's URL it leaves them out",
        origins=(fetch.origin,),
        evidence=() if chain is None else sends(chain.exchanges, case.client),
        severity=Severity.WARNING if chain is None else None,
        remedies=(
            Remedy(
                "write the requirement without user name and password, and lock again",
                f"{wanted.name} @ {url}\nuv lock",
            ),
            *host_remedies(case, url.with_path("/")),
            Remedy("if the file was committed, have the password changed: it is in the history"),
        ),
    )


RULE = Rule(
    code="CRED127",
    name="password-in-lock",
    severity=Severity.ERROR,
    meaning="uv.lock or pylock.toml holds a URL with a password.",
    why="Locks are committed and live longer than tokens. uv leaves the user information of an "
    "index out of its lock, but keeps that of a direct URL (seen with 0.9.11 and 0.13.8): the "
    "password is there for all to read, and is sent as it was on the day of locking.",
    fix="Take it out of the requirement, lock again, and give the password by netrc or uv auth "
    "login; have it changed if the file was committed.",
    example='dependencies = ["mine @ https://user:token@host/mine-1.0.whl"]: the token is three '
    "times in uv.lock.",
    references=(
        "https://github.com/astral-sh/uv/issues/8296",
        "https://github.com/astral-sh/uv/issues/16843",
    ),
    find=find,
    instead_of=("READ101", "READ102"),
)
