"""`uv run --with`: the added environment has the project's cache, and nothing else it has read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.changes.shared import project, table
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site, Source

KEPT = 600  # seconds
WHEELS = LabIndex("/simple", (Package("pkg"), Package("other")), max_age=KEPT)
SOURCE = Package("pkg", source=Source(build_requires=("tool",)), wheels=False)
PROJECT = project("pkg", table("own", WHEELS.path, "default = true"))


def _scene(index: LabIndex, added: str, *files: tuple[str, str]) -> Scene:
    words = ("uv", "run", "--with", "pkg", "--with", added, "python", "-c", "pass")
    return Scene(Site(indexes=(index,)), files=(PROJECT, *files), command=words)


@pytest.mark.parametrize("version", ["0.6.17", "0.8.22", "0.13.8"])
@pytest.mark.parametrize("added", ["other", "other==9"], ids=["there", "missing"])
@pytest.mark.parametrize("separate", [True, False], ids=["metadata file", "ranges"])
class TestMetadata:
    """What a lock spares the project is read for the added environment, and once at most."""

    def test_with_a_lock(self, separate: bool, added: str, version: str) -> None:
        index = replace(WHEELS, core_metadata=separate)
        lock = ("project/uv.lock", uv_lock(index, "pkg"))
        assert self.times(_scene(index, added, lock), version) == 1

    def test_without_a_lock(self, separate: bool, added: str, version: str) -> None:
        index = replace(WHEELS, core_metadata=separate)
        assert self.times(_scene(index, added), version) == 1

    @staticmethod
    def times(scene: Scene, version: str) -> int:
        real = run_alike(scene, release(version))
        urls = [f"{seen.method} {seen.url}" for seen in real.requests if "/pkg-1.0" in seen.url]
        return sum(url.startswith("HEAD") or url.endswith(".metadata") for url in urls)


@pytest.mark.parametrize("version", ["0.6.17", "0.8.22", "0.13.8"])
def test_what_was_built_is_not_built_again(version: str) -> None:
    packages = (SOURCE, Package("other"), Package("tool"))
    real = run_alike(_scene(replace(WHEELS, packages=packages), "other"), release(version))
    urls = [seen.url for seen in real.requests]
    assert sum(url.endswith("/pkg-1.0.tar.gz") for url in urls) == 1
    assert any("/other-1.0" in url for url in urls)


@pytest.mark.parametrize("version", ["0.6.17", "0.13.8"])
def test_the_same_version_of_another_index_is_downloaded(version: str) -> None:
    links = LabIndex("/links", (Package("pkg", salt="x"), Package("other")), flat=True)
    scene = _scene(WHEELS, "other", ("project/uv.lock", uv_lock(WHEELS, "pkg")))
    words = (*scene.command[:2], "--find-links", "{{origin}}/links", *scene.command[2:])
    scene = replace(scene, site=Site(indexes=(WHEELS, links)), command=words)
    real = run_alike(scene, release(version))
    taken = {seen.url.split("/-/")[0] for seen in real.requests if "/pkg-1.0" in seen.url}
    assert len(taken) == 2
