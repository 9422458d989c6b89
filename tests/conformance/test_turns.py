"""Packages of which no version can be read: uv tries further versions of one in its turn only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import (
    Answer,
    Files,
    FixedPath,
    Gate,
    LabIndex,
    Package,
    Site,
    Source,
)

# In place of any metadata comes a page for people.
BROKEN = LabIndex(
    "/broken/simple",
    (Package("one"), Package("two", versions=("1.0", "2.0"))),
    files=Files(gate=Gate(anonymous=Answer(302, "{{origin}}/login"))),
    core_metadata=True,
)
LOGIN = FixedPath("/login", Answer(200, body="<html>sign in</html>"))
VERSION = "0.11.33"  # later ones end at metadata that is not what its hash says
ORDERS = (("one", "two"), ("two", "one"), ("two", "one==1.0"))


def _compile(requirements: tuple[str, ...], *indexes: LabIndex) -> Scene:
    return Scene(
        Site(indexes=(*indexes, BROKEN), paths=(LOGIN,)),
        files=(("project/in.txt", "\n".join(requirements) + "\n"),),
        command=(
            *("uv", "pip", "compile", "in.txt", "--default-index", "{{origin}}/broken/simple"),
            *(word for index in indexes for word in ("--index", "{{origin}}" + index.path)),
        ),
    )


def _built(requirements: tuple[str, ...]) -> Scene:
    source = Source(build_requires=requirements)
    return _compile(
        ("pkg",), LabIndex("/sources/simple", (Package("pkg", source=source, wheels=False),))
    )


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
@pytest.mark.parametrize("scene", [_compile, _built], ids=["asked for", "built with"])
def test_versions_that_cannot_be_read(
    scene: Callable[[tuple[str, ...]], Scene], order: tuple[str, ...]
) -> None:
    real = run_alike(scene(order), release(VERSION))
    tried = any("/two-1.0-" in seen.url for seen in real.requests)
    assert tried is (order == ("two", "one"))
