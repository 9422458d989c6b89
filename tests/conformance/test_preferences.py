"""Versions that uv tries first: those of the file it writes anew, and of an outdated lock."""

from __future__ import annotations

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.changes.shared import project, table
from indexdoctor.lab.locked import pylock_package, pylock_text, uv_lock, wheel_url
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site

INDEX = LabIndex("/simple", (Package("pkg", ("1.0", "2.0", "3.0a1")), Package("other")))
OTHER = LabIndex("/other/simple", (Package("pkg", ("1.0", "2.0")),))
VERSIONS = ["0.6.17", "0.13.8"]
PYLOCK = pylock_text(
    pylock_package("pkg", wheels=(f'{{ url = "{wheel_url(INDEX, "pkg")}", hashes = {{}} }}',))
)
CONFIG = "project/uv.toml"


def _compile(words: str, asked: str = "pkg", *files: tuple[str, str], **output: str) -> Scene:
    """`uv pip compile` over files that are there; `txt` and `toml` are texts of the output."""
    written = tuple((f"project/{_NAMES[kind]}", text) for kind, text in output.items())
    index = ("--default-index", "{{origin}}/simple")
    return Scene(
        Site(indexes=(INDEX, OTHER)),
        files=(("project/in.txt", asked), *written, *files),
        command=("uv", "pip", "compile", "in.txt", *words.split(), *index),
    )


_NAMES = {"txt": "out.txt", "toml": "pylock.toml", "lock": "out.lock"}
_TO = "-o out.txt"
COMPILED: dict[str, tuple[Scene, str]] = {
    "a pin": (_compile(_TO, txt="pkg==1.0"), "1.0"),
    "no pin": (_compile(_TO, txt="pkg>=1.0\nother==1.0"), "2.0"),
    "another file": (_compile("-o new.txt", txt="pkg==1.0"), "2.0"),
    "a pin that does not fit": (_compile(_TO, "pkg>1", txt="pkg==1.0"), "2.0"),
    "a pin that is not there": (_compile(_TO, txt="pkg==1.5"), "2.0"),
    "a prefix": (_compile(_TO, txt="pkg==1.*"), "2.0"),
    "two bounds": (_compile(_TO, txt="pkg==1.0,<2"), "2.0"),
    "a marker that holds": (_compile(_TO, txt='pkg==1.0 ; python_version > "3"'), "1.0"),
    "a marker that does not": (_compile(_TO, txt='pkg==1.0 ; python_version < "3"'), "2.0"),
    "for every machine": (
        _compile(f"{_TO} --universal", txt='pkg==1.0 ; python_version < "3"'),
        "1.0",
    ),
    "indexes of its own": (_compile(_TO, txt="--index-url {{origin}}/none\npkg==1.0"), "1.0"),
    "upgraded": (_compile(f"{_TO} --upgrade", txt="pkg==1.0"), "2.0"),
    "this one upgraded": (_compile(f"{_TO} -P pkg", txt="pkg==1.0"), "2.0"),
    "another one upgraded": (_compile(f"{_TO} -P other", txt="pkg==1.0"), "1.0"),
    "upgraded within a bound": (_compile("-P pkg<2"), "1.0"),
    "upgraded by the settings": (
        _compile(_TO, "pkg", (CONFIG, "upgrade = true\n"), txt="pkg==1.0"),
        "2.0",
    ),
    "one upgraded by the settings": (
        _compile(_TO, "pkg", (CONFIG, '[pip]\nupgrade-package = ["pkg"]\n'), txt="pkg==1.0"),
        "2.0",
    ),
    "a name of no kind": (_compile("-o out.lock", lock="pkg==1.0"), "1.0"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("scene", "taken"), COMPILED.values(), ids=list(COMPILED))
def test_the_file_that_is_written_anew(scene: Scene, taken: str, version: str) -> None:
    real = run_alike(scene, release(version))
    assert {_version(seen.url) for seen in real.requests if ".whl" in seen.url} == {taken}


def test_a_file_that_cannot_be_read_ends_the_run() -> None:
    real = run_alike(_compile(_TO, txt="=="), release("0.13.8"))
    assert not real.requests


LOCKED = {
    "lock": ("lock", "1.0"),
    "this one upgraded": ("lock -P pkg", "2.0"),
    "another one upgraded": ("lock -P other", "1.0"),
    "upgraded within a bound": ("sync -P pkg<2", "1.0"),
    "upgraded beyond": ("lock -P pkg>1", "2.0"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("words", "taken"), LOCKED.values(), ids=list(LOCKED))
def test_a_lock_that_is_made_anew(words: str, taken: str, version: str) -> None:
    pyproject = project('pkg", "other', table("own", INDEX.path, "default = true"))
    scene = Scene(
        Site(indexes=(INDEX,)),
        files=(pyproject, ("project/uv.lock", uv_lock(INDEX, "pkg"))),
        command=("uv", *words.split()),
    )
    real = run_alike(scene, release(version))
    assert {_version(s.url) for s in real.requests if "/pkg-" in s.url} == {taken}


def _version(url: str) -> str:
    return url.rsplit("/", 1)[-1].split("-")[1]
