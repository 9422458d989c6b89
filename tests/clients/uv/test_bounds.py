"""Constraints, overrides and exclusions: what they make of requirements."""

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
requires-python = ">=3.8"
dependencies = ["foo>=1", "bar"]

[tool.uv]
{settings}

[tool.uv.sources]
foo = {{ index = "corp" }}

[[tool.uv.index]]
name = "corp"
url = "https://h.test/simple"
explicit = true
"""


def resolved(folder: Path, settings: str, *words: str, limits: str = "") -> Resolution:
    (folder / "pyproject.toml").write_text(PROJECT.format(settings=settings), encoding="utf-8")
    (folder / "limits.txt").write_text(limits, encoding="utf-8")
    surroundings = Surroundings(folder, {})
    command = parse_command(("uv", *(words or ("lock",))), surroundings)
    assert not command.problems
    return resolve(discover(surroundings, command))


def asked(resolution: Resolution) -> dict[str, tuple[str, bool]]:
    """The specifier of each package, and whether it is pinned to an index."""
    return {w.name: (w.requirement.specifier, w.pinned is not None) for w in resolution.wanted}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"foo": (">=1", True), "bar": ("", False)}),
        ('constraint-dependencies = ["Foo<2"]', {"foo": (">=1,<2", True), "bar": ("", False)}),
        ('constraint-dependencies = ["qux<2"]', {"foo": (">=1", True), "bar": ("", False)}),
        ('override-dependencies = ["foo==0.9"]', {"foo": ("==0.9", True), "bar": ("", False)}),
        ('override-dependencies = ["qux==0.9"]', {"foo": (">=1", True), "bar": ("", False)}),
        ('exclude-dependencies = ["foo"]', {"bar": ("", False)}),
    ],
)
def test_settings_of_a_project(
    tmp_path: Path, settings: str, expected: dict[str, tuple[str, bool]]
) -> None:
    assert asked(resolved(tmp_path, settings)) == expected


@pytest.mark.parametrize(
    ("settings", "options", "limits", "expected"),
    [
        ("", ("-c", "limits.txt"), "foo<2", {"foo": ("<2", False)}),
        ("", ("--override", "limits.txt"), "foo==3", {"foo": ("==3", False)}),
        ("", ("--override", "limits.txt"), "foo==3; sys_platform == 'none'", {}),
        ("", ("--excludes", "limits.txt"), "foo", {}),
        ('constraint-dependencies = ["foo<2"]', (), "", {"foo": ("<2", False)}),
        ('override-dependencies = ["foo==3"]', (), "", {"foo": ("==3", False)}),
    ],
)
def test_files_and_settings_of_uv_pip_install(
    tmp_path: Path,
    settings: str,
    options: tuple[str, ...],
    limits: str,
    expected: dict[str, tuple[str, bool]],
) -> None:
    words = ("pip", "install", "foo", *options)
    assert asked(resolved(tmp_path, settings, *words, limits=limits)) == expected


def test_uv_pip_sync_passes_over_the_settings(tmp_path: Path) -> None:
    words = ("pip", "sync", "limits.txt")
    found = resolved(tmp_path, 'constraint-dependencies = ["foo<2"]', *words, limits="foo")
    assert asked(found) == {"foo": ("", False)}


def test_a_url_of_a_constraint_or_override_is_asked_in_place_of_an_index(tmp_path: Path) -> None:
    url = "https://files.test/bar-1.0-py3-none-any.whl"
    for kind in ("constraint", "override"):
        found = resolved(tmp_path, f'{kind}-dependencies = ["bar @ {url}"]')
        (bar,) = (w for w in found.wanted if w.name == "bar")
        assert bar.requirement.url is not None
        assert str(bar.requirement.url.url) == url


def test_the_pin_of_a_constraint_must_be_declared(tmp_path: Path) -> None:
    settings = 'constraint-dependencies = ["qux<2"]'
    pins = '[tool.uv.sources]\nqux = { index = "nowhere" }'
    text = PROJECT.format(settings=settings).replace("[tool.uv.sources]", pins)
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    surroundings = Surroundings(tmp_path, {})
    found = discover(surroundings, parse_command(("uv", "lock"), surroundings))
    (problem,) = resolve(found).problems
    assert problem.fatal
    assert not problem.late
    assert str(problem.origin) == "pyproject.toml:8"
