"""What is known from before: the file that is written anew, and packages that are upgraded."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.conformance.servers import PACKAGES

from indexdoctor.lab.scene import Scene

KNOWN = 40  # of a hundred worlds
_PINS = ("==1.0", "==2.0", "==0.9", ">=1", '==1.0 ; python_version < "3"')
_OUTPUT = "requirements.txt"


def with_output(draw: Draw, scene: Scene) -> Scene:
    """The same scene with an output file, or with packages to upgrade in a lock."""
    files, words = dict(scene.files), scene.command
    if words[1:3] == ("pip", "compile"):
        if "-o" not in words:
            words = (*words, "-o", _OUTPUT)
        names = draw.some(PACKAGES, draw.one((1, 2)))
        files[f"project/{_OUTPUT}"] = "".join(f"{name}{draw.one(_PINS)}\n" for name in names)
    elif not any(name.endswith(".lock") for name in files) or "--frozen" in words:
        return scene
    if draw.chance(40):
        words = _upgraded(draw, words)
    return replace(scene, files=tuple(files.items()), command=words)


def _upgraded(draw: Draw, words: tuple[str, ...]) -> tuple[str, ...]:
    if any(word in words for word in ("--locked", "--check", "--upgrade")):
        return words
    named = draw.one(PACKAGES) + draw.weighted((60, ""), (40, "<2"))
    more = draw.weighted((75, ("--upgrade-package", named)), (25, ("--upgrade",)))
    head = 3 if words[1] == "pip" else 2
    return (*words[:head], *more, *words[head:])
