"""Which files a git repository tracks, read from its index.

git itself is not run: it would follow the repository's own configuration. The format is that of
`gitformat-index` (versions 2 to 4). An index that is split, sparse or larger than the limit tells
nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexdoctor.discover.files import resolved

SIZE_LIMIT = 32 * 1024 * 1024
_HEADER = struct.Struct(">4sII")
_FIXED = 40 + 20  # times, numbers and sizes; then the hash of the content, as SHA-1
_LONG_NAME = 0xFFF
_EXTENDED = 0x4000


def tracked(files: Iterable[Path]) -> frozenset[Path]:
    """Those of the files that a repository tracks. Never raises."""
    known: dict[Path, frozenset[bytes]] = {}
    found = set()
    for file in files:
        real = resolved(file)
        work_tree = next((d for d in real.parents if _exists(d / ".git")), None)
        if work_tree is None:
            continue
        if work_tree not in known:
            known[work_tree] = frozenset(_names(work_tree))
        if real.relative_to(work_tree).as_posix().encode() in known[work_tree]:
            found.add(file)
    return frozenset(found)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _names(work_tree: Path) -> Iterator[bytes]:
    """The tracked paths below a work tree, in no case more than can be read for certain."""
    try:
        index = _git_directory(work_tree) / "index"
        if index.stat().st_size > SIZE_LIMIT:
            return
        yield from entries(index.read_bytes())
    except (OSError, ValueError, struct.error, IndexError):
        return


def _git_directory(work_tree: Path) -> Path:
    """`.git` itself, or where a file of that name leads (worktrees, submodules)."""
    place = work_tree / ".git"
    if place.is_dir():
        return place
    prefix, _, target = place.read_text(encoding="utf-8").strip().partition(": ")
    if prefix != "gitdir":
        raise ValueError("no git directory")
    return work_tree / target


def entries(content: bytes) -> Iterator[bytes]:
    """The paths in an index, as bytes. Raises ValueError, IndexError or struct.error."""
    signature, version, count = _HEADER.unpack_from(content)
    if signature != b"DIRC" or version not in (2, 3, 4):
        raise ValueError("no index of git")
    at, name = _HEADER.size, b""
    for _ in range(count):
        start = at
        (flags,) = struct.unpack_from(">H", content, at + _FIXED)
        at += _FIXED + 2 + (2 if flags & _EXTENDED else 0)
        if version == 4:
            cut, at = _offset(content, at)
            end = content.index(b"\0", at)
            name = name[: len(name) - cut] + content[at:end]
            at = end + 1
        else:
            length = flags & _LONG_NAME
            end = content.index(b"\0", at) if length == _LONG_NAME else at + length
            name = content[at:end]
            at = start + (end - start + 8) // 8 * 8  # at least one NUL, to a multiple of eight
        yield name


def _offset(content: bytes, at: int) -> tuple[int, int]:
    """A number in git's offset encoding, and where it ends."""
    value = content[at] & 0x7F
    while content[at] & 0x80:
        at += 1
        value = (value + 1) << 7 | (content[at] & 0x7F)
    return value, at + 1
