"""`uv remove` in place of another command of a project or script."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.conformance.servers import PACKAGES

from indexdoctor.lab.scene import Scene

REMOVING = 10  # of a hundred worlds
_COMMANDS = ("lock", "sync", "tree")
# Words of those commands that `uv remove` has not.
_FOREIGN = frozenset({"--check", "--upgrade", "--dry-run"})


def with_remove(draw: Draw, scene: Scene) -> Scene:
    """The same project without one of its packages, mostly one that it has."""
    if scene.command[1] not in _COMMANDS:
        return scene
    words = tuple(word for word in scene.command[2:] if word not in _FOREIGN)
    text = "".join(text for name, text in scene.files if not name.endswith(".lock"))
    there = [name for name in PACKAGES if f'"{name}' in text]
    named = draw.one(there) if there and draw.chance(90) else draw.one(PACKAGES)
    place = draw.weighted((80, ()), (10, ("--dev",)), (10, ("--no-sync",)))
    return replace(scene, command=("uv", "remove", *words, *place, named))
