"""Of two files of one version uv takes the one with the hash that is asked for."""

from __future__ import annotations

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.real import default_uv

from indexdoctor.lab.locked import wheel_hash
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site

_LINKS = LabIndex("/links", (Package("pkg", salt="another"),), flat=True)
_INDEX = LabIndex("/simple", (Package("pkg"),))


@pytest.mark.parametrize(
    ("hashed", "options", "taken"),
    [
        (_INDEX, (), "/simple/"),
        (_LINKS, (), "/links/"),
        (_INDEX, ("--require-hashes",), "/simple/"),
        (_INDEX, ("--no-verify-hashes",), "/links/"),
        (None, (), "/links/"),
    ],
)
def test_which_of_two_files_is_taken(
    hashed: LabIndex | None, options: tuple[str, ...], taken: str
) -> None:
    text = "pkg==1.0"
    if hashed is not None:
        text += f" \\\n    --hash=sha256:{wheel_hash(hashed.packages[0])}"
    scene = Scene(
        Site(indexes=(_LINKS, _INDEX)),
        files=(("project/in.txt", f"{text}\n"),),
        command=(
            *("uv", "pip", "install", "-r", "in.txt", "--target", "out", "--dry-run"),
            *("--default-index", "{{origin}}/simple", "--find-links", "{{origin}}/links"),
            *options,
        ),
    )
    real = run_alike(scene, default_uv())
    files = [seen.url for seen in real.requests if ".whl" in seen.url]
    assert files
    assert all(taken in url for url in files)
