"""Files the program writes: whole or not at all, readable by their owner alone."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_FLAGS |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_MODE = 0o600


class OutputError(Exception):
    """A file cannot be written; the message names the situation, `hint` the next step."""

    def __init__(self, path: Path, situation: str, hint: str) -> None:
        super().__init__(f"cannot write {path}: {situation}")
        self.hint = hint


def look_at(path: Path) -> None:
    """Raise OutputError for what can be seen to be no place for a file, before it is made."""
    with _named(path):
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            mode = None
        if mode is None:
            if not path.parent.is_dir():
                raise OutputError(path, f"there is no folder {path.parent}", _FOLDER)
        elif stat.S_ISDIR(mode):
            raise OutputError(path, "it is a folder", f"name a file in it: {path / path.name}")
        elif stat.S_ISLNK(mode):
            raise OutputError(
                path, "it is a symbolic link", "name the file that it points to, or another one"
            )
        elif not stat.S_ISREG(mode):
            raise OutputError(
                path, "it is no regular file", "name a file; -o - writes to standard output"
            )


def write(path: Path, data: bytes) -> None:
    """Write `data` as the file `path`, in place of one that is there. Raises OutputError.

    It is written beside it under another name, brought to the disk and renamed: whoever looks sees
    the file as it was before, or all of the new one, and nothing of it stays when that fails.
    """
    look_at(path)
    with _named(path), _beside(path, data) as temporary:
        temporary.replace(path)


def write_new(path: Path, data: bytes) -> Path:
    """Write `data` as a file that was not there: `path`, or the same with `-2`, `-3` and so on.

    Raises OutputError.
    """
    look_at(path.parent / "-")
    with _named(path), _beside(path, data) as temporary:
        for number in range(1, 10_000):
            free = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
            try:
                # The name is taken first: a rename alone would replace what came up meanwhile.
                os.close(os.open(free, _FLAGS, _MODE))
            except FileExistsError:
                continue
            try:
                temporary.replace(free)
            except BaseException:
                free.unlink(missing_ok=True)
                raise
            return free
    raise OutputError(path, "all names like it are taken", "name a file with -o")


@contextlib.contextmanager
def _beside(path: Path, data: bytes) -> Iterator[Path]:
    """A file in the folder of `path` that holds `data`; gone afterwards unless it was renamed."""
    temporary = path.with_name(f".indexdoctor-{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, _FLAGS, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
        _sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Bring the new name to the disk, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_FOLDER = "make that folder first, or name a file in another one"
_SITUATIONS = {
    errno.ENOSPC: ("the disk is full", "free some space, or name a file on another disk"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, or name a file on another disk"),
    errno.EFBIG: ("the file would be too large for this place", "name a file on another disk"),
    errno.EROFS: ("its folder is read-only", "name a file in a folder that you may write to"),
    errno.EACCES: (
        "you may not write to its folder",
        "name a file in a folder that you may write to",
    ),
    errno.EPERM: ("you may not write to its folder", "name a file in a folder of your own"),
    errno.ENOENT: ("its folder has gone", _FOLDER),
    errno.ENOTDIR: ("what stands before the file's name is no folder", _FOLDER),
    errno.ENAMETOOLONG: ("the name is too long", "name a file with a shorter name"),
    errno.ELOOP: ("its folder is a loop of symbolic links", "name a file in another folder"),
}


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say what the system's error means for `path`."""
    try:
        yield
    except OSError as error:
        what = os.strerror(error.errno) if error.errno else type(error).__name__
        unknown = (what, "name another file")
        raise OutputError(path, *_SITUATIONS.get(error.errno or 0, unknown)) from None
    except ValueError:  # a null character
        raise OutputError(path, "that is no name of a file", "name another file") from None
