"""Of two find-links pages that have the same file, uv takes the one whose URL sorts first."""

from __future__ import annotations

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.real import default_uv

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site


@pytest.mark.parametrize("order", [("/early", "/late"), ("/late", "/early")], ids=" ".join)
def test_which_of_two_equal_files_is_taken(order: tuple[str, str]) -> None:
    pages = tuple(LabIndex(path, (Package("pkg"),), flat=True) for path in order)
    links = (word for page in pages for word in ("--find-links", "{{origin}}" + page.path))
    scene = Scene(
        Site(indexes=pages),
        files=(("project/in.txt", "pkg\n"),),
        command=("uv", "pip", "compile", "in.txt", "--no-index", *links),
    )
    real = run_alike(scene, default_uv())
    taken = {seen.url for seen in real.requests if ".whl" in seen.url}
    assert all("/early/" in url for url in taken)
    assert taken
