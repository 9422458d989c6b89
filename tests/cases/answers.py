"""Statuses that mean something else than they say."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Answer, Gate, LabIndex, Package, Site


def _extra(answer: int, uv_lines: tuple[str, ...] = ()) -> Scene:
    """An extra index of which anonymous requests get `answer`, before the public one."""
    gate = Gate(anonymous=Answer(answer), wrong=Answer(answer))
    extra = LabIndex("/extra/simple", (Package("mine"),), gate=gate)
    return Scene(
        Site((ALICE,), (extra, index("/simple", "pkg"))),
        files=(
            project(
                "pkg",
                table("extra", "/extra/simple", *uv_lines),
                table("public", "/simple", "default = true"),
            ),
        ),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-ST-01",
        ("https://github.com/astral-sh/uv/issues/13216",),
        "the search stops at the first 401 since uv 0.7.0",
        _extra(401),
        ("READ105",),
        ("does not ask public",),
        near=_extra(404),
        besides=("READ103",),
    ),
)
