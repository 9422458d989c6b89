"""What is read of a `uv.lock`, and for which mistakes it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.discover.lock_file import read_lock
from indexdoctor.model.lock import LockFile
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

LOCK = f"""\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "app"
version = "1"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "pkg" }},
]

[package.metadata]
requires-dist = [{{ name = "pkg" }}]
provides-extras = ["Some_Extra"]

[[package]]
name = "pkg"
version = "1.0"
source = {{ registry = "https://h.test/simple" }}
sdist = {{ url = "https://h.test/pkg-1.0.tar.gz", hash = "sha256:{"0" * 64}" }}
wheels = [
    {{ url = "https://h.test/pkg-1.0-py3-none-any.whl", hash = "sha256:{"0" * 64}" }},
]
"""


def read(folder: Path, text: str, uv: str = "0.13.8") -> LockFile | Problem | None:
    (folder / "uv.lock").write_text(text, encoding="utf-8")
    return read_lock(folder / "uv.lock", Surroundings(folder, {}, uv=known(uv)))


def test_each_file_has_its_line(tmp_path: Path) -> None:
    lock = read(tmp_path, LOCK)
    assert isinstance(lock, LockFile)
    app, pkg = lock.packages
    assert app.provides == frozenset({"some-extra"})
    assert pkg.sdist is not None
    assert (pkg.sdist.line, pkg.wheels[0].line) == (21, 23)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version = 1\nrev", "version = 2\nrev", "a format this uv does not know (version 2)"),
        ('requires-python = ">=3.11"\n', "", "is not a lock file uv can read"),
        ("sha256:0", "sha256:", "is not a lock file uv can read"),
        ('name = "pkg"\nversion = "1.0"', 'name = "pkg"', "`pkg` has no version"),
        ('version = "1.0"', 'version = "2.0"', "`pkg` 2.0 has the wheel pkg-1.0-py3-none-any.whl"),
        ("-py3-none-any", "", "`pkg` has a wheel with a name that is none"),
        ('{ name = "pkg" },', '{ name = "no" },', "depends on `no`, which is there 0 times"),
    ],
)
def test_it_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in LOCK
    problem = read(tmp_path, LOCK.replace(old, new))
    assert isinstance(problem, Problem)
    assert told in problem.message


@pytest.mark.parametrize(
    ("version", "wheel"), [("1.0", "1.0"), ("1.0", "1"), ("1.0+cpu", "1.0+cpu"), ("1.0.0", "1.0")]
)
def test_equal_versions_are_spelled_in_several_ways(
    tmp_path: Path, version: str, wheel: str
) -> None:
    text = LOCK.replace('version = "1.0"', f'version = "{version}"')
    lock = read(tmp_path, text.replace("pkg-1.0-py3", f"pkg-{wheel}-py3"))
    assert isinstance(lock, LockFile)


def test_a_wheel_with_zstd_is_fetched_from_another_url_for_some_releases(tmp_path: Path) -> None:
    text = LOCK.replace(
        '{ url = "https://h.test/pkg-1.0-py3', '{ zstd = {}, url = "https://h.test/pkg-1.0-py3'
    )
    for uv, ending in (("0.8.14", ".whl"), ("0.8.15", ".whl.tar.zst"), ("0.12.7", ".whl")):
        lock = read(tmp_path, text, uv)
        assert isinstance(lock, LockFile)
        address = lock.packages[1].wheels[0].address
        assert address is not None
        assert address.url.path == f"/pkg-1.0-py3-none-any{ending}"
