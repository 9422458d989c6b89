"""Worlds that install from a `pylock.toml` in place of a requirements file."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.conformance.draw import Draw
from tests.conformance.servers import People
from tests.conformance.sources import netloc, userinfo

from indexdoctor.lab.locked import base, locked_file, pylock_package, pylock_text
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex

PYLOCKED = 22  # of a hundred worlds with a requirements file that is installed
_FILE = "project/requirements.txt"
_REQUIREMENT = re.compile(r"(?m)^(foo|bar[-_.]baz|qux)", re.IGNORECASE)
_HEADS = (
    'requires-python = ">=3.8"',
    'requires-python = ">=3.99"',
    'extras = ["x"]',
    'dependency-groups = ["dev"]',
    'dependency-groups = ["dev"]\ndefault-groups = ["dev"]',
)
_FIELDS = (
    "marker = \"sys_platform != 'win32'\"",
    "marker = \"sys_platform == 'win32'\"",
    "marker = \"python_version < '3.8' or python_version >= '3.9'\"",
    "marker = \"'x' in extras\"",
    "marker = \"'dev' in dependency_groups\"",
    'requires-python = ">=3.9"',
    'requires-python = ">=3.99"',
    'dependencies = [{ name = "foo" }]',
    "dependencies = []",
)


def with_pylock(draw: Draw, scene: Scene, people: People) -> Scene | None:
    """The same scene with a pylock.toml; None when it installs from no requirements file."""
    files = dict(scene.files)
    if "requirements.txt" not in scene.command or scene.command[2] not in ("install", "sync"):
        return None
    names = _REQUIREMENT.findall(files.pop(_FILE, ""))
    names = list(dict.fromkeys(re.sub(r"[-_.]+", "-", name).lower() for name in names))
    indexes = [index for index in scene.site.indexes if index.redirect is None]
    packages = [text for name in names for text in _packages(draw, name, indexes, people)]
    if not packages:
        return None
    name = draw.weighted((85, "pylock.toml"), (12, "pylock.dev.toml"), (3, "pylock.a.b.toml"))
    head = (draw.one(_HEADS),) if draw.chance(25) else ()
    text = pylock_text(*packages, head=head)
    if draw.chance(3):
        text = text.replace('lock-version = "1.0"', 'lock-version = "2.0"')
    files[f"project/{name}"] = text
    words = [name if word == "requirements.txt" else word for word in scene.command]
    if draw.chance(12):
        words += draw.one((["--extra", "x"], ["--all-extras"], ["--group", "dev"]))
    return replace(scene, files=tuple(files.items()), command=tuple(words))


def _packages(draw: Draw, name: str, indexes: list[LabIndex], people: People) -> list[str]:
    holding = [index for index in indexes if index.package(name) is not None]
    if not holding:
        return []
    texts = [_package(draw, name, draw.one(holding), people)]
    if draw.chance(4):
        texts.append(_package(draw, name, draw.one(holding), people))
    return texts


def _package(draw: Draw, name: str, index: LabIndex, people: People) -> str:
    package = index.package(name)
    assert package is not None
    version = "1.0" if draw.chance(80) else draw.one(package.versions)
    file = locked_file(index, name, version)
    if draw.chance(12):
        carried = userinfo(draw, people)
        origin = index.file_origin
        file = file.replace(base(origin), f"http://{carried}{netloc(origin)}")
    if draw.chance(3):
        file = file.replace("{ url", '{ path = "none/x-1.0-py3-none-any.whl", url')
    lines = []
    if draw.chance(60):
        lines.append(f'index = "{base(index.origin)}{index.path}"')
    if draw.chance(25):
        lines.append(draw.one(_FIELDS))
    stated = "3.0" if draw.chance(2) else version
    if draw.chance(10):
        return pylock_package(name, *lines, version=stated, archive=file)
    return pylock_package(name, *lines, version=stated, wheels=(file,))
