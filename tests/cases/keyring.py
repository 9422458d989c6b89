"""Keyrings: switched off, shadowed, asked for other names than they hold."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Files, Gate, LabIndex, Package, Site

_AZURE = "/org/_packaging/Feed/pypi/simple"


def _azure(*lines: str) -> Scene:
    """Azure Artifacts: the files lie below the feed's identifier instead of its name."""
    index = LabIndex(
        _AZURE,
        (Package("pkg"),),
        gate=Gate.private(),
        files=Files(path="/org/_packaging/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f/pypi/download"),
    )
    return Scene(
        Site((ALICE,), (index,)),
        files=(
            project(
                "pkg",
                table(
                    "feed",
                    _AZURE,
                    *lines,
                    "default = true",
                    origin="https://alice@pkgs.dev.azure.com",
                ),
            ),
        ),
        environ=(("UV_KEYRING_PROVIDER", "subprocess"),),
        keyring=FakeKeyring((Entry("{{origin}}" + _AZURE, "alice", "pa55word"),)),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-KR-11",
        (
            "https://github.com/astral-sh/uv/issues/17357",
            "https://github.com/dependabot/dependabot-core/issues/15207",
        ),
        "Azure Artifacts serves files under the feed's identifier, outside the index root",
        _azure('authenticate = "always"'),
        ("POL101",),
        ("0a1b2c3d",),
        near=_azure(),
        hosts=("https://pkgs.dev.azure.com",),
    ),
)
