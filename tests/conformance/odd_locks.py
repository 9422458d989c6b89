"""Worlds whose uv.lock was made with other settings, by another release, or by hand."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.conformance.draw import Draw

from indexdoctor.lab.scene import Scene

ODD_LOCKS = 45  # of a hundred worlds with a uv.lock
_FILE = "project/uv.lock"
_PYTHON = 'requires-python = ">=3.11"\n'
# What stands in the lock, and what in its place.
_EDITS = (
    ("revision = 3\n", ""),
    ("revision = 3\n", "revision = 1\n"),
    ("revision = 3\n", "revision = 12\nunheard-of = true\n"),
    ("version = 1\n", "version = 2\n"),
    (_PYTHON, 'requires-python = ">=3.12"\n'),
    (_PYTHON, ""),
    (_PYTHON, _PYTHON + "supported-markers = [\"sys_platform == 'linux'\"]\n"),
    (_PYTHON, _PYTHON + '\n[options]\nprerelease-mode = "allow"\n'),
    (_PYTHON, _PYTHON + '\n[options]\nresolution-mode = "lowest"\n'),
    (_PYTHON, _PYTHON + '\n[options]\nfork-strategy = "fewest"\n'),
    (_PYTHON, _PYTHON + '\n[options]\nexclude-newer = "2030-01-01T00:00:00Z"\n'),
    (_PYTHON, _PYTHON + '\n[manifest]\nconstraints = [{ name = "foo", specifier = "<9" }]\n'),
    ('" }\nwheels', '/" }\nwheels'),
    ("{ url", '{ upload-time = "2024-01-01T00:00:00.5Z", size = 7, url'),
    ("{ url", '{ zstd = { hash = "sha256:00", size = 1 }, url'),
    ("py3-none-any", "cp20-cp20-any"),
    ("source = { virtual", 'unheard-of = "x"\nsource = { virtual'),
    ("[package.metadata]", '[package.metadata]\nprovides-extras = ["more"]'),
)
_VERSION = re.compile(r'(?<="\n)version = "[^"]*"\n(?=source = \{ reg)')


def with_odd_lock(draw: Draw, scene: Scene) -> Scene:
    """The same scene with its uv.lock changed in one place; the scene itself without any."""
    files = dict(scene.files)
    text = files.get(_FILE)
    if text is None:
        return scene
    if draw.chance(4):
        files[_FILE] = _VERSION.sub("", text, count=1)
    else:
        old, new = draw.one(_EDITS)
        files[_FILE] = text.replace(old, new)
    return replace(scene, files=tuple(files.items()))
