"""Scenes for the changes in how uv builds."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import project, table
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
from indexdoctor.lab.sources import backend
from indexdoctor.lab.wheels import metadata
from indexdoctor.versions import Change, builds

_SITE = Site(
    indexes=(
        LabIndex(
            "/a/simple",
            (
                Package("pkg", source=Source(("tool",)), wheels=False),
                Package("tool"),
                Package("other"),
            ),
            max_age=600,
        ),
    )
)
_LOGIN = Gate(anonymous=Answer(302, "{{origin}}/login"))
_BEHIND_A_LOGIN = LabIndex(
    "/b/simple",
    (Package("pkg", source=Source(), wheels=False),),
    files=Files(gate=_LOGIN),
)
# `pkg` is found here first, and pins what its build requires to another index.
_PINS = '\n[tool.uv.sources]\ntool = { index = "own" }\n'
_PINNED = LabIndex(
    "/c/simple",
    (
        Package(
            "pkg",
            ("2.0",),
            source=Source(("tool",), project=True, dynamic=("Requires-Dist",), further=_PINS),
            wheels=False,
        ),
        Package("tool", ("2.0",)),
    ),
)
_INDEX = table("a", "/a/simple", "default = true")
_IN_TREE = """
[build-system]
requires = ["tool"]
build-backend = "backend"
backend-path = ["."]
"""


def _own(build: str, *command: str, version: str = 'version = "1"') -> Scene:
    """A project that is built, with the lab's backend beside it."""
    path, text = project("other", build, _INDEX)
    files = (
        (path, text.replace('version = "1"', version)),
        ("project/backend.py", backend()),
        ("project/PKG-INFO", metadata("app", "1", ("other",)).decode()),
        ("project/src/app/__init__.py", ""),
    )
    return Scene(_SITE, files, command=command)


def _by_uv(requirement: str) -> Scene:
    """A project whose backend is part of uv."""
    build = f'[build-system]\nrequires = ["{requirement}"]\nbuild-backend = "uv_build"\n'
    return _own(build, "uv", "sync")


SCENES: dict[Change, Scene] = {
    builds.WHEEL_HASHED: Scene(
        _SITE, files=(project('pkg", "tool', _INDEX),), command=("uv", "sync")
    ),
    builds.DIRECT_BUILD: _by_uv("uv_build<99"),
    builds.DIRECT_BUILD_COMPATIBLE: _by_uv("uv_build"),
    builds.OWN_METADATA_REFUSED: _own(
        _IN_TREE, "uv", "lock", "--no-build", version='dynamic = ["version"]'
    ),
    builds.SOURCES_RETRIED: Scene(
        Site(indexes=(_BEHIND_A_LOGIN,), paths=(FixedPath("/login", Answer(200)),)),
        files=(("project/in.txt", "pkg\n"),),
        environ=(("UV_HTTP_RETRIES", "1"),),
        command=("uv", "pip", "compile", "in.txt", "--default-index", "{{origin}}/b/simple"),
    ),
    builds.SOURCES_OF_SDISTS: Scene(
        Site(indexes=(_PINNED, replace(_SITE.indexes[0], path="/own/simple"))),
        files=(("project/in.txt", "pkg\n"),),
        command=(
            *("uv", "pip", "compile", "in.txt", "--index", "{{origin}}/c/simple"),
            *("--default-index", "own={{origin}}/own/simple"),
        ),
    ),
    builds.OWN_BUILT_ANYHOW: _own(_IN_TREE, "uv", "sync", "--no-build"),
}
