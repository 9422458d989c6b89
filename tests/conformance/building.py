"""Packages that must be built, the build requirements of those, and projects that are built."""

from __future__ import annotations

import tomllib
from dataclasses import replace

from tests.conformance.definitions import quoted
from tests.conformance.draw import Draw

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site, Source
from indexdoctor.lab.sources import backend
from indexdoctor.lab.wheels import metadata

BUILT = 10  # of a hundred worlds
_TOOLS = ("tool", "helper")
_REQUIRES = (
    ("tool",),
    ("tool", "helper"),
    ("helper>=1",),
    ("tool<2", 'helper ; python_version < "3"'),
    ("Tool==2.0",),
    (),
)
_PINNED = '\n[tool.uv.sources]\ntool = { index = "corp" }\n'
_UV_TOML = "home/.config/uv/uv.toml"


def build(draw: Draw, scene: Scene) -> Scene:
    """The same scene with source distributions."""
    files = dict(scene.files)
    if scene.command[1] == "publish" or "project/uv.lock" in files:
        return scene
    site = sources(draw, scene.site)
    words, environ = list(scene.command), dict(scene.environ)
    pip = words[1] == "pip"
    if draw.chance(35):
        head = 3 if pip else 2
        words[head:head] = _options(draw, pip=pip)
    if draw.chance(15):
        _bound(draw, files, environ, pip=pip)
    if not pip and draw.chance(45):
        make_package(draw, files)
    return replace(
        scene,
        site=site,
        files=tuple(files.items()),
        environ=tuple(environ.items()),
        command=tuple(words),
    )


def sources(draw: Draw, site: Site) -> Site:
    """The packages of a site, some as source distributions, and what their builds require."""
    names = sorted({package.name for index in site.indexes for package in index.packages})
    sources = {name: _source(draw) for name in names if draw.chance(70)}
    alone = {name for name in sources if draw.chance(70)}
    tools = [
        Package(
            name,
            draw.one((("1.0",), ("1.0", "2.0"))),
            source=replace(_source(draw), build_requires=()) if draw.chance(15) else None,
            wheels=not draw.chance(10),
        )
        for name in _TOOLS
    ]
    tools = [tool if tool.source else replace(tool, wheels=True) for tool in tools]
    kept = 600 if draw.chance(70) else None

    def changed(index: LabIndex) -> LabIndex:
        if not index.packages:
            return replace(index, max_age=kept)
        packages = tuple(
            replace(p, source=sources.get(p.name), wheels=p.name not in alone)
            for p in index.packages
        )
        more = tuple(tool for tool in tools if draw.chance(80))
        return replace(index, packages=packages + more, max_age=kept)

    return replace(site, indexes=tuple(changed(index) for index in site.indexes))


def _source(draw: Draw) -> Source:
    return Source(
        draw.one(_REQUIRES),
        metadata_version=draw.weighted((60, "2.1"), (20, "2.2"), (20, "2.4")),
        dynamic=draw.weighted((75, ()), (15, ("Requires-Dist",)), (10, ("Version",))),
        project=draw.chance(20),
        pyproject=not draw.chance(6),
        further=_PINNED if draw.chance(12) else "",
    )


def _options(draw: Draw, *, pip: bool) -> list[str]:
    name = draw.one(("foo", "bar_baz", "tool"))
    if pip:
        return draw.one(
            (
                ["--only-binary", name],
                ["--only-binary", ":all:"],
                ["--no-binary", name],
                ["--no-binary", ":all:"],
                ["--no-build-isolation"],
                ["--no-build"],
            )
        )
    return draw.one(
        (
            ["--no-build"],
            ["--no-build-package", name],
            ["--no-binary"],
            ["--no-binary-package", name],
            ["--no-build-isolation"],
            ["--no-build-isolation-package", name],
        )
    )


def _bound(draw: Draw, files: dict[str, str], environ: dict[str, str], *, pip: bool) -> None:
    """Build constraints, or more build requirements."""
    if pip and draw.chance(40):
        files["project/bounds.txt"] = "tool<2\nhelper>=1\n"
        environ["UV_BUILD_CONSTRAINT"] = "bounds.txt"
        return
    line = 'build-constraint-dependencies = ["tool<2"]'
    if draw.chance(40):
        line = 'extra-build-dependencies = { foo = ["helper"], proj = ["helper"] }'
    text = files.get(_UV_TOML, "")
    files[_UV_TOML] = f"{line}\n{text}"


def make_package(draw: Draw, files: dict[str, str]) -> None:
    """Make the project a package, with a build backend in its tree."""
    path = "project/pyproject.toml"
    text = files.get(path, "")
    if "[project]" not in text or "[tool.uv.workspace]" in text:
        return
    lines = ["[build-system]", f"requires = {quoted(list(draw.one(_REQUIRES)))}"]
    lines += ['build-backend = "backend"', 'backend-path = ["."]', "", ""]
    if draw.chance(12):
        text = text.replace('version = "0.1.0"', 'dynamic = ["version"]')
    elif draw.chance(12):
        text = text.replace('version = "0.1.0"', 'version = "0.1.0"\ndynamic = ["readme"]')
    files[path] = "\n".join(lines) + text
    if "[tool.uv.sources]" in text and draw.chance(50):
        index = text.partition("index = ")[2].partition(" ")[0]
        pinned = f"[tool.uv.sources]\ntool = {{ index = {index} }}\n"
        files[path] = files[path].replace("[tool.uv.sources]\n", pinned)
    files["project/backend.py"] = backend()
    requires = tuple(tomllib.loads(text)["project"]["dependencies"])
    files["project/PKG-INFO"] = metadata("proj", "0.1.0", requires).decode()
