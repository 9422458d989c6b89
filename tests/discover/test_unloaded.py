"""Which variables of a .env file uv does not see."""

from __future__ import annotations

from pathlib import Path

from indexdoctor.discover.command import parse_command
from indexdoctor.discover.env_file import unloaded
from indexdoctor.discover.environment import read_environment
from indexdoctor.model.command import CommandKind
from indexdoctor.model.surroundings import Surroundings

_TEXT = "# mine\nexport UV_INDEX_CORP_PASSWORD=secret\nOTHER=1\nUV_INDEX_URL=https://a.example/\n"


def _names(cwd: Path, *words: str, environ: dict[str, str] | None = None) -> list[str]:
    here = Surroundings(cwd, environ or {})
    command = parse_command(words, here)
    options, _ = read_environment(here.environ, here.uv, CommandKind.SYNC, command.options)
    return [f"{o} {o.key}" for o in unloaded(here, command, options)]


def test_the_variables_of_uv_in_the_file_of_the_project(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(_TEXT)
    (tmp_path / "pyproject.toml").write_text("")
    below = tmp_path / "src"
    below.mkdir()
    names = [".env:2 UV_INDEX_CORP_PASSWORD", ".env:4 UV_INDEX_URL"]
    assert _names(tmp_path, "uv", "sync") == names
    assert [name.rpartition(" ")[2] for name in _names(below, "uv", "sync")] == [
        "UV_INDEX_CORP_PASSWORD",
        "UV_INDEX_URL",
    ]
    assert _names(tmp_path, "uv", "sync", environ={"UV_INDEX_URL": "x"}) == names[:1]


def test_a_file_above_that_is_of_no_project_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(_TEXT)
    below = tmp_path / "elsewhere"
    below.mkdir()
    assert _names(below, "uv", "sync") == []


def test_the_file_named_for_what_is_run(tmp_path: Path) -> None:
    (tmp_path / "ci.env").write_text(_TEXT)
    named = _names(tmp_path, "uv", "run", "--env-file", "ci.env", "tool")
    assert named == ["ci.env:2 UV_INDEX_CORP_PASSWORD", "ci.env:4 UV_INDEX_URL"]
