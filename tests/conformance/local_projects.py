"""Worlds in which `uv pip install` is given a project of one's own by its path."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.definitions import quoted
from tests.conformance.draw import Draw
from tests.conformance.servers import PACKAGES

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.sources import backend
from indexdoctor.lab.wheels import metadata

LOCAL = 30  # of a hundred worlds of `uv pip install`


def with_local_project(draw: Draw, scene: Scene) -> Scene:
    """The same scene with a project to install besides, editable or not, with an extra or not."""
    if scene.command[1:3] != ("pip", "install") or "pylock" in str(scene.command):
        return scene
    first, second = draw.some(PACKAGES, 2)
    name = draw.one(("./app", "./app[more]", "app/", "{{root}}/project/app"))
    words = ("-e", name) if draw.chance(40) else (name,)
    lines = ["[build-system]", "requires = []", 'build-backend = "backend"', 'backend-path = ["."]']
    lines += ["", "[project]", 'name = "app"', 'version = "1"', 'requires-python = ">=3.8"']
    lines += [f"dependencies = {quoted([first])}", "", "[project.optional-dependencies]"]
    lines += [f"more = {quoted([second])}"]
    if draw.chance(30):
        url = "{{origin}}" + draw.one(scene.site.indexes).path if scene.site.indexes else "http://h"
        lines += ["", "[tool.uv.sources]", f'{first} = {{ index = "own" }}', ""]
        lines += ["[[tool.uv.index]]", 'name = "own"', f'url = "{url}"']
    folder = "project/app"
    files = (
        (f"{folder}/pyproject.toml", "\n".join((*lines, ""))),
        (f"{folder}/backend.py", backend()),
        (f"{folder}/PKG-INFO", metadata("app", "1", (first,)).decode()),
        (f"{folder}/app/__init__.py", ""),
    )
    return replace(scene, files=(*scene.files, *files), command=(*scene.command, *words))
