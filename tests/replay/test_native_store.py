"""The system's own store is asked where uv asks it, and what it holds is sent."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from indexdoctor import run
from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Gate, LabIndex, Package, Site
from indexdoctor.lab.stage import stage
from indexdoctor.model.report import Report, State
from indexdoctor.run import RunOptions


class Backend:
    """A store with one entry, of alice for the host."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.asked: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(service.partition("127.0.0.1")[0])
        return ALICE.password if (service, username) == (self.service, "alice") else None


def check(monkeypatch: pytest.MonkeyPatch, *, preview: bool) -> tuple[Report, Backend]:
    index = LabIndex("/a/simple", (Package("pkg"),), gate=Gate.private())
    text = table("a", "/a/simple", "default = true", origin="http://alice@{{netloc}}")
    environ = (("UV_PREVIEW_FEATURES", "native-auth"),) if preview else ()
    scene = Scene(Site((ALICE,), (index,)), files=(project("pkg", text),), environ=environ)
    with stage(scene) as staged:
        backend = Backend(f"uv:{staged.fill('{{netloc}}')}")
        library = SimpleNamespace(get_keyring=lambda: backend)
        monkeypatch.setitem(sys.modules, "keyring", library)
        options = RunOptions(staged.surroundings, words=staged.command, uv_version="0.13.8")
        return run.check(options), backend


def test_what_it_holds_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    report, backend = check(monkeypatch, preview=True)
    assert report.state is State.OK, report.verdict
    assert backend.asked == ["uv:http://", "uv:"]
    (subject,) = report.subjects
    row = next(row for row in subject.rows if row.title == "native store")
    assert row.username == "alice"
    assert ALICE.password not in repr(report)


def test_it_is_not_asked_without_the_feature(monkeypatch: pytest.MonkeyPatch) -> None:
    report, backend = check(monkeypatch, preview=False)
    assert report.state is State.PROBLEM
    assert backend.asked == []
