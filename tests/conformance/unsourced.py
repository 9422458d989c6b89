"""Worlds in which some or all of `[tool.uv.sources]` is to be passed over."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.conformance.draw import Draw
from tests.conformance.servers import PACKAGES

from indexdoctor.lab.scene import Scene

UNSOURCED = 60  # of a hundred worlds with sources
_PATH = "project/pyproject.toml"
_TABLE = re.compile(r"(?m)^\[tool\.uv\]\n")


def without_sources(draw: Draw, scene: Scene) -> Scene:
    """The same scene with `no-sources` or `no-sources-package` somewhere."""
    files = dict(scene.files)
    text = files.get(_PATH, "")
    if "[tool.uv.sources]" not in text:
        return scene
    name = draw.one(PACKAGES)
    if draw.chance(55):
        line = draw.one(
            ("no-sources = true", "no-sources = false", f'no-sources-package = ["{name}"]')
        )
        head = f"[tool.uv]\n{line}\n"
        files[_PATH] = _TABLE.sub(head, text, count=1) if _TABLE.search(text) else f"{text}\n{head}"
    environ, words = dict(scene.environ), scene.command
    given = draw.weighted((40, ""), (30, "environ"), (15, "option"), (15, "package"))
    if given == "environ":
        environ["UV_NO_SOURCES"] = draw.one(("true", "false"))
    elif given and scene.command[1] in ("lock", "sync"):
        option = ("--no-sources",) if given == "option" else ("--no-sources-package", name)
        words = (*scene.command, *option)
    return replace(scene, files=tuple(files.items()), environ=tuple(environ.items()), command=words)
