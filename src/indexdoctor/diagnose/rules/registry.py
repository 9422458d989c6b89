"""All rules, sorted by code: one import and one line a rule."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules import (
    cfg101,
    cfg102,
    cfg103,
    cfg104,
    cfg105,
    cfg106,
    cfg107,
    cfg108,
    cfg109,
    cfg111,
    cfg113,
    cred101,
    cred102,
    cred103,
    cred104,
    cred105,
    cred106,
    cred107,
    cred108,
    cred109,
    cred110,
    cred111,
    cred112,
    cred113,
    cred114,
    cred115,
    cred116,
    cred117,
    cred118,
    cred119,
    cred120,
    cred121,
    cred122,
    cred123,
    cred124,
    cred126,
    cred127,
    cred150,
    net101,
    net102,
    net103,
    net104,
    net105,
    net106,
    net107,
    net150,
    pol101,
    pol102,
    pol103,
    pol104,
    pol105,
    pol106,
    pol107,
    pub201,
    pub202,
    pub203,
    pub204,
    pub205,
    pub206,
    pub207,
    pub208,
    pub209,
    pub210,
    pub211,
    pub212,
    pub213,
    pub214,
    pub215,
    pub216,
    pub217,
    pub218,
    pub219,
    pub220,
    pub221,
    pub222,
    pub223,
    pub224,
    pub225,
    read101,
    read102,
    read103,
    read104,
    read105,
    read106,
    read107,
    read108,
    read109,
    read110,
    read111,
    read112,
    read113,
    read114,
    read115,
    read116,
    read117,
    read118,
    read121,
    read122,
    read150,
    read190,
    read191,
    sec101,
    sec102,
    sec103,
    sec104,
    ver101,
    ver102,
    ver103,
)
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Severity

RULES: tuple[Rule, ...] = (
    cfg101.RULE,
    cfg102.RULE,
    cfg103.RULE,
    cfg104.RULE,
    cfg105.RULE,
    cfg106.RULE,
    cfg107.RULE,
    cfg108.RULE,
    cfg109.RULE,
    cfg111.RULE,
    cfg113.RULE,
    cred101.RULE,
    cred102.RULE,
    cred103.RULE,
    cred104.RULE,
    cred105.RULE,
    cred106.RULE,
    cred107.RULE,
    cred108.RULE,
    cred109.RULE,
    cred110.RULE,
    cred111.RULE,
    cred112.RULE,
    cred113.RULE,
    cred114.RULE,
    cred115.RULE,
    cred116.RULE,
    cred117.RULE,
    cred118.RULE,
    cred119.RULE,
    cred120.RULE,
    cred121.RULE,
    cred122.RULE,
    cred123.RULE,
    cred124.RULE,
    cred126.RULE,
    cred127.RULE,
    cred150.RULE,
    net101.RULE,
    net102.RULE,
    net103.RULE,
    net104.RULE,
    net105.RULE,
    net106.RULE,
    net107.RULE,
    net150.RULE,
    pol101.RULE,
    pol102.RULE,
    pol103.RULE,
    pol104.RULE,
    pol105.RULE,
    pol106.RULE,
    pol107.RULE,
    pub201.RULE,
    pub202.RULE,
    pub203.RULE,
    pub204.RULE,
    pub205.RULE,
    pub206.RULE,
    pub207.RULE,
    pub208.RULE,
    pub209.RULE,
    pub210.RULE,
    pub211.RULE,
    pub212.RULE,
    pub213.RULE,
    pub214.RULE,
    pub215.RULE,
    pub216.RULE,
    pub217.RULE,
    pub218.RULE,
    pub219.RULE,
    pub220.RULE,
    pub221.RULE,
    pub222.RULE,
    pub223.RULE,
    pub224.RULE,
    pub225.RULE,
    read101.RULE,
    read102.RULE,
    read103.RULE,
    read104.RULE,
    read105.RULE,
    read106.RULE,
    read107.RULE,
    read108.RULE,
    read109.RULE,
    read110.RULE,
    read111.RULE,
    read112.RULE,
    read113.RULE,
    read114.RULE,
    read115.RULE,
    read116.RULE,
    read117.RULE,
    read118.RULE,
    read121.RULE,
    read122.RULE,
    read150.RULE,
    read190.RULE,
    read191.RULE,
    sec101.RULE,
    sec102.RULE,
    sec103.RULE,
    sec104.RULE,
    ver101.RULE,
    ver102.RULE,
    ver103.RULE,
)

_SEVERITIES = list(Severity)
_CONFIDENCES = list(Confidence)


def rule(code: str) -> Rule | None:
    """The rule with this code or name, in any case."""
    wanted = code.casefold()
    return next((r for r in RULES if wanted in (r.code.casefold(), r.name)), None)


def findings(case: Case) -> tuple[Finding, ...]:
    """What all rules find, the gravest and surest first.

    The fallback rule is kept only where no error of another rule speaks of the same subject, and
    what a rule stands in for (`Rule.instead_of`) is left out beside its error; so are candidates
    for what another rule has proven (`Rule.instead_of_doubtful`).
    """
    made = [(rule, finding) for rule in RULES for finding in rule.find(case)]
    better = {
        (code, finding.subject)
        for rule, finding in made
        if finding.severity is Severity.ERROR
        for code in rule.instead_of
    }
    proven = {
        (code, finding.subject)
        for rule, finding in made
        if finding.severity is Severity.ERROR and finding.confidence is Confidence.CERTAIN
        for code in rule.instead_of_doubtful
    }
    found = [
        f
        for _, f in made
        if (f.code, f.subject) not in better
        and (f.confidence is Confidence.CERTAIN or (f.code, f.subject) not in proven)
    ]
    fallback = read190.RULE.code
    explained = {f.subject for f in found if f.code != fallback and f.severity is Severity.ERROR}
    kept = [f for f in found if f.code != fallback or f.subject not in explained]
    kept.sort(
        key=lambda f: (
            _SEVERITIES.index(f.severity),
            _is_consequence(f),
            _CONFIDENCES.index(f.confidence),
            f.code,
        )
    )
    return tuple(kept)


def _is_consequence(finding: Finding) -> int:
    """Causes come first: a search that stopped comes after what was refused, however sure.

    What a later release repairs comes before all: no other way out is as short.
    """
    if finding.code == ver101.RULE.code:
        return -1
    return int(finding.code in ("READ105", fallback_code()))


def fallback_code() -> str:
    return read190.RULE.code
