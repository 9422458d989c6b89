"""Pins for some machines only: the parts of a requirement, and the pins uv refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.clients.uv import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.surroundings import Surroundings

PROJECT = """\
[project]
name = "app"
version = "1"
requires-python = ">=3.9"
dependencies = ["{requirement}"]

[tool.uv.sources]
foo = {sources}

[[tool.uv.index]]
name = "a"
url = "https://a.test/simple"
explicit = true

[[tool.uv.index]]
name = "b"
url = "https://b.test/simple"
explicit = true
"""
LINUX, OTHER = "sys_platform == 'linux'", "sys_platform != 'linux'"
# The project is for Python 3.9 and later.
NEVER, ALWAYS = "python_version < '3.9'", "python_version >= '3.9'"
EARLY, LATE = "python_version < '3.11'", "python_version >= '3.11'"


def pin(index: str, marker: str) -> str:
    return f'{{ index = "{index}", marker = "{marker}" }}'


def resolved(folder: Path, sources: str, *words: str, requirement: str = "foo") -> Resolution:
    text = PROJECT.format(sources=sources, requirement=requirement)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    surroundings = Surroundings(folder, {})
    command = parse_command(("uv", *(words or ("lock",))), surroundings)
    return resolve(discover(surroundings, command))


def asked(resolution: Resolution) -> list[tuple[str | None, bool]]:
    """The index each part is pinned to, and whether it is for this machine (a Linux)."""
    return [(wanted.requirement.index, wanted.here) for wanted in resolution.wanted]


@pytest.mark.parametrize(
    ("sources", "requirement", "expected"),
    [
        ('{ index = "a" }', "foo", [("a", True)]),
        (f"[{pin('a', LINUX)}, {pin('b', OTHER)}]", "foo", [("a", True), ("b", False)]),
        (f"[{pin('b', OTHER)}, {pin('a', LINUX)}]", "foo", [("b", False), ("a", True)]),
        (f"[{pin('a', LINUX)}]", "foo", [("a", True), (None, False)]),
        (f"[{pin('a', OTHER)}]", "foo", [("a", False), (None, True)]),
        (f"[{pin('a', LINUX)}]", f"foo; {LINUX}", [("a", True)]),
        (f"[{pin('a', LINUX)}]", f"foo; {OTHER}", [(None, False)]),
        (f"[{pin('a', LINUX)}, {pin('a', OTHER)}]", "foo", [("a", True)]),
        (f"[{pin('a', EARLY)}, {pin('b', LATE)}]", "foo", [("b", True), ("a", False)]),
        (f"[{pin('a', NEVER)}]", "foo", [("a", True)]),
    ],
)
def test_a_lock_is_for_every_machine(
    tmp_path: Path, sources: str, requirement: str, expected: list[tuple[str | None, bool]]
) -> None:
    found = resolved(tmp_path, sources, requirement=requirement)
    assert not found.problems
    assert asked(found) == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (f"[{pin('a', LINUX)}, {pin('b', OTHER)}]", [("a", True)]),
        (f"[{pin('a', OTHER)}]", [(None, True)]),
    ],
)
def test_uv_pip_compile_is_for_this_machine(
    tmp_path: Path, sources: str, expected: list[tuple[str | None, bool]]
) -> None:
    words = ("pip", "compile", "pyproject.toml")
    assert asked(resolved(tmp_path, sources, *words)) == expected
    universal = asked(resolved(tmp_path, sources, *words, "--universal"))
    assert len(universal) == 2


def test_without_sources_nothing_is_split(tmp_path: Path) -> None:
    found = resolved(tmp_path, f"[{pin('a', LINUX)}]", "lock", "--no-sources")
    assert asked(found) == [(None, True)]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ('[{ index = "a" }, { index = "b" }]', "hold for one machine"),
        (f"[{pin('a', LINUX)}, {pin('b', LATE)}]", "hold for one machine"),
        ('[{ index = "a", extra = "x" }]', "the extra `x`, which does not exist"),
        ('[{ index = "a", group = "x" }]', "the group `x`, which does not exist"),
        (f"[{pin('a', ALWAYS)}, {pin('b', NEVER)}]", "no Python of the project meets the marker"),
        (f"[{pin('c', OTHER)}]", "pinned to the index `c`, which the project does not declare"),
    ],
)
def test_pins_that_uv_refuses(tmp_path: Path, sources: str, told: str) -> None:
    (problem,) = resolved(tmp_path, sources).problems
    assert told in problem.message
    assert problem.fatal
