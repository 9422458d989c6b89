"""CRED118: the netrc file that was meant is not the one uv looks for."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import Need, needs
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.model.credential import Asked, Passed, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity

# NETRC is set for this alone; a file in another place may be there for something else.
_KINDS = ("variable", "home", "name")


def find(case: Case) -> Iterator[Finding]:
    for need in needs(case):
        for asked in need.sources:
            if asked.source is not Source.NETRC or asked.state == "found":
                continue
            meant = [passed for passed in asked.passed if passed.kind in _KINDS]
            if meant:
                yield _finding(case, need, asked, meant[0])


def _finding(case: Case, need: Need, asked: Asked, meant: Passed) -> Finding:
    where = meant.origin.name
    cause = {
        "variable": f"the netrc file is not where NETRC says: {meant.reason}",
        "home": f"the netrc file {where} is not read: {meant.reason}",
        "name": f"the netrc file {where} is not read: {meant.reason}",
    }[meant.kind]
    return RULE.finding(
        need.label,
        cause,
        confidence=Confidence.LIKELY,
        why="uv reads the file that NETRC names, else .netrc in the directory HOME names; what is "
        "not there is passed over without a word",
        origins=(meant.origin, need.origin),
        evidence=(*need.evidence, Evidence("netrc", _instead(asked))),
        remedies=(_remedy(meant),),
        decide="the same once the file is where uv looks",
        severity=need.severity,
    )


def _instead(asked: Asked) -> str:
    place = "" if asked.origin is None else f" ({asked.origin})"
    return f"{asked.reason}{place}"


def _remedy(meant: Passed) -> Remedy:
    if meant.kind == "variable":
        return Remedy("put the file there, or name the one that is", "export NETRC=~/.netrc")
    if meant.kind == "home":
        return Remedy("name the file", f"export NETRC={word(meant.origin.name)}")
    return Remedy("give it the name uv looks for", f"mv {meant.origin.name} ~/.netrc")


RULE = Rule(
    code="CRED118",
    name="netrc-not-found",
    severity=Severity.ERROR,
    meaning="A netrc file was meant to be used, and uv does not find it: NETRC names nothing, HOME "
    "is another directory, or the file has the name that Windows uses.",
    why="uv reads $NETRC if that file exists, else .netrc below $HOME (on Windows also _netrc "
    "below %USERPROFILE%). In containers and CI jobs HOME is often not the home of the account, "
    "and a file that is mounted later is not there yet.",
    fix="Set NETRC to the file, and see that it is there when uv runs.",
    example="HOME=/github/home in a container step, while ~root/.netrc was written before.",
    references=(
        "https://github.com/astral-sh/uv/issues/9450",
        "https://github.com/astral-sh/uv/issues/3338",
        "https://github.com/astral-sh/uv/issues/11740",
    ),
    find=find,
    instead_of=("READ103", "POL102", "POL103"),
)
