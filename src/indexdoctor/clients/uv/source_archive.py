"""Reads what a source distribution tells out of its archive.

crates/uv-distribution/src/source/mod.rs
"""

from __future__ import annotations

import email
import io
import lzma
import tarfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from indexdoctor.clients.uv.source_pins import own_indexes, own_pins
from indexdoctor.clients.uv.source_tree import (
    DEFAULT_REQUIRES,
    NoArchiveError,
    SourceError,
    SourceTree,
)

_NAMES = frozenset({"PKG-INFO", "pyproject.toml", "setup.py"})
_MEMBER = 4 * 1024 * 1024  # bytes of one of these files
_MEMBERS = 100_000
_UNPACKED = 256 * 1024 * 1024  # bytes that are read over until they are found
# Fields that only a build can tell when they are dynamic.
_PKG_INFO = frozenset({"Requires-Python", "Requires-Dist", "Provides-Extra"})
_PROJECT = frozenset({"dependencies", "optional-dependencies", "requires-python"})


def read_source(content: bytes) -> SourceTree:
    """Read the files at the top of the archive. Raises SourceError."""
    try:
        files = dict(_files(content))
    except (OSError, EOFError, ValueError, TypeError, zlib.error, lzma.LZMAError) as error:
        # tarfile raises TypeError where a compressed header breaks off.
        raise NoArchiveError("it is no archive that can be read") from error
    except (tarfile.TarError, zipfile.BadZipFile, RuntimeError) as error:
        raise NoArchiveError("it is no archive that can be read") from error
    if not files:
        raise SourceError("it has neither pyproject.toml nor setup.py")
    document: Mapping[str, Any] = {}
    if "pyproject.toml" in files:
        try:
            document = tomllib.loads(files["pyproject.toml"].decode())
        except (ValueError, RecursionError) as error:
            raise SourceError("its pyproject.toml is no TOML") from error
    static = has_static_project(document, versioned=True) or _is_static(files.get("PKG-INFO"))
    build = document.get("build-system")
    if not isinstance(build, dict):
        return SourceTree(static, DEFAULT_REQUIRES)
    requires = build.get("requires", [])
    texts = tuple(text for text in requires if isinstance(text, str) and _is_requirement(text))
    backend = build.get("build-backend")
    return SourceTree(
        static,
        texts,
        backend if isinstance(backend, str) else None,
        tuple(own_pins(document)),
        tuple(own_indexes(document)),
    )


def has_static_project(document: Mapping[str, Any], *, versioned: bool) -> bool:
    """Whether `[project]` says all that uv wants to know.

    `versioned`: the version is known from a file name and may be dynamic.
    """
    project = document.get("project")
    if not isinstance(project, dict):
        return False
    dynamic = set(map(str, project.get("dynamic", ())))
    if dynamic & _PROJECT or (not versioned and "version" in dynamic):
        return False
    tool = document.get("tool")
    poetry = isinstance(tool, dict) and "poetry" in tool
    return not (poetry and "dependencies" not in project)


def _files(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of interest in the one folder at the top."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist()[:_MEMBERS]:
                name = _top(entry.filename)
                if name is not None and entry.file_size <= _MEMBER:
                    yield name, archive.read(entry)
        return
    with tarfile.open(fileobj=io.BytesIO(content), mode="r|*") as packed:
        for number, member in enumerate(packed):
            if number > _MEMBERS or packed.offset > _UNPACKED:
                raise SourceError("it is too large to be read here")
            name = _top(member.name)
            if name is None or not member.isfile() or member.size > _MEMBER:
                continue
            stream = packed.extractfile(member)
            if stream is not None:
                yield name, stream.read()


def _top(path: str) -> str | None:
    parts = path.removeprefix("./").split("/")
    return parts[1] if len(parts) == 2 and parts[1] in _NAMES else None


def _is_static(info: bytes | None) -> bool:
    """Whether a PKG-INFO is one of metadata 2.2 or later without a dynamic field that counts."""
    if info is None:
        return False
    fields = email.message_from_bytes(info)
    major, _, minor = str(fields.get("Metadata-Version", "")).partition(".")
    if not (major.isdigit() and minor.isdigit() and (2, 2) <= (int(major), int(minor)) < (3, 0)):
        return False
    if any(str(field) in _PKG_INFO for field in fields.get_all("Dynamic", ())):
        return False
    return "Name" in fields and "Version" in fields


def _is_requirement(text: str) -> bool:
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True
