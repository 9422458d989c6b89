"""Worlds with constraints, overrides and exclusions, in files and in settings."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.conformance.commands import PIP
from tests.conformance.draw import Draw
from tests.conformance.servers import PACKAGES
from tests.conformance.sources import base

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.wheels import wheel_name

BOUNDED = 12  # of a hundred worlds
_SETTINGS = (
    *("constraint-dependencies", "constraint-dependencies", "override-dependencies"),
    *("override-dependencies", "build-constraint-dependencies", "exclude-dependencies"),
)
_OPTIONS = (
    (("-c", "limits.txt"), "UV_CONSTRAINT"),
    (("--constraint", "limits.txt"), "UV_CONSTRAINT"),
    (("--override", "limits.txt"), "UV_OVERRIDE"),
    (("-b", "limits.txt"), "UV_BUILD_CONSTRAINT"),
)
_TABLE = re.compile(r"(?m)^\[tool\.uv\]\n")


def with_bounds(draw: Draw, scene: Scene) -> Scene:
    """The same scene with limits for some package; the scene itself where there is no place."""
    kind = " ".join(scene.command[1 : 3 if scene.command[1] == "pip" else 2])
    name = draw.one(PACKAGES)
    if kind in PIP and draw.chance(60):
        return _in_file(draw, scene, _limit(draw, scene, name))
    if kind == "publish":
        return scene
    setting = draw.one(_SETTINGS)
    text = name if setting == "exclude-dependencies" else _limit(draw, scene, name)
    return _in_settings(scene, setting, text)


def _limit(draw: Draw, scene: Scene, name: str) -> str:
    if draw.chance(12):
        holding = [index for index in scene.site.indexes if index.package(name) is not None]
        if holding:
            index = draw.one(holding)
            url = f"{base(index.file_origin)}{index.file_path}/{wheel_name(name, '1.0')}"
            return f"{name} @ {url}"
    marker = draw.weighted((80, ""), (10, "; sys_platform == 'linux'"))
    return name + draw.one(("<2", "==1.0", ">=2", "<9", "")) + marker


def _in_file(draw: Draw, scene: Scene, limit: str) -> Scene:
    words, variable = draw.one(_OPTIONS)
    option = ("--index-url {{origin}}/nowhere",) if draw.chance(15) else ()
    files = (*scene.files, ("project/limits.txt", "\n".join((*option, limit, ""))))
    if any(path == "project/limits.txt" for path, _ in scene.files):
        return scene
    if draw.chance(30):
        return replace(scene, files=files, environ=(*scene.environ, (variable, "limits.txt")))
    return replace(scene, files=files, command=(*scene.command, *words))


def _in_settings(scene: Scene, setting: str, text: str) -> Scene:
    files = dict(scene.files)
    path = "project/pyproject.toml"
    before = files.get(path)
    if before is None:
        return scene
    line = f'{setting} = ["{text}"]\n'
    if _TABLE.search(before):
        files[path] = _TABLE.sub(f"[tool.uv]\n{line}", before, count=1)
    else:
        files[path] = f"{before}\n[tool.uv]\n{line}"
    return replace(scene, files=tuple(files.items()))
