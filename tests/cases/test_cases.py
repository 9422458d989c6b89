"""Each case is named by its codes, and its near miss is not."""

from __future__ import annotations

import pytest
from tests.cases.catalogue import CASES, NAMED
from tests.cases.frame import Case, Unnamed
from tests.cases.play import play

from indexdoctor.diagnose.rules.registry import all_rules
from indexdoctor.model.finding import Finding, Severity
from indexdoctor.model.report import Report

MOST_UNNAMED = 15
ANY_TIME = "VER101"  # the same cause, seen from a release that has no such trouble


def _text(finding: Finding) -> str:
    remedies = (f"{r.summary} {r.command or ''}" for r in finding.remedies)
    evidence = (f"{e.label} {e.text}" for e in finding.evidence)
    return " ".join((finding.cause, finding.why, *remedies, *evidence))


def _shown(report: Report) -> str:
    lines = [report.verdict]
    lines += [f"{f.code} {f.severity} {_text(f)}" for f in report.findings]
    lines += [f"{p.message}" for p in report.problems]
    return "\n".join(lines)


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.key)
def test_the_cause_is_named(case: Case) -> None:
    report = play(case.scene, case.uv, case.mode, case.hosts)
    codes = {finding.code for finding in report.findings}
    assert set(case.codes) <= codes, _shown(report)
    errors = {f.code for f in report.findings if f.severity is Severity.ERROR}
    assert errors <= {*case.codes, *case.besides, ANY_TIME}, _shown(report)
    # The decisive one stands first, or after what a later release repairs.
    first = next(f for f in report.findings if f.code != ANY_TIME or case.codes[0] == ANY_TIME)
    assert first.code == case.codes[0], _shown(report)
    decisive = [f for f in report.findings if f.code == case.codes[0]]
    for words in case.says:
        assert any(words in _text(finding) for finding in decisive), _shown(report)


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.key)
def test_the_near_miss_is_not(case: Case) -> None:
    report = play(case.near, case.near_uv or case.uv, case.mode, case.hosts)
    codes = {finding.code for finding in report.findings}
    assert case.codes[0] not in codes, _shown(report)


def test_the_catalogue_is_sound() -> None:
    keys = [case.key for case in CASES]
    assert len(keys) == len(set(keys))
    known = {rule.code for rule in all_rules()}
    for case in NAMED:
        assert case.codes and case.says, case.key
        assert set(case.codes) <= known, case.key
    unnamed = [case for case in CASES if isinstance(case, Unnamed)]
    assert len(unnamed) <= MOST_UNNAMED
    assert all(case.threads for case in CASES)
