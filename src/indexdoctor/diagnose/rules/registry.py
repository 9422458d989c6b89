"""All rules, and what they find; `of_settings` and `of_answers` hold a line for each."""

from __future__ import annotations

from functools import cache

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules import of_settings
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Severity

_FALLBACK, _REPAIRED, _STOPPED = "READ190", "VER101", "READ105"
_SEVERITIES = list(Severity)
_CONFIDENCES = list(Confidence)


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules, sorted by code."""
    from indexdoctor.diagnose.rules import of_answers

    return tuple(sorted((*of_settings.RULES, *of_answers.RULES), key=lambda rule: rule.code))


def rule(code: str) -> Rule | None:
    """The rule with this code or name, in any case."""
    wanted = code.casefold()
    return next((r for r in all_rules() if wanted in (r.code.casefold(), r.name)), None)


def findings(case: Case) -> tuple[Finding, ...]:
    """What all rules find, the gravest and surest first.

    The fallback rule is kept only where no error of another rule speaks of the same subject, and
    what a rule stands in for (`Rule.instead_of`) is left out beside its error; so are candidates
    for what another rule has proven (`Rule.instead_of_doubtful`).
    """
    able = _able(case)
    made = [(rule, finding) for rule in able for finding in rule.find(case)]
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
    explained = {f.subject for f in found if f.code != _FALLBACK and f.severity is Severity.ERROR}
    kept = [f for f in found if f.code != _FALLBACK or f.subject not in explained]
    kept.sort(
        key=lambda f: (
            _SEVERITIES.index(f.severity),
            _is_consequence(f),
            _CONFIDENCES.index(f.confidence),
            f.code,
        )
    )
    return tuple(kept)


def _able(case: Case) -> tuple[Rule, ...]:
    """The rules that can say something of a case."""
    if case.discovered.from_log:
        from indexdoctor.diagnose.rules import of_logs

        return of_logs.RULES
    return of_settings.RULES if case.replayed is None else all_rules()


def _is_consequence(finding: Finding) -> int:
    """Causes come first: a search that stopped comes after what was refused, however sure.

    What a later release repairs comes before all: no other way out is as short.
    """
    if finding.code == _REPAIRED:
        return -1
    return int(finding.code in (_STOPPED, _FALLBACK))
