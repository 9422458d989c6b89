"""Reading a project's `uv.lock` (crates/uv-resolver/src/lock)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from indexdoctor.discover.files import MAX_LOCK, Unreadable, read_text
from indexdoctor.discover.lock_mistakes import mistakes
from indexdoctor.discover.requirements import normalise_name
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
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address, UrlError, parse_address
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions.lock import LOCK_HASHES, LOCK_UPLOAD_TIMES, LOCK_ZSTD

_VERSION = 1  # of the format; uv refuses a later one
_BOUNDS = ("constraints", "overrides", "build-constraints")
_URL = re.compile(r"url = \"([^\"\n]+)\"")
# Hexadecimal digits of each kind of hash.
_HASHES = {"md5": 32, "sha256": 64, "sha384": 96, "sha512": 128, "blake2b": 128}
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
        lock = _lock(table, path, origin, _Reading(_lines(text), surroundings.uv))
        for mistake in mistakes(lock, surroundings.uv):
            return Problem(f"{shown}: {mistake}", origin, hint="run `uv lock`")
        return lock
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError, ValueError):
        return Problem(f"{shown} is not a lock file uv can read", origin, hint="run `uv lock`")


@record
class _Reading:
    """What a file is read with: the line of each URL, and for which version."""

    lines: Mapping[str, int]
    uv: Uv


def _lines(text: str) -> dict[str, int]:
    """The line of each URL of a file; of one that is there twice the first."""
    lines: dict[str, int] = {}
    line, at = 1, 0
    for match in _URL.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        lines.setdefault(match[1], line)
    return lines


def _lock(table: Mapping[str, Any], path: Path, origin: Origin, reading: _Reading) -> LockFile:
    manifest = table.get("manifest", {})
    lists = {"excludes": _texts(manifest.get("excludes", []))}
    lists |= {key: _texts(table.get(key, [])) for key in _TOP_LISTS}
    return LockFile(
        path=path,
        origin=origin,
        requires_python=str(table["requires-python"]),
        packages=tuple(_package(entry, reading) for entry in table.get("package", [])),
        options={key: str(value) for key, value in table.get("options", {}).items()},
        members=tuple(map(str, manifest.get("members", []))),
        bounds={key: _requirements(manifest.get(key, [])) for key in _BOUNDS},
        lists={key: texts for key, texts in lists.items() if texts},
        script=_script(manifest) if path.suffix == ".lock" and path.name != "uv.lock" else None,
    )


def _script(manifest: Mapping[str, Any]) -> LockedPackage:
    requires = _requirements(manifest.get("requirements", []))
    edges = tuple(LockedDependency(r.name, marker=r.marker, extras=r.extras) for r in requires)
    return LockedPackage("", None, LockSource.VIRTUAL, ".", dependencies=edges, requires=requires)


def _texts(entries: list[Any]) -> tuple[str, ...]:
    return tuple(str(entry) for entry in entries)


def _package(table: Mapping[str, Any], reading: _Reading) -> LockedPackage:
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
        wheels=tuple(_file(wheel, location, reading) for wheel in table.get("wheels", [])),
        sdist=None if sdist is None else _file(sdist, location, reading),
        requires=_requirements(metadata.get("requires-dist", [])),
        requires_groups={k: _requirements(v) for k, v in metadata.get("requires-dev", {}).items()},
        provides=_provided(metadata),
    )


def _provided(metadata: Mapping[str, Any]) -> frozenset[str] | None:
    if not metadata:
        return None
    return frozenset(map(normalise_name, metadata.get("provides-extras", [])))


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


def _file(entry: Mapping[str, Any], location: str, reading: _Reading) -> LockedFile:
    """A file by its URL; a wheel of a direct URL has a `filename` only and is at that URL."""
    text = entry.get("url")
    if text is None and "filename" in entry:
        text = location
    address = _address(text)
    name = entry.get("filename") or entry.get("path") or ""
    if not name and address is not None and address.url.segments:
        name = unquote(address.url.segments[-1])
    if "upload-time" in entry and LOCK_UPLOAD_TIMES in reading.uv:
        datetime.fromisoformat(entry["upload-time"])
    if LOCK_HASHES in reading.uv:
        _check_hash(entry.get("hash"))
    if address is not None and "zstd" in entry and LOCK_ZSTD in reading.uv:
        url = address.url.with_path(f"{address.url.path}.tar.zst")
        address = replace(address, url=url)
    algorithm, _, digits = str(entry.get("hash", "")).partition(":")
    return LockedFile(
        str(name).rsplit("/", 1)[-1],
        address,
        reading.lines.get(str(text)),
        (algorithm, digits) if digits else None,
    )


def _check_hash(digest: str | None) -> None:
    """Raises ValueError for a hash of the wrong length."""
    kind, _, digits = (digest or "").partition(":")
    if kind in _HASHES and len(digits) != _HASHES[kind]:
        raise ValueError(f"a {kind} of {len(digits)} digits")


def _address(text: str | None) -> Address | None:
    if text is None:
        return None
    try:
        address = parse_address(text)
    except UrlError:
        return None
    return None if address.url.is_local else address
