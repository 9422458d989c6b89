"""Which file of a page uv takes; each expectation was seen with uv 0.13.8."""

from __future__ import annotations

import pytest

from indexdoctor.clients.uv.candidates import Target
from indexdoctor.clients.uv.select import ranked
from indexdoctor.clients.uv.simple import File
from indexdoctor.model.url import parse_address

HERE = Target("3.11.7")
ANYWHERE = Target("3.11.7", universal=True)


def file(name: str, *, python: str | None = None, yanked: bool = False) -> File:
    address = parse_address(f"http://h/files/{name}")
    return File(name, address, requires_python=python, yanked=yanked)


def wheel(version: str, tags: str = "py3-none-any", package: str = "foo") -> str:
    return f"{package}-{version}-{tags}.whl"


def taken(
    files: list[File], specifier: str = "", target: Target = HERE, name: str = "foo"
) -> list[str]:
    return [candidate.file.filename for candidate in ranked(files, name, specifier, target)]


ONE, TWO = file(wheel("1.0")), file(wheel("2.0"))
RC = file(wheel("3.0rc1"))


def test_the_greatest_version_first() -> None:
    ten = file(wheel("1.10"))
    assert taken([ONE, ten, TWO]) == [f.filename for f in (TWO, ten, ONE)]


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("<2", [ONE]),
        ("==2", [TWO]),
        (">1,!=2.0", []),
        ("==1.*", [ONE]),
        ("~=1.0", [ONE]),
        (">=9", []),
        ("nonsense", []),
    ],
)
def test_the_specifier(specifier: str, expected: list[File]) -> None:
    assert taken([ONE, TWO], specifier) == [f.filename for f in expected]


@pytest.mark.parametrize(
    ("files", "specifier", "expected"),
    [
        ([ONE, RC], "", [ONE]),
        ([RC], "", [RC]),
        ([ONE, RC], ">2", [RC]),
        ([ONE, RC], "==3.0rc1", [RC]),
        ([ONE, RC], ">=3.0rc1", [RC]),
        # To name one does not make it preferred.
        ([ONE, RC], ">=0.1rc1", [ONE]),
        ([ONE, RC], "<3.0rc2", [ONE]),
        ([ONE, RC], "!=3.0rc2", [ONE]),
    ],
)
def test_prereleases_count_where_nothing_else_fits(
    files: list[File], specifier: str, expected: list[File]
) -> None:
    assert taken(files, specifier) == [f.filename for f in expected]


@pytest.mark.parametrize(
    ("mode", "files", "specifier", "expected"),
    [
        ("allow", [ONE, RC], "", [RC, ONE]),
        ("disallow", [RC], "", []),
        ("disallow", [RC], ">=3.0rc1", []),
        ("explicit", [RC], "", []),
        ("explicit", [ONE, RC], ">=0.1rc1", [ONE]),
        ("explicit", [ONE, RC], ">=3.0rc1", [RC]),
        ("if-necessary", [RC], "", [RC]),
        ("if-necessary-or-explicit", [ONE, RC], ">=0.1rc1", [ONE]),
    ],
)
def test_the_prerelease_setting(
    mode: str, files: list[File], specifier: str, expected: list[File]
) -> None:
    target = Target("3.11.7", prereleases=mode)
    assert taken(files, specifier, target) == [f.filename for f in expected]


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [("", ["1.0"]), (">=2", []), ("==2.0", ["2.0"]), ("===2.0", ["2.0"]), ("==2.*", [])],
)
def test_a_yanked_file_counts_when_pinned(specifier: str, expected: list[str]) -> None:
    files = [ONE, file(wheel("2.0"), yanked=True)]
    assert taken(files, specifier) == [wheel(version) for version in expected]


@pytest.mark.parametrize(
    ("python", "expected"), [(">=3.11", True), (">=3.12", False), ("<3.11", False), (None, True)]
)
def test_the_python_a_file_asks_for(python: str | None, expected: bool) -> None:
    assert bool(taken([file(wheel("1.0"), python=python)])) is expected


def test_a_wheel_of_another_platform() -> None:
    windows = file(wheel("2.0", "cp311-cp311-win_amd64"))
    assert taken([ONE, windows]) == [ONE.filename]
    assert taken([ONE, windows], target=ANYWHERE) == [windows.filename, ONE.filename]


def test_a_wheel_before_the_source_of_its_version() -> None:
    source = file("foo-1.0.tar.gz")
    assert taken([source, ONE]) == [ONE.filename]
    assert taken([ONE, source]) == [ONE.filename]
    windows = file(wheel("1.0", "cp311-cp311-win_amd64"))
    assert taken([source, windows]) == [source.filename]


def test_the_closest_wheel_of_a_version() -> None:
    older = file(wheel("1.0", "py2.py3-none-any"))
    closer = file(wheel("1.0", "py311-none-any"))
    assert taken([older, closer]) == [closer.filename]


def test_of_equal_files_the_first_given() -> None:
    flat = File(ONE.filename, parse_address("http://links/x"))
    (candidate,) = ranked([flat, ONE], "foo", "", HERE)
    assert candidate.file is flat


def test_names_are_compared_normalised() -> None:
    files = [file(wheel("1.0", package="Foo_Bar")), file("foo-bar-2.0.tar.gz")]
    assert len(taken(files, name="foo-bar")) == 2
    assert taken(files, name="foo") == []


@pytest.mark.parametrize("name", ["foo-1.0.exe", "foo-1.0-py3.11.egg", "foo.whl", "notes.txt", ""])
def test_what_is_no_distribution(name: str) -> None:
    assert taken([file(name)]) == []
