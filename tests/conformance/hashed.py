"""Worlds in which hashes are required of all requirements."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.conformance.draw import Draw

from indexdoctor.lab.locked import wheel_hash
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Site

HASHED = 50  # of a hundred worlds of `uv pip install` and `sync`
_FILE = "project/requirements.txt"
_REQUIREMENT = re.compile(r"(?m)^([a-z][\w-]*)([=<>][^\n]*)?$")


def with_hashes(draw: Draw, scene: Scene) -> Scene:
    """The same scene with hashes behind most requirements; itself where there is no such file."""
    files = dict(scene.files)
    if scene.command[1:3] not in (("pip", "install"), ("pip", "sync")) or _FILE not in files:
        return scene
    text = _REQUIREMENT.sub(lambda found: _hashed(draw, scene.site, found), files[_FILE])
    place = draw.weighted((50, "option"), (20, "environ"), (20, "line"), (10, ""))
    if place == "line":
        text = f"--require-hashes\n{text}"
    files[_FILE] = text
    return replace(
        scene,
        files=tuple(files.items()),
        command=(*scene.command, *(("--require-hashes",) if place == "option" else ())),
        environ=(*scene.environ, *((("UV_REQUIRE_HASHES", "1"),) if place == "environ" else ())),
    )


def _hashed(draw: Draw, site: Site, found: re.Match[str]) -> str:
    name, specifier = found[1], found[2] or ""
    holding = [package for index in site.indexes if (package := index.package(name)) is not None]
    if not holding or draw.chance(10):
        return found[0]
    pin = draw.weighted((80, "==1.0"), (5, "===1.0"), (5, "==1.0,<9"), (10, specifier))
    gap = draw.one((" ", " \\\n    "))
    return f"{name}{pin}{gap}--hash=sha256:{wheel_hash(draw.one(holding))}"
