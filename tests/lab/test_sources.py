"""The lab's source distributions are what uv reads them for."""

from __future__ import annotations

import io
import tarfile

import pytest

from indexdoctor.clients.uv.source_archive import read_source
from indexdoctor.clients.uv.source_tree import (
    DEFAULT_REQUIRES,
    SourceError,
    SourceTree,
)
from indexdoctor.lab.site import Package, Source
from indexdoctor.lab.sources import build_source


def read(source: Source) -> SourceTree:
    return read_source(build_source(Package("foo-bar", requires=("x",)), source, "1.0"))


@pytest.mark.parametrize(
    ("source", "static"),
    [
        (Source(), False),
        (Source(metadata_version="2.2"), True),
        (Source(metadata_version="2.4"), True),
        (Source(metadata_version="2.2", dynamic=("Version",)), True),
        (Source(metadata_version="2.2", dynamic=("Requires-Dist",)), False),
        (Source(metadata_version="3.0"), False),
        (Source(project=True), True),
        (Source(project=True, dynamic=("Requires-Dist",)), False),
    ],
)
def test_static_metadata(source: Source, static: bool) -> None:
    assert read(source).is_static is static


def test_build_requirements() -> None:
    tree = read(Source(("tool>=1", "not a requirement")))
    assert (tree.requires, tree.backend) == (("tool>=1",), "backend")
    assert read(Source(pyproject=False)).requires == DEFAULT_REQUIRES


def test_bytes_are_the_same_each_time() -> None:
    package = Package("foo", source=Source())
    assert package.source is not None
    first = build_source(package, package.source, "1.0")
    build_source.cache_clear()
    assert build_source(package, package.source, "1.0") == first


@pytest.mark.parametrize("content", [b"", b"<html>sign in</html>", b"PK\x03\x04", b"\x1f\x8b\x08"])
def test_no_archive(content: bytes) -> None:
    with pytest.raises(SourceError):
        read_source(content)


def test_an_archive_that_breaks_off() -> None:
    whole = build_source(Package("foo"), Source(), "1.0")
    with pytest.raises(SourceError):
        read_source(whole[: len(whole) // 2])


def test_files_deeper_down_do_not_count() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in ("foo-1/tests/pyproject.toml", "foo-1/setup.py"):
            archive.addfile(tarfile.TarInfo(name))
    assert read_source(buffer.getvalue()) == SourceTree(False, DEFAULT_REQUIRES)
