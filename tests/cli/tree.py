"""Everything about a tree of files that a program could change."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path


def tree(root: Path, *, leave_out: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """For each path: kind, mode, owner, time of change and of its content, and the content's hash.

    The time of the last reading is no part of it. The root itself is `.`; its times change with the
    entries that are left out, so it has none then.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in (root, *sorted(root.rglob("*"))):
        name = path.relative_to(root).as_posix()
        if name in leave_out:
            continue
        info = path.lstat()
        facts = [stat.filemode(info.st_mode), str(info.st_uid), str(info.st_gid), str(info.st_ino)]
        if not (name == "." and leave_out):
            facts += [str(info.st_mtime_ns), str(info.st_ctime_ns), str(info.st_nlink)]
        if stat.S_ISLNK(info.st_mode):
            facts.append(str(path.readlink()))
        elif stat.S_ISREG(info.st_mode):
            facts.append(hashlib.sha256(path.read_bytes()).hexdigest())
        found[name] = tuple(facts)
    return found
