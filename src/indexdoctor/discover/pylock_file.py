"""Reading a `pylock.toml` (crates/uv-resolver/src/lock/export/pylock_toml.rs)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from indexdoctor.discover.documents import Document, KeyPath, read_document
from indexdoctor.discover.files import MAX_LOCK
from indexdoctor.discover.requirements import NAME, normalise_name
from indexdoctor.discover.toml_lines import dotted
from indexdoctor.model.lock import LockedFile
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.pylock import Pylock, PylockPackage
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address, UrlError, parse_address
from indexdoctor.versions import Uv
from indexdoctor.versions.lock import (
    PYLOCK_DEPENDENCIES,
    PYLOCK_EXTRAS,
    PYLOCK_HASHES,
    PYLOCK_NAMES,
    PYLOCK_PATH_FIRST,
    PYLOCK_VERSION,
)

_PACKAGE = re.compile(NAME)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_EXTRAS = re.compile(r"\b(?:extras|dependency_groups)\b")
# Hexadecimal digits of each kind of hash.
_HASHES = {"md5": 32, "sha256": 64, "sha384": 96, "sha512": 128, "blake2b": 128}
_TREES = ("directory", "vcs")


def is_pylock(name: str, uv: Uv) -> bool:
    """Whether uv takes a file of this name for a pylock.toml."""
    if not (name.startswith("pylock.") and name.endswith(".toml")):
        return False
    inner = name.removeprefix("pylock.").removesuffix(".toml")
    return PYLOCK_NAMES not in uv or name == "pylock.toml" or (bool(inner) and "." not in inner)


class _MistakeError(Exception):
    """What is wrong, and the key it is wrong at."""

    def __init__(self, at: KeyPath, text: str) -> None:
        super().__init__(text)
        self.at = at


def read_pylock(path: Path, named: Origin, surroundings: Surroundings) -> Pylock | Problem:
    """Read a pylock.toml; a Problem when uv would not take it.

    uv looks whether it is there at once, and reads it after the find-links pages.
    """
    shown = surroundings.shown(path)
    document = read_document(path, surroundings, MAX_LOCK)
    if document is None:
        return Problem(f"the file {shown} does not exist", named)
    if isinstance(document, Problem):
        return Problem(document.message, document.origin, late=True)
    try:
        return _Reader(document).pylock()
    except _MistakeError as mistake:
        message = f"{shown} is no pylock.toml for uv {surroundings.uv.version}: {mistake}"
        return Problem(message, document.origin(mistake.at), late=True)


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._uv = document.uv

    def pylock(self) -> Pylock:
        table = self._document.table
        version = self._text(table, ("lock-version",), needed=True)
        self._text(table, ("created-by",), needed=True)
        if PYLOCK_VERSION in self._uv and version is not None and not _is_first(version):
            raise _MistakeError(("lock-version",), f"it has `lock-version` {version}")
        return Pylock(
            path=self._document.path,
            origin=Origin.file(self._document.shown),
            requires_python=self._python(table, ()),
            extras=self._names(table, "extras"),
            groups=self._names(table, "dependency-groups"),
            default_groups=self._names(table, "default-groups"),
            packages=tuple(
                self._package(entry, ("packages", number))
                for number, entry in enumerate(self._list(table.get("packages"), ("packages",)))
            ),
        )

    def _package(self, table: Mapping[str, Any], at: KeyPath) -> PylockPackage:
        name = self._text(table, (*at, "name"), needed=True) or ""
        if not _PACKAGE.fullmatch(name):
            raise _MistakeError((*at, "name"), "it has a `name` that is none")
        index = self._address(table, (*at, "index"))
        if table.get("dependencies") and PYLOCK_DEPENDENCIES not in self._uv:
            raise _MistakeError((*at, "dependencies"), f"`{name}` has `dependencies`")
        wheels = table.get("wheels")
        return PylockPackage(
            name=normalise_name(name),
            origin=self._document.origin((*at, "name")),
            version=self._version(table, at),
            index=None if index is None else str(index.url),
            marker=self._marker(table, (*at, "marker")),
            requires_python=self._python(table, at),
            wheels=None
            if wheels is None
            else tuple(
                self._file(entry, (*at, "wheels", number), is_wheel=True)
                for number, entry in enumerate(self._list(wheels, (*at, "wheels")))
            ),
            sdist=self._one(table, (*at, "sdist")),
            archive=self._one(table, (*at, "archive")),
            trees=tuple(kind for kind in _TREES if kind in table),
        )

    def _one(self, table: Mapping[str, Any], at: KeyPath) -> LockedFile | None:
        entry = table.get(str(at[-1]))
        if entry is None:
            return None
        if not isinstance(entry, dict):
            raise _MistakeError(at, f"`{dotted(at)}` is no table")
        return self._file(entry, at)

    def _file(self, table: Mapping[str, Any], at: KeyPath, *, is_wheel: bool = False) -> LockedFile:
        """A file, by its path or URL; its name is stated or the last part of these."""
        address = self._address(table, (*at, "url"))
        path = self._text(table, (*at, "path"))
        name = None if at[-1] == "archive" else self._text(table, (*at, "name"))
        if is_wheel and name is not None and not _is_wheel(name):
            raise _MistakeError((*at, "name"), f"{name} is no name of a wheel")
        self._hashes(table, at)
        self._rest(table, at)
        if path is not None and (PYLOCK_PATH_FIRST in self._uv or address is None):
            address = None
            name = name or re.split(r"[/\\]", path)[-1]
        elif address is None:
            raise _MistakeError(at, f"`{dotted(at)}` has neither a `url` nor a `path`")
        if name is None and address is not None and address.url.segments:
            name = unquote(address.url.segments[-1])
        if address is not None and address.url.is_local:
            address = None
        line = self._document.origin((*at, "url")).line
        return LockedFile(name or "", address, line)

    def _hashes(self, table: Mapping[str, Any], at: KeyPath) -> None:
        hashes = table.get("hashes")
        if not isinstance(hashes, dict):
            raise _MistakeError((*at, "hashes"), f"`{dotted((*at, 'hashes'))}` is missing")
        for kind, size in _HASHES.items():
            digest = hashes.get(kind)
            if digest is None:
                continue
            fits = isinstance(digest, str)
            if fits and PYLOCK_HASHES in self._uv:
                fits = re.fullmatch(rf"[0-9A-Fa-f]{{{size}}}", digest) is not None
            if not fits:
                raise _MistakeError((*at, "hashes", kind), f"it has a {kind} that is none")

    def _rest(self, table: Mapping[str, Any], at: KeyPath) -> None:
        size, time = table.get("size"), table.get("upload-time")
        if size is not None and (type(size) is not int or size < 0):
            raise _MistakeError((*at, "size"), "it has a `size` that is no number of bytes")
        if time is not None and not isinstance(time, datetime.date):
            raise _MistakeError((*at, "upload-time"), "it has an `upload-time` that is no time")

    def _text(self, table: Mapping[str, Any], at: KeyPath, *, needed: bool = False) -> str | None:
        value = table.get(str(at[-1]))
        if value is None and not needed:
            return None
        if not isinstance(value, str):
            what = "is missing" if value is None else "is no text"
            raise _MistakeError(at, f"`{dotted(at)}` {what}")
        return value

    def _list(self, value: Any, at: KeyPath) -> list[Mapping[str, Any]]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise _MistakeError(at, f"`{dotted(at)}` is no list of tables")
        return value

    def _names(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(name, str) and _PACKAGE.fullmatch(name) for name in value
        ):
            raise _MistakeError((key,), f"`{key}` is no list of names")
        return tuple(map(normalise_name, value))

    def _address(self, table: Mapping[str, Any], at: KeyPath) -> Address | None:
        text = self._text(table, at)
        if text is None:
            return None
        try:
            return parse_address(text)
        except UrlError as error:
            raise _MistakeError(at, f"`{dotted(at)}` is no URL: {error}") from None

    def _version(self, table: Mapping[str, Any], at: KeyPath) -> str | None:
        from packaging.version import InvalidVersion, Version

        text = self._text(table, (*at, "version"))
        try:
            return None if text is None else str(Version(text))
        except InvalidVersion:
            raise _MistakeError((*at, "version"), "it has a `version` that is none") from None

    def _python(self, table: Mapping[str, Any], at: KeyPath) -> str | None:
        from packaging.specifiers import InvalidSpecifier, SpecifierSet

        text = self._text(table, (*at, "requires-python"))
        try:
            SpecifierSet(text or "")
        except InvalidSpecifier:
            raise _MistakeError(
                (*at, "requires-python"), "it has a `requires-python` that is none"
            ) from None
        return text

    def _marker(self, table: Mapping[str, Any], at: KeyPath) -> str | None:
        from packaging.markers import InvalidMarker, Marker

        text = self._text(table, at)
        if text is None:
            return None
        try:
            Marker(text)
        except InvalidMarker:
            raise _MistakeError(at, "it has a `marker` that is none") from None
        if _EXTRAS.search(_QUOTED.sub("", text)) and PYLOCK_EXTRAS not in self._uv:
            raise _MistakeError(at, "it has a `marker` about extras or dependency groups")
        return text


def _is_first(version: str) -> bool:
    """Whether a lock version is 1 or 1.something."""
    return re.fullmatch(r"\s*v?1(?:\.\d+)*.*", version) is not None


def _is_wheel(name: str) -> bool:
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    try:
        parse_wheel_filename(name)
    except InvalidWheelFilename:
        return False
    return True
