"""CRED103: uv's credential store cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from indexdoctor.credentials.store import EMPTY
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import CANDIDATES, Need, needs
from indexdoctor.diagnose.rules.proven import accepted
from indexdoctor.diagnose.rules.releases import EMPTY_STORE
from indexdoctor.diagnose.rules.shared import sources_without, word
from indexdoctor.diagnose.rules.sources import Unusable, severity, unusable
from indexdoctor.discover.since import came
from indexdoctor.model.credential import Asked, Passed, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions import Uv
from indexdoctor.versions.auth import STORE, STORE_TIES_REFUSED


def find(case: Case) -> Iterator[Finding]:
    missed: set[str] = set()
    for need in needs(case):
        for asked in need.sources:
            finding = None
            if asked.source is Source.STORE and asked.state == "absent" and asked.passed:
                finding = _missed(case, need, asked)
            elif asked.source is Source.NATIVE and asked.state == "unasked":
                finding = _native(case, need, asked)
            if finding is not None:
                missed.add(need.label)
                yield finding
                break
    tied = (p for p in unusable(case, Source.STORE, state="absent") if "several" in p.asked.reason)
    for problem in (*unusable(case, Source.STORE, Source.NATIVE), *tied):
        if missed.isdisjoint(problem.labels):
            yield _unusable(case, problem)
    yield from _empty(case)


def _unusable(case: Case, problem: Unusable) -> Finding:
    origin = problem.asked.origin
    return RULE.finding(
        problem.labels[0],
        f"{case.client} uses nothing of its credential store: {problem.asked.reason}",
        confidence=Confidence.LIKELY if problem.needed else Confidence.CERTAIN,
        why=_why(case.uv),
        origins=() if origin is None else (origin,),
        evidence=(Evidence("concerns", ", ".join(problem.labels)),),
        remedies=(
            Remedy(
                "log in again, with a user name",
                "uv auth login '<url>' --username '<user>'",
            ),
        ),
        decide="the same once the file can be read" if problem.needed else "",
        severity=Severity.ERROR if problem.needed else severity(problem),
    )


def _missed(case: Case, need: Need, asked: Asked) -> Finding:
    """The store has something for the server, and nothing of it is taken."""
    taken = [(passed, proof) for passed in asked.passed if (proof := _proof(case, need, passed))]
    meant, proof = taken[0] if taken else (asked.passed[0], ())
    if meant.kind == "tied":
        cause = f"{asked.reason.partition(':')[0]} in {asked.origin}"
    else:
        cause = f"the entry {meant.origin} is not for {need.label}: {meant.reason}"
    return RULE.finding(
        need.label,
        f"{case.client} takes nothing from its credential store: {cause}",
        confidence=Confidence.CERTAIN
        if proof
        else Confidence.POSSIBLE
        if meant.kind == "path"
        else Confidence.LIKELY,
        why=_why(case.uv)
        if meant.kind == "tied"
        else "an entry counts for the URLs below its own: same scheme, host and port, and whole "
        "segments of the path; with a user name in the index URL it has to be of that user",
        origins=(*(passed.origin for passed in asked.passed), need.origin),
        evidence=(
            *(line for line in need.evidence if line not in proof),
            *(() if proof else sources_without(need.sources)),
            *proof,
        ),
        remedies=(_remedy(need, meant, sure=bool(proof)),),
        decide="" if proof else "the same with an entry for this URL and user",
        severity=need.severity or Severity.ERROR,
    )


def _proof(case: Case, need: Need, passed: Passed) -> tuple[Evidence, ...]:
    return () if passed.secret is None else accepted(case, need.label, passed)


def _remedy(need: Need, meant: Passed, *, sure: bool) -> Remedy:
    url = need.url
    user = (meant.username or "<user>") if sure or meant.kind != "tied" else "<user>"
    if meant.kind in ("tied", "login"):
        return Remedy(
            "say in the index URL whose entry is meant",
            f"# {need.origin}\n{url.scheme}://{quote(user, safe='<>')}@{url.netloc}{url.path}",
        )
    return Remedy(
        "store it for this URL",
        f"uv auth login {word(str(url))} --username {word(meant.username or '<user>')}",
    )


def _native(case: Case, need: Need, asked: Asked) -> Finding:
    """The system's own store, which is asked by exact names, or not at all."""
    url = need.url
    if need.username is None:
        cause = f"{case.client} does not ask the system's store for {need.label}: no user name"
        remedy = Remedy(
            "put the user name of the entry into the index URL",
            f"# {need.origin}\n{url.scheme}://<user>@{url.netloc}{url.path}",
        )
    else:
        cause = (
            f"{case.client} asks the system's store for {need.label} by exact names alone, and an "
            "entry for any other URL does not count"
        )
        remedy = Remedy(
            "store it for the host, which is one of the names",
            f"uv auth login {word(url.realm)} --username {word(need.username)}",
        )
    off = "leave the feature off: credentials.toml is looked up by the beginning of the URL"
    return RULE.finding(
        need.label,
        cause,
        confidence=Confidence.LIKELY if need.username is None else Confidence.POSSIBLE,
        why=f"with the preview feature native-auth ({asked.origin}), uv looks an entry up by its "
        "whole name and by user; it has no look-up by the beginning of a URL there, and none "
        "without a user",
        origins=(*(() if asked.origin is None else (asked.origin,)), need.origin),
        evidence=(*need.evidence, Evidence("native store", asked.reason)),
        remedies=(remedy, Remedy(f"or {off}", "uv auth login '<url>' --no-preview")),
        decide=f"uv auth token {word(str(url))}: whether it prints the password",
        severity=need.severity or Severity.ERROR,
    )


