"""`uv build` in place of another command of a project."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.building import make_package, sources
from tests.conformance.draw import Draw

from indexdoctor.lab.scene import Scene

FRONTEND = 16  # of a hundred worlds
_COMMANDS = ("lock", "sync", "tree", "export")
_PROJECT = "project/pyproject.toml"
# Words of those commands that `uv build` has not.
_FOREIGN = frozenset(
    {
        *("--frozen", "--locked", "--check", "--upgrade", "--dry-run", "--no-hashes"),
        *("--package", "part"),
    }
)
_DIRECT = """\
[build-system]
requires = ["uv_build>=0.7,<1"]
build-backend = "uv_build"

"""


def with_uv_build(draw: Draw, scene: Scene) -> Scene:
    """The same project, built."""
    files = dict(scene.files)
    text = files.get(_PROJECT, "")
    if scene.command[1] not in _COMMANDS or "--script" in scene.command or "[project]" not in text:
        return scene
    files.pop("project/uv.lock", None)
    site = scene.site
    if "[build-system]" not in text and draw.chance(85):
        if draw.chance(10):
            files[_PROJECT] = _DIRECT + text
        else:
            site = sources(draw, site)
            make_package(draw, files)
    rest = [word for word in scene.command[2:] if word not in _FOREIGN]
    rest += draw.weighted(
        (50, []), (12, ["--sdist"]), (12, ["--wheel"]), (8, ["--force-pep517"]), (10, ["."])
    )
    if "project/part/pyproject.toml" in files:
        rest += draw.one(([], ["--package", "part"], ["--all-packages"], ["part"]))
    rest += draw.weighted((92, []), (4, ["--list"]), (4, ["--no-build"]))
    return replace(scene, site=site, files=tuple(files.items()), command=("uv", "build", *rest))
