"""Reading a file someone wrote, with limits: no directory, no pipe, nothing endless."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from indexdoctor.records import record

# Bytes; far above any requirements file.
MAX_FILE = 8 * 1024 * 1024
MAX_LOCK = 32 * 1024 * 1024  # locks of very large workspaces reach some 20 MB


@record
class Unreadable:
    """Why a file could not be read, as the end of a sentence; `missing` if it is not there."""

    reason: str
    missing: bool = False


def read_text(path: Path, limit: int = MAX_FILE, *, utf16: bool = False) -> str | Unreadable:
    """The text of a UTF-8 file, without a byte order mark.

    `utf16` says that a file whose byte order mark is one of UTF-16 is read as that.
    """
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            return Unreadable("it is a directory")
        if not stat.S_ISREG(info.st_mode):
            return Unreadable("it is no regular file")
        if info.st_size > limit:
            return Unreadable(f"it is larger than {limit // (1024 * 1024)} MiB")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        return Unreadable("it does not exist", missing=True)
    except (OSError, ValueError) as error:
        return Unreadable(f"it cannot be opened ({type(error).__name__})")
    if len(data) > limit:
        return Unreadable(f"it is larger than {limit // (1024 * 1024)} MiB")
    if utf16 and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Unreadable(f"it is not UTF-8 (line {line})")


def resolved(path: Path) -> Path:
    """The path without links; as it is where the system cannot follow them."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return path