def _empty(case: Case) -> Iterator[Finding]:
    """A file without entries, beside which this version cannot store any."""
    name = next(iter(EMPTY_STORE))
    if came(name, EMPTY_STORE, case.uv):
        return
    for problem in unusable(case, Source.STORE, state="absent"):
        if problem.asked.reason == EMPTY and problem.needed:
            place = str(problem.asked.origin)
            yield RULE.finding(
                problem.labels[0],
                f"{place} is empty, and {case.client} cannot store credentials in it",
                confidence=Confidence.LIKELY,
                why=f"before {EMPTY_STORE[name]} uv auth login ends with an error (missing field "
                "`credential`) where the file is there and holds no entry",
                origins=() if problem.asked.origin is None else (problem.asked.origin,),
                remedies=(
                    Remedy(
                        f"take the file away, or take uv {EMPTY_STORE[name]} or later; then log in",
                        f"rm {place}\nuv auth login '<url>' --username '<user>'",
                    ),
                ),
                decide="uv auth login: whether it ends with that error",
                severity=Severity.ERROR,
            )


def _why(uv: Uv) -> str:
    ties = STORE_TIES_REFUSED in uv
    counted = ", and two entries that match equally well count as none" if ties else ""
    return f"one bad entry discards the whole file{counted}; uv says so only with --verbose"


RULE = Rule(
    code="CRED103",
    name="credential-store-unusable",
    severity=Severity.WARNING,
    meaning="uv auth login stored something, but nothing of it is used for this index.",
    why="A broken entry makes uv ignore credentials.toml. Two stored accounts for one service "
    "match equally well when no user name is known, and then neither is used. An entry counts "
    "below its own URL only; the system's store (preview feature native-auth) by exact names only, "
    "and not without a user name.",
    fix="Log in again with uv auth login, or put the user name into the index URL.",
    example="Two entries for https://host/ with different users, and an index URL without one.",
    references=(
        "https://github.com/astral-sh/uv/issues/8810",
        "https://github.com/astral-sh/uv/issues/18900",
        "https://github.com/astral-sh/uv/issues/16983",
        "https://github.com/astral-sh/uv/issues/19811",
    ),
    changes=(STORE, STORE_TIES_REFUSED),
    find=find,
    instead_of=("READ103", "POL102", "POL103"),
    instead_of_doubtful=CANDIDATES,
)
