"""Secrets in files that git tracks, and in files that others may read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.discover.git_index import entries, tracked
from indexdoctor.discover.hygiene import others_may_read
from indexdoctor.model.surroundings import Surroundings


def git(folder: Path, *words: str) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    subprocess.run(["git", *words], cwd=folder, check=True, env=environ, capture_output=True)


def repository(folder: Path, *files: str, version: str = "2") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    git(folder, "config", "index.version", version)
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        git(folder, "add", "-f", "--", name)
    return folder


NAMES = ("a", "sub/pyproject.toml", "sub/deeper/uv.toml", "sub/x" + "y" * 250 + "/z", "ü/é.txt")


@pytest.mark.parametrize("version", ["2", "4"])
def test_the_index_is_read_as_git_lists_it(tmp_path: Path, version: str) -> None:
    folder = repository(tmp_path, *NAMES, version=version)
    git(folder, "add", "-N", "a")
    found = entries((folder / ".git/index").read_bytes())
    assert sorted(name.decode() for name in found) == sorted(NAMES)


def test_extended_entries_are_read_too(tmp_path: Path) -> None:
    folder = repository(tmp_path, "a", "b")
    (folder / "c").write_text("c")
    git(folder, "add", "-N", "c")  # kept as an extended entry, in version 3
    found = entries((folder / ".git/index").read_bytes())
    assert list(found) == [b"a", b"b", b"c"]


def test_only_tracked_files_are_found(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", "pyproject.toml", "sub/uv.toml")
    (folder / "sub/pyproject.toml").write_text("")
    (tmp_path / "alone.toml").write_text("")
    files = [folder / "pyproject.toml", folder / "sub/pyproject.toml", tmp_path / "alone.toml"]
    assert tracked([*files, folder / "sub/uv.toml", folder / "none"]) == {
        folder / "pyproject.toml",
        folder / "sub/uv.toml",
    }


def test_a_work_tree_elsewhere_has_its_own_index(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", "a")
    git(folder, "commit", "-qm", "first")
    git(folder, "worktree", "add", "-q", str(tmp_path / "other"))
    (tmp_path / "other" / "b").write_text("")
    assert tracked([tmp_path / "other" / "a", tmp_path / "other" / "b"]) == {
        tmp_path / "other" / "a"
    }


@pytest.mark.parametrize("content", [b"", b"DIRC", b"DIRC" + b"\xff" * 40, b"words"])
def test_a_broken_index_tells_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(content)
    assert tracked([tmp_path / "a"]) == frozenset()


@given(st.binary(max_size=200))
def test_any_bytes_end_well(content: bytes) -> None:
    try:
        list(entries(b"DIRC\x00\x00\x00\x04" + content))
    except (ValueError, IndexError, __import__("struct").error):
        pass


URL = "https://ci:hush-hush@host.example/simple"
TABLE = f'[[tool.uv.index]]\nname = "i"\nurl = "{URL}"\n'


def committed(folder: Path, command: tuple[str, ...] = ("uv", "lock"), **environ: str) -> list[str]:
    where = Surroundings(folder, {"HOME": str(folder.parent / "home"), **environ})
    found = discover(where, parse_command(command, where)).hygiene
    assert "hush" not in repr(found)
    return [str(origin) for origin in found.committed]


def test_a_password_in_a_tracked_file_is_told_with_its_line(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", "pyproject.toml", "r.txt")
    head = '[project]\nname = "x"\nversion = "1"\n'
    (folder / "pyproject.toml").write_text(head + TABLE)
    assert committed(folder) == ["pyproject.toml:6"]
    (folder / "r.txt").write_text(f"pkg\n--extra-index-url {URL}\n")
    install = ("uv", "pip", "install", "-r", "r.txt")
    assert committed(folder, install) == ["pyproject.toml:6", "r.txt:2"]
    git(folder, "rm", "-q", "-f", "--cached", "pyproject.toml")
    assert committed(folder) == []


@pytest.mark.parametrize("userinfo", ["ci@", "", "ci:@"])
def test_a_user_name_alone_is_no_secret(tmp_path: Path, userinfo: str) -> None:
    folder = repository(tmp_path / "work", "pyproject.toml")
    (folder / "pyproject.toml").write_text(TABLE.replace("ci:hush-hush@", userinfo))
    assert committed(folder) == []


def test_a_variable_in_the_place_of_the_password_is_no_secret(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", "r.txt")
    (folder / "r.txt").write_text(f"pkg\n--index-url {URL.replace('hush-hush', '${WORD}')}\n")
    assert committed(folder, ("uv", "pip", "install", "-r", "r.txt"), WORD="hush-hush") == []


def test_a_tracked_netrc_file_is_told(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", "netrc")
    assert committed(folder, NETRC=str(folder / "netrc")) == ["netrc"]


def test_a_file_is_open_to_all_only_with_all_above_it(tmp_path: Path) -> None:
    place = tmp_path / "home"
    place.mkdir(mode=0o755)
    file = place / ".netrc"
    file.write_text("")
    tmp_path.chmod(0o755)
    for file_mode, home_mode, expected in (
        (0o644, 0o755, True),
        (0o640, 0o755, False),
        (0o600, 0o755, False),
        (0o644, 0o700, False),
        (0o644, 0o711, True),
    ):
        file.chmod(file_mode)
        place.chmod(home_mode)
        assert others_may_read(file, tmp_path) is expected
    assert not others_may_read(place / "none", tmp_path)
