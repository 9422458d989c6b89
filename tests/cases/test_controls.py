"""Twins are told apart, and each is named rightly."""

from __future__ import annotations

import pytest
from tests.cases.controls import TWINS
from tests.cases.play import play
from tests.cases.twins import Named, Twins

from indexdoctor.model.finding import Finding, Severity
from indexdoctor.run import Replay
from indexdoctor.versions import NEWEST


def _text(finding: Finding) -> str:
    remedies = (f"{r.summary} {r.command or ''}" for r in finding.remedies)
    evidence = (f"{e.label} {e.text}" for e in finding.evidence)
    return " ".join((finding.cause, finding.why, finding.decide, *remedies, *evidence))


def _named(named: Named, hosts: tuple[str, ...]) -> None:
    report = play(named.scene, NEWEST, hosts=hosts)
    errors = [f for f in report.findings if f.severity is Severity.ERROR]
    assert [(f.code, f.confidence) for f in errors] == [(named.code, named.confidence)]
    for words in named.says:
        assert words in _text(errors[0])
    assert (errors[0].confidence.value == "certain") == (not errors[0].decide)


@pytest.mark.parametrize("twins", TWINS, ids=lambda twins: twins.key)
def test_each_of_the_twins_is_named(twins: Twins) -> None:
    _named(twins.one, twins.hosts)
    _named(twins.other, twins.hosts)


def _answers(named: Named, twins: Twins) -> list[tuple[str, ...]]:
    """What the client alone sends and gets."""
    report = play(named.scene, NEWEST, hosts=twins.hosts, replay=Replay.EFFECTIVE)
    pages = [e for e in report.exchanges if e.request.role.value in ("page", "file", "upload")]
    if twins.in_order:
        return [(e.request.method, e.request.url.path, str(e.response.status)) for e in pages]
    return sorted((e.request.method, str(e.response.status)) for e in pages)


@pytest.mark.parametrize("twins", TWINS, ids=lambda twins: twins.key)
def test_the_client_alone_is_answered_the_same(twins: Twins) -> None:
    assert _answers(twins.one, twins) == _answers(twins.other, twins)
