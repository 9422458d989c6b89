"""Reading a project's `uv.lock` (crates/uv-resolver/src/lock)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.config import Surroundings
from indexdoctor.model.lock import (
    LockedDependency,
    LockedFile,
    LockedPackage,
    LockedRequirement,
    LockFile,
    LockSource,
)
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.url import Address, UrlError, parse_address

# Locks of very large workspaces reach some 20 MB.
MAX_LOCK = 128 * 1024 * 1024
_VERSION = 1  # of the format; uv refuses a later one
_LISTS = ("constraints", "overrides", "excludes", "build-constraints")
_URL = re.compile(r"url = \"([^\"\n]+)\"")
Lines = Mapping[str, int]
_TOP_LISTS = ("supported-markers", "required-markers", "conflicts")


def read_lock(path: Path, surroundings: Surroundings) -> LockFile | Problem | None:
    """Read a lock; None when there is none, a Problem when uv would not take it."""
    shown = surroundings.shown(path)
    origin = Origin.file(shown)
    text = read_text(path, MAX_LOCK)
    if isinstance(text, Unreadable):
        if text.missing:
            return None
        return Problem(f"{shown} cannot be read: {text.reason}", origin)
    try:
        table = tomllib.loads(text)
        if table.get("version") != _VERSION:
            return Problem(
                f"{shown} has a format this uv does not know (version {table.get('version')!s})",
                origin,
                hint="run `uv lock` with the uv that wrote it",
            )
        return _lock(table, path, origin, _lines(text))
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError, ValueError):
        return Problem(f"{shown} is not a lock file uv can read", origin, hint="run `uv lock`")


def _lines(text: str) -> dict[str, int]:
    """The line of each URL of a file; of one that is there twice the first."""
    lines: dict[str, int] = {}
    line, at = 1, 0
    for match in _URL.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        lines.setdefault(match[1], line)
    return lines


def _lock(table: Mapping[str, Any], path: Path, origin: Origin, lines: Lines) -> LockFile:
    manifest = table.get("manifest", {})
    lists = {key: _texts(manifest.get(key, [])) for key in _LISTS}
    lists |= {key: _texts(table.get(key, [])) for key in _TOP_LISTS}
    return LockFile(
        path=path,
        origin=origin,
        requires_python=str(table.get("requires-python", "")),
        packages=tuple(_package(entry, lines) for entry in table.get("package", [])),
        options={key: str(value) for key, value in table.get("options", {}).items()},
        members=tuple(map(str, manifest.get("members", []))),
        lists={key: texts for key, texts in lists.items() if texts},
        script=_script(manifest) if path.suffix == ".lock" and path.name != "uv.lock" else None,
    )


def _script(manifest: Mapping[str, Any]) -> LockedPackage:
    requires = _requirements(manifest.get("requirements", []))
    edges = tuple(LockedDependency(r.name, marker=r.marker, extras=r.extras) for r in requires)
    return LockedPackage("", None, LockSource.VIRTUAL, ".", dependencies=edges, requires=requires)


def _texts(entries: list[Any]) -> tuple[str, ...]:
    return tuple(str(entry) for entry in entries)


def _package(table: Mapping[str, Any], lines: Lines) -> LockedPackage:
    source, location = _source(table["source"])
    metadata = table.get("metadata", {})
    sdist = table.get("sdist")
    return LockedPackage(
        name=normalise_name(table["name"]),
        version=table.get("version"),
        source=source,
        location=location,
        markers=_texts(table.get("resolution-markers", [])),
        dependencies=_edges(table.get("dependencies", [])),
        optional={k: _edges(v) for k, v in table.get("optional-dependencies", {}).items()},
        groups={k: _edges(v) for k, v in table.get("dev-dependencies", {}).items()},
        wheels=tuple(_file(wheel, location, lines) for wheel in table.get("wheels", [])),
        sdist=None if sdist is None else _file(sdist, location, lines),
        requires=_requirements(metadata.get("requires-dist", [])),
        requires_groups={k: _requirements(v) for k, v in metadata.get("requires-dev", {}).items()},
    )


def _source(table: Mapping[str, Any]) -> tuple[LockSource, str]:
    for kind in LockSource:
        if kind.value in table:
            return kind, str(table[kind.value])
    raise ValueError("a source of an unknown kind")


def _edges(entries: list[Any]) -> tuple[LockedDependency, ...]:
    return tuple(
        LockedDependency(
            name=normalise_name(entry["name"]),
            version=entry.get("version"),
            marker=entry.get("marker"),
            extras=tuple(entry.get("extra", ())),
        )
        for entry in entries
    )


def _requirements(entries: list[Any]) -> tuple[LockedRequirement, ...]:
    local = {LockSource.PATH, LockSource.DIRECTORY, LockSource.EDITABLE, LockSource.VIRTUAL}

    def source(entry: Mapping[str, Any]) -> str | None:
        for key in ("index", "url", "git"):
            if key in entry:
                return str(entry[key])
        return "" if any(kind.value in entry for kind in local) else None

    return tuple(
        LockedRequirement(
            name=normalise_name(entry["name"]),
            specifier=entry.get("specifier", ""),
            marker=entry.get("marker"),
            extras=tuple(sorted(map(normalise_name, entry.get("extras", ())))),
            source=source(entry),
        )
        for entry in entries
    )


def _file(entry: Mapping[str, Any], location: str, lines: Lines) -> LockedFile:
    """A file by its URL; a wheel of a direct URL has a `filename` only and is at that URL."""
    text = entry.get("url")
    if text is None and "filename" in entry:
        text = location
    address = _address(text)
    name = entry.get("filename") or entry.get("path") or ""
    if not name and address is not None and address.url.segments:
        name = unquote(address.url.segments[-1])
    return LockedFile(str(name).rsplit("/", 1)[-1], address, lines.get(str(text)))


def _address(text: str | None) -> Address | None:
    if text is None:
        return None
    try:
        address = parse_address(text)
    except UrlError:
        return None
    return None if address.url.is_local else address
