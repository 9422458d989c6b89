"""Files are written whole or not at all, for their owner alone."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from indexdoctor.render.files import OutputError, look_at, write, write_new


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def refused(path: Path) -> str:
    """What is said of a place, before and while the file is made; the folder is as it was."""
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(OutputError) as early:
        look_at(path)
    with pytest.raises(OutputError) as late:
        write(path, b"new")
    assert str(early.value) == str(late.value)
    assert early.value.hint
    assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == before
    return str(early.value)


def test_a_file_is_there_whole_and_for_its_owner_alone(folder: Path) -> None:
    path = folder / "report.json"
    old = os.umask(0)
    try:
        write(path, b"one")
        write(path, b"two")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [path]


def test_a_file_others_could_read_becomes_the_owners(folder: Path) -> None:
    path = folder / "report.json"
    path.write_text("old")
    path.chmod(0o666)
    write(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_no_place_for_a_file_is_named(folder: Path) -> None:
    (folder / "report.md").mkdir()
    assert refused(folder / "report.md").endswith("it is a folder")
    target = folder / "target.json"
    target.write_text("precious")
    (folder / "link.json").symlink_to(target)
    assert refused(folder / "link.json").endswith("it is a symbolic link")
    (folder / "dangling.json").symlink_to(folder / "nothing")
    assert refused(folder / "dangling.json").endswith("it is a symbolic link")
    assert target.read_text() == "precious"
    os.mkfifo(folder / "pipe.json")
    assert refused(folder / "pipe.json").endswith("it is no regular file")
    assert "there is no folder" in refused(folder / "none" / "report.json")
    assert refused(target / "report.json").endswith(
        "what stands before the file's name is no folder"
    )
    assert refused(folder / f"{'x' * 300}.json").endswith("the name is too long")
    assert refused(folder / "nul\0.json").endswith("that is no name of a file")


def failing(code: int) -> Callable[[int], None]:
    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    ("code", "situation"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_nothing_half_written_stays(
    code: int, situation: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "report.json"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", failing(code))
    with pytest.raises(OutputError, match=situation):
        write(path, b"new")
    with pytest.raises(OutputError, match=situation):
        write_new(folder / "new.zip", b"new")
    assert path.read_text() == "old"
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("code", "situation"),
    [(errno.EROFS, "its folder is read-only"), (errno.EACCES, "you may not write to its folder")],
)
def test_a_folder_that_cannot_be_written_to_is_named(
    code: int, situation: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(path: Path, flags: int, mode: int = 0o777) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "open", no)
    with pytest.raises(OutputError, match=situation):
        write(folder / "report.json", b"new")
    assert list(folder.iterdir()) == []


def test_ctrl_c_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(folder / "report.json", b"new")
    assert list(folder.iterdir()) == []


def test_a_failing_rename_gives_the_new_name_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match="may not write"):
        write_new(folder / "new.zip", b"new")
    assert list(folder.iterdir()) == []


def test_a_new_file_takes_a_name_that_is_free(folder: Path) -> None:
    path = folder / "report.zip"
    assert write_new(path, b"1") == path
    (folder / "report-2.zip").symlink_to(folder / "nothing")
    assert write_new(path, b"3") == folder / "report-3.zip"
    assert path.read_bytes() == b"1"
    assert not (folder / "nothing").exists()
    assert stat.S_IMODE((folder / "report-3.zip").stat().st_mode) == 0o600


def test_a_folder_that_has_gone_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(OutputError, match="folder"):
        write_new(Path("report.zip"), b"new")
