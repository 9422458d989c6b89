"""CRED119: the netrc file has an entry for the host, and uv takes another one or none."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import CANDIDATES, Need, needs
from indexdoctor.diagnose.rules.proven import accepted
from indexdoctor.diagnose.rules.suspects import suspects
from indexdoctor.diagnose.words import variables
from indexdoctor.model.credential import Asked, Passed, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity

_UNFIT = ("port", "case", "url")


def find(case: Case) -> Iterator[Finding]:
    for need in needs(case):
        for passed in _of(need.sources):
            if passed.kind in _UNFIT:
                yield _unfit(case, need, passed)
                break
            if passed.kind == "login":
                yield _other_login(case, need, passed)
                break
    yield from _earlier(case)


def _of(sources: tuple[Asked, ...]) -> Iterator[Passed]:
    for asked in sources:
        if asked.source is Source.NETRC:
            yield from asked.passed


def _unfit(case: Case, need: Need, passed: Passed) -> Finding:
    proof = accepted(case, need.label, passed)
    entry = (passed.origin.key or "").removeprefix("machine ")
    return RULE.finding(
        need.label,
        f"{case.client} does not take the netrc entry {passed.origin} for {need.label}: "
        f"{passed.reason}",
        confidence=Confidence.CERTAIN if proof else Confidence.LIKELY,
        why=f"uv looks for `machine {need.url.host}`, whatever port and path the URL has",
        origins=(passed.origin, need.origin),
        evidence=(*_but(need.evidence, proof), *proof),
        remedies=(
            Remedy(
                f"write the host alone in place of {entry}",
                f"machine {need.url.host} login {passed.username or '<user>'} password …",
            ),
        ),
        decide="" if proof else "the same with the host alone in the entry",
        severity=need.severity,
    )


def _other_login(case: Case, need: Need, passed: Passed) -> Finding:
    proof = accepted(case, need.label, passed)
    url, login = need.url, passed.username
    whose = f"is of {login}" if login else "has no login"
    user = f"{quote(login, safe='')}@" if login else ""
    return RULE.finding(
        need.label,
        f"{case.client} does not take the netrc entry {passed.origin} for {need.label}: it "
        f"{whose}, and {need.origin} asks for {need.username}",
        confidence=Confidence.CERTAIN if proof else Confidence.LIKELY,
        why="with a user name in the URL only an entry with the same login counts; uv sends the "
        "name without a password",
        origins=(passed.origin, need.origin),
        evidence=(*_but(need.evidence, proof), *proof),
        remedies=(
            Remedy(
                "write the login of the entry into the URL, or no user name at all",
                f"# {need.origin}\n{url.scheme}://{user}{url.netloc}{url.path}",
            ),
            Remedy(
                f"or give the entry the login and password of {need.username}",
                f"machine {url.host} login {need.username} password <password>",
                safe=False,
            ),
        ),
        decide="" if proof else f"the same with {login or 'no user name'} in the URL",
        severity=need.severity,
    )


def _but(lines: tuple[Evidence, ...], proof: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(line for line in lines if line not in proof)


def _earlier(case: Case) -> Iterator[Finding]:
    """A refused entry, with another one for the same host before it."""
    for suspect in suspects(case):
        credential = suspect.credential
        row = case.row(suspect.subject)
        if credential.source is not Source.NETRC or suspect.status is None or row is None:
            continue
        for passed in _of(row.asked):
            if passed.kind != "earlier" or passed.secret == credential.secret:
                continue
            proof = accepted(case, suspect.subject, passed)
            yield RULE.finding(
                suspect.subject,
                f"the netrc file has two entries for {row.index.url.host}: {case.client} sends "
                f"that of {credential.origin}{suspect.outcome}, and never that of {passed.origin}",
                confidence=Confidence.CERTAIN if proof else Confidence.LIKELY,
                why="a netrc file has one entry a host: the last one counts, and neither port nor "
                "path tells two apart"
                + ("; a user name in the URL does not choose either" if row.seeded else ""),
                origins=(credential.origin, passed.origin),
                evidence=(*_but(suspect.evidence, proof), *proof),
                remedies=tuple(_apart(row.index.name, passed, credential.origin.line)),
                decide="" if proof else f"the same with the entry {passed.origin} alone",
                severity=suspect.severity,
            )
            break


def _apart(name: str | None, passed: Passed, line: int | None) -> Iterator[Remedy]:
    if name is not None:
        user, password = variables(name)
        login = passed.username or "<user>"
        yield Remedy(
            "give this index its own credentials, which come before netrc",
            f"export {user}={login} {password}='<the password of {passed.origin}>'",
        )
    yield Remedy(f"or delete the entry of line {line}, if nothing else needs it", safe=False)


RULE = Rule(
    code="CRED119",
    name="netrc-entry-not-taken",
    severity=Severity.ERROR,
    meaning="The netrc file has an entry that was meant for this host, and uv takes another or "
    "none: the login differs, a later entry wins, or what stands after `machine` is no bare host.",
    why="uv keeps one entry for each host, the last of the file. The host is compared in lower "
    "case, without port and path. A user name in the URL has to equal the login, and there is no "
    "falling back to `default` then.",
    fix="One entry a host, the host alone, and the same user name in both places or none in the "
    "URL.",
    example="machine host:8443 login alice password …, for the index https://host:8443/simple.",
    references=(
        "https://github.com/astral-sh/uv/issues/8728",
        "https://github.com/pypa/pip/issues/3931",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ103", "POL102", "POL103", "CRED102"),
    instead_of_doubtful=CANDIDATES,
)
