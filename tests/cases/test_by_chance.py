"""Two accounts on one server, and files that lie below neither index."""

from __future__ import annotations

import pytest
from tests.cases.play import play
from tests.cases.shared import BOB

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Files, Gate, LabIndex, Package, Site
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.report import Report


def _scene(second: Account, folder: str | None, *, open_files: bool = False) -> Scene:
    """Two private indexes; their files below `folder`, or below their own roots."""
    indexes = tuple(
        LabIndex(
            f"/{name}/simple",
            (Package(name),),
            gate=Gate.private(),
            files=Files(
                path=None if folder is None else f"{folder}/{name}",
                gate=Gate() if open_files else None,
            ),
        )
        for name in ("one", "two")
    )
    users = zip(("one", "two"), (ALICE, second), strict=True)
    tables = [
        table(name, f"/{name}/simple", origin=f"http://{who.name}:{who.password}@{{{{netloc}}}}")
        for name, who in users
    ]
    text = project('one", "two', *tables)
    return Scene(Site((ALICE, BOB), indexes), files=(text,), command=("uv", "lock"))


def _found(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == "CRED105"]


def test_what_went_well_by_chance_is_told() -> None:
    report = play(_scene(BOB, "/files"), "0.13.8")
    found = _found(report)
    assert found, report.verdict
    assert {f.severity for f in found} == {Severity.WARNING}
    assert {f.confidence for f in found} == {Confidence.POSSIBLE}


@pytest.mark.parametrize(
    "scene",
    [_scene(ALICE, "/files"), _scene(BOB, None), _scene(BOB, "/files", open_files=True)],
    ids=["one account", "inside the roots", "files for everyone"],
)
def test_no_chance_no_finding(scene: Scene) -> None:
    assert not _found(play(scene, "0.13.8"))
