"""Twins are told apart, and each is named rightly."""

from __future__ import annotations

import pytest
from tests.cases.controls import TWINS
from tests.cases.play import play
from tests.cases.twins import Named, Twins

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Files, Gate, LabIndex, Package, Site
from indexdoctor.model.finding import Confidence, Finding, Severity
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


def test_where_the_files_lie_that_only_another_account_reads() -> None:
    """What comes next is told with the refused page: the files want an account of their own."""
    index = LabIndex("/corp", (Package("pkg"),), gate=Gate.private(), files=Files("/f", origin=1))
    scene = Scene(
        Site((ALICE,), (index,), hosts=("127.0.0.1", "localhost")),
        files=(
            project("pkg", table("corp", "/corp", "default = true")),
            ("home/.netrc", "machine 127.0.0.1 login alice password pa55word\n"),
        ),
        environ=(("UV_INDEX_CORP_USERNAME", "alice"), ("UV_INDEX_CORP_PASSWORD", "old")),
    )
    finding = play(scene, NEWEST).findings[0]
    assert (finding.code, finding.confidence) == ("READ101", Confidence.CERTAIN)
    lines = {line.label: line.text for line in finding.evidence}
    assert lines["files"].startswith("1 on http://localhost:")
    assert lines["a file"].endswith("/f/pkg-1.0-py3-none-any.whl  no credential  401")
    assert lines["not tried"].endswith("its scope does not allow it")
