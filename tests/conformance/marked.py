"""Worlds whose `[tool.uv.sources]` pin a package to an index for some machines only."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.conformance.draw import Draw

from indexdoctor.lab.scene import Scene

MARKED = 30  # of a hundred worlds with a pin
_PATH = "project/pyproject.toml"
_PIN = re.compile(r'(?m)^([\w.-]+) = \{ index = ("[^"]*") \}$')
_NAME = re.compile(r'\[\[tool\.uv\.index\]\]\nname = ("[^"]*")')
_MARKERS = (
    ("sys_platform == 'linux'", "sys_platform != 'linux'"),
    ("sys_platform == 'win32'", "sys_platform == 'linux'"),
    ("sys_platform == 'win32'", "sys_platform == 'darwin'"),
    ("python_version >= '3.12'", "python_version < '3.12'"),
    ("python_version >= '3.9'", "python_version < '3.9'"),
    ("sys_platform == 'linux'", "python_version >= '3.8'"),
)


def with_marked_sources(draw: Draw, scene: Scene) -> Scene:
    """The same scene with a marker at a pin, and often a second index for the others."""
    files = dict(scene.files)
    text = files.get(_PATH, "")
    pin = _PIN.search(text)
    if pin is None or "uv.lock" in str(sorted(files)):
        return scene
    first, second = draw.one(_MARKERS)
    sources = [f'{{ index = {pin[2]}, marker = "{first}" }}']
    names = _NAME.findall(text) or [pin[2]]
    if draw.chance(60):
        sources.append(f'{{ index = {draw.one(names)}, marker = "{second}" }}')
    files[_PATH] = text.replace(pin[0], f"{pin[1]} = [{', '.join(sources)}]", 1)
    return replace(scene, files=tuple(files.items()))
