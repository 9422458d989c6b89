"""Where files lie in their repository."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.render import samples

from indexdoctor.discover.repository import repository
from indexdoctor.model.origin import Origin
from indexdoctor.model.report import Repository
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.render.places import in_repository

AT_TOP, BELOW = Repository(".", "."), Repository("~/src/app", "packages/one")


@pytest.mark.parametrize(
    ("name", "where", "path"),
    [
        ("pyproject.toml", None, "pyproject.toml"),
        ("pyproject.toml", AT_TOP, "pyproject.toml"),
        ("./a/../uv.toml", AT_TOP, "uv.toml"),
        ("pyproject.toml", BELOW, "packages/one/pyproject.toml"),
        ("../two/uv.toml", BELOW, "packages/two/uv.toml"),
        ("~/src/app/pyproject.toml", BELOW, "pyproject.toml"),
        ("~/src/app/.github/workflows/x.yml", BELOW, ".github/workflows/x.yml"),
        ("../../../other/uv.toml", BELOW, None),
        ("~/src/application/uv.toml", BELOW, None),
        ("~/.netrc", AT_TOP, None),
        ("~/.netrc", None, None),
        ("/etc/uv/uv.toml", AT_TOP, None),
        ("../uv.toml", None, None),
        ("C:\\Users\\me\\uv.toml", AT_TOP, None),
        ("packages\\uv.toml", AT_TOP, "packages/uv.toml"),
        ("", AT_TOP, None),
    ],
)
def test_a_file_is_named_from_the_top_or_not_at_all(
    name: str, where: Repository | None, path: str | None
) -> None:
    report = dataclasses.replace(samples.check(), repository=where)
    assert in_repository(Origin.file(name, 3), report) == path


def test_what_is_no_file_lies_nowhere() -> None:
    for origin in (Origin.env("A"), Origin.option("--b"), Origin.default("c")):
        assert in_repository(origin, samples.check()) is None


def test_the_top_is_where_git_is(tmp_path: Path) -> None:
    folder = tmp_path / "app" / "packages" / "one"
    folder.mkdir(parents=True)
    around = Surroundings(cwd=folder, environ={"HOME": str(tmp_path)})
    assert repository(dataclasses.replace(around, cwd=tmp_path)) is None
    (tmp_path / "app" / ".git").write_text("gitdir: elsewhere\n")
    assert repository(around) == Repository("~/app", "packages/one")
    top = dataclasses.replace(around, cwd=tmp_path / "app")
    assert repository(top) == Repository(".", ".")
    shown = around.shown(tmp_path / "app" / "pyproject.toml")
    report = dataclasses.replace(samples.check(), repository=repository(around))
    assert in_repository(Origin.file(shown), report) == "pyproject.toml"
