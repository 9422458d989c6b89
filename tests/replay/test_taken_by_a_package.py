"""A package may name an index, and gets no password of the user's for it here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.conformance.real import real_uv, run_uv
from tests.conformance.releases import release

from indexdoctor import run
from indexdoctor.lab.changes.shared import ALICE
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import LabIndex, Package, Site, Source
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.report import Report
from indexdoctor.run import RunOptions

_PINS = """
[tool.uv.sources]
tool = { index = "internal" }

[[tool.uv.index]]
name = "internal"
url = "ELSEWHERE/simple"
"""
_OWN = '\n[[tool.uv.index]]\nname = "internal"\nurl = "%s/simple"\nexplicit = true\n'


@contextmanager
def played(*, defined: bool = False) -> Iterator[tuple[Staged, LabServer]]:
    """A package whose build requirement it pins to an index on another server; that server.

    `defined`: the user has an index on that server, too.
    """
    with LabServer(Site((ALICE,), (LabIndex("/simple", (Package("tool"),)),))) as elsewhere:
        pins = _PINS.replace("ELSEWHERE", elsewhere.bases[0])
        source = Source(("tool",), project=True, dynamic=("Requires-Dist",), further=pins)
        site = Site(
            (ALICE,), (LabIndex("/simple", (Package("pkg", source=source, wheels=False),)),)
        )
        text = "[tool.uv]\n" + (_OWN % elsewhere.bases[0] if defined else "")
        scene = Scene(
            site,
            files=(("project/in.txt", "pkg\n"), ("project/pyproject.toml", text)),
            environ=(
                ("UV_INDEX_INTERNAL_USERNAME", "alice"),
                ("UV_INDEX_INTERNAL_PASSWORD", ALICE.password),
            ),
            command=(
                *("uv", "pip", "compile", "in.txt"),
                *("--default-index", "{{origin}}/simple"),
            ),
        )
        with stage(scene) as staged:
            yield staged, elsewhere


def check(staged: Staged, uv: str) -> Report:
    return run.check(RunOptions(staged.surroundings, words=staged.command, uv_version=uv))


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_uv_gives_it_away_and_indexdoctor_does_not() -> None:
    with played() as (staged, elsewhere):
        with real_uv(release("0.13.8")) as uv:
            run_uv(staged, uv)
        assert any(seen.username == "alice" for seen in elsewhere.taken())
        elsewhere.clear()
        report = check(staged, "0.13.8")
        assert [seen for seen in elsewhere.taken() if seen.scheme] == []
    (finding,) = [finding for finding in report.findings if finding.code == "SEC104"]
    assert elsewhere.bases[0] in finding.cause
    assert "UV_INDEX_INTERNAL_PASSWORD" in finding.cause


@pytest.mark.parametrize(("uv", "defined"), [("0.9.25", False), ("0.13.8", True)])
def test_nothing_is_told_where_nothing_is_taken(uv: str, defined: bool) -> None:
    with played(defined=defined) as (staged, _):
        assert "SEC104" not in codes(check(staged, uv))
