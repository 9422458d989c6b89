"""Reading what a user wrote without hanging, and without reading without end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from indexdoctor.records import record

# What Rust's `str::trim` takes away: Unicode White_Space. Python's `str.strip` also takes
# U+001C..U+001F, which Rust leaves.
RUST_WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@record
class Unreadable:
    """Why a file was not read, as one clause ("is a directory")."""

    reason: str


def read_bytes(path: Path, limit: int) -> bytes | Unreadable:
    """The content of a regular file of at most `limit` bytes.

    Anything else (a directory, a FIFO, a device, a larger file, no permission) gives the reason.
    """
    # O_NONBLOCK: opening a FIFO without a writer would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except IsADirectoryError:
        return Unreadable("is a directory")
    except (OSError, ValueError) as error:
        text = error.strerror if isinstance(error, OSError) and error.strerror else "invalid path"
        return Unreadable(f"cannot be opened: {text}")
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            return Unreadable("is a directory")
        if not stat.S_ISREG(mode):
            return Unreadable("is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    except OSError as error:
        return Unreadable(f"cannot be read: {error.strerror}")
    finally:
        os.close(descriptor)
    if len(content) > limit:
        return Unreadable(f"is larger than {limit} bytes")
    return content


def exists(path: Path) -> bool:
    """Whether the path names something, symbolic links followed; False when that is unknown."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
