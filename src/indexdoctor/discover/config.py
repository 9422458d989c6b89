"""`uv.toml` and the `[tool.uv]` table of `pyproject.toml`, with the line of every value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexdoctor.discover import schema
from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.index_values import parse_location
from indexdoctor.discover.toml_lines import dotted, key_lines
from indexdoctor.model.config import ConfigFile, ConfigScope, SourcePin, Surroundings
from indexdoctor.model.index import Index, IndexFormat, IndexKind, Policy
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.url import Address, UrlError, parse_address

# Far above any configuration file (bytes).
MAX_CONFIG = 16 * 1024 * 1024
_ERROR_LINE = re.compile(r"line (\d+)")
_INDEX_NAME = re.compile(r"[A-Za-z0-9_.\-]+")
_KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file that was read: its tables, and the line of each key path."""

    path: Path
    shown: str
    table: Mapping[str, Any]
    lines: Mapping[_KeyPath, int]

    def origin(self, path: _KeyPath) -> Origin:
        """Where a key stands; the nearest known line above it when it has none of its own."""
        line = None
        for size in range(len(path), 0, -1):
            if path[:size] in self.lines:
                line = self.lines[path[:size]]
                break
        return Origin.file(self.shown, line, dotted(path))


def read_document(path: Path, surroundings: Surroundings) -> Document | Problem | None:
    """Read a TOML file; None when it does not exist, a Problem when it is no TOML."""
    shown = surroundings.shown(path)
    text = read_text(path, MAX_CONFIG)
    if isinstance(text, Unreadable):
        if text.missing:
            return None
        return Problem(f"{shown} cannot be read: {text.reason}", Origin.file(shown))
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        match = _ERROR_LINE.search(str(error))
        line = int(match[1]) if match else None
        return Problem(f"{shown} is not valid TOML", Origin.file(shown, line))
    return Document(path, shown, table, key_lines(text.replace("\r\n", "\n")))


@dataclass(slots=True)
class _Reader:
    document: Document
    prefix: _KeyPath
    is_pyproject: bool
    base: Path
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: _KeyPath, message: str, hint: str | None = None) -> None:
        origin = self.document.origin((*self.prefix, *path))
        # uv passes over a broken [tool.uv] table with a warning; a uv.toml must be right.
        self.problems.append(Problem(message, origin, fatal=not self.is_pyproject, hint=hint))

    def origin(self, *path: str | int) -> Origin:
        return self.document.origin((*self.prefix, *path))

    def values(
        self, table: Mapping[str, Any], types: Mapping[str, Any], under: _KeyPath
    ) -> dict[str, Stated[Any]]:
        """The single values and plain lists of a table."""
        found: dict[str, Stated[Any]] = {}
        for key, wanted in types.items():
            if key in table:
                value = self._typed(table[key], wanted, (*under, key))
                if value is not None:
                    found[key] = Stated(value, self.origin(*under, key))
        return found

    def _typed(self, value: Any, wanted: Any, path: _KeyPath) -> Any:
        key = path[-1]
        if isinstance(wanted, tuple):
            if value in wanted:
                return value
            self.refuse(path, f"`{key}` must be one of {', '.join(wanted)}")
            return None
        if wanted == schema.BOOL and isinstance(value, bool):
            return value
        if wanted == schema.TEXT and isinstance(value, str):
            return value
        if wanted == schema.TEXTS and isinstance(value, list):
            if all(isinstance(item, str) for item in value):
                return tuple(value)
        elif wanted in (schema.URL, schema.PLACE) and isinstance(value, str):
            return self.address(value, path, place=wanted == schema.PLACE)
        self.refuse(path, f"`{key}` must be {wanted}")
        return None

    def address(self, text: str, path: _KeyPath, *, place: bool) -> Address | None:
        try:
            return parse_location(text, self.base) if place else parse_address(text)
        except (UrlError, ValueError) as error:
            self.refuse(path, f"`{path[-1]}` is no URL: {error}")
            return None

    def indexes(self, table: Mapping[str, Any], under: _KeyPath) -> Iterator[Index]:
        entries = table.get("index", [])
        if not isinstance(entries, list):
            self.refuse((*under, "index"), "`index` must be an array of tables")
            entries = []
        for number, entry in enumerate(entries):
            index = self._index(entry, (*under, "index", number))
            if index is not None:
                yield index
        for key, kind in (
            ("extra-index-url", IndexKind.EXTRA_INDEX_URL),
            ("index-url", IndexKind.INDEX_URL),
            ("find-links", IndexKind.FIND_LINKS),
        ):
            yield from self._legacy(table, key, kind, under)

    def _legacy(
        self, table: Mapping[str, Any], key: str, kind: IndexKind, under: _KeyPath
    ) -> Iterator[Index]:
        if key not in table:
            return
        given = table[key]
        single = kind is IndexKind.INDEX_URL
        texts = [given] if single else given
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            self.refuse(
                (*under, key), f"`{key}` must be {'a URL' if single else 'an array of URLs'}"
            )
            return
        for number, text in enumerate(texts):
            path = (*under, key) if single else (*under, key, number)
            name = None
            if kind is IndexKind.EXTRA_INDEX_URL or single:
                name, text = _named(text)
            address = self.address(text, path, place=True)
            if address is not None:
                yield Index(address, kind, self.origin(*path), name=name, default=single)

    def _index(self, entry: Any, path: _KeyPath) -> Index | None:
        if not isinstance(entry, dict):
            self.refuse(path, "an index is a table with a `url`")
            return None
        if not isinstance(entry.get("url"), str):
            self.refuse(path, "an index needs a `url`")
            return None
        address = self.address(entry["url"], (*path, "url"), place=True)
        if address is None:
            return None
        before = len(self.problems)
        name = self._field(entry, "name", schema.TEXT, path)
        if name is not None and not _INDEX_NAME.fullmatch(name):
            self.refuse((*path, "name"), "an index name has ASCII letters, digits, - _ and . only")
        explicit = self._field(entry, "explicit", schema.BOOL, path) or False
        if explicit and name is None:
            self.refuse(path, "an index with explicit = true needs a `name`")
        codes = entry.get("ignore-error-codes")
        if codes is not None and not _are_codes(codes):
            self.refuse((*path, "ignore-error-codes"), "error codes are HTTP status codes")
            codes = None
        policy = self._field(entry, "authenticate", schema.POLICIES, path)
        form = self._field(entry, "format", schema.FORMATS, path)
        publish = self._field(entry, "publish-url", schema.URL, path)
        default = self._field(entry, "default", schema.BOOL, path) or False
        if len(self.problems) > before and not self.is_pyproject:
            return None
        return Index(
            address=address,
            kind=IndexKind.INDEX,
            origin=self.origin(*path, "url"),
            name=name,
            explicit=explicit,
            default=default,
            publish_url=publish,
            authenticate=Policy(policy) if policy else Policy.AUTO,
            ignore_error_codes=tuple(codes) if codes is not None else None,
            format=IndexFormat(form) if form else IndexFormat.SIMPLE,
            origins={key: self.origin(*path, key) for key in entry},
        )

    def _field(self, entry: Mapping[str, Any], key: str, wanted: Any, path: _KeyPath) -> Any:
        return self._typed(entry[key], wanted, (*path, key)) if key in entry else None

    def sources(self, table: Mapping[str, Any]) -> Iterator[SourcePin]:
        for package, given in table.items():
            for entry in given if isinstance(given, list) else [given]:
                if isinstance(entry, dict) and isinstance(entry.get("index"), str):
                    yield SourcePin(
                        package=re.sub(r"[-_.]+", "-", package).lower(),
                        index=entry["index"],
                        origin=self.origin("sources", package),
                        marker=entry.get("marker"),
                        extra=entry.get("extra"),
                        group=entry.get("group"),
                    )

    def unknown(self, table: Mapping[str, Any]) -> None:
        for key in table:
            if key not in schema.KNOWN or (not self.is_pyproject and key in schema.PROJECT_ONLY):
                origin = self.origin(key)
                message = f"uv does not know the field `{key}` here"
                self.problems.append(Problem(message, origin, fatal=not self.is_pyproject))


def _named(text: str) -> tuple[str | None, str]:
    before, equals, after = text.partition("=")
    return (before, after) if equals and ":" not in before else (None, text)


def _are_codes(codes: Any) -> bool:
    return isinstance(codes, list) and all(
        isinstance(code, int) and not isinstance(code, bool) and 100 <= code <= 999
        for code in codes
    )


def read_config(
    path: Path, scope: ConfigScope, surroundings: Surroundings
) -> tuple[ConfigFile | None, tuple[Problem, ...]]:
    """Read one configuration file; (None, ()) when it does not exist or has no `[tool.uv]`."""
    document = read_document(path, surroundings)
    if document is None:
        return None, ()
    is_pyproject = path.name == "pyproject.toml"
    if isinstance(document, Problem):
        return None, (document,)
    return config_of(document, scope, is_pyproject=is_pyproject)


def config_of(
    document: Document, scope: ConfigScope, *, is_pyproject: bool
) -> tuple[ConfigFile | None, tuple[Problem, ...]]:
    """The configuration in a document that was read already."""
    table: Any = document.table
    prefix: _KeyPath = ()
    if is_pyproject:
        prefix = ("tool", "uv")
        for part in prefix:
            table = table.get(part) if isinstance(table, dict) else None
        if not isinstance(table, dict):
            return None, ()
    reader = _Reader(document, prefix, is_pyproject, document.path.parent)
    reader.unknown(table)
    pip = table.get("pip", {})
    if not isinstance(pip, dict):
        reader.refuse(("pip",), "`pip` must be a table")
        pip = {}
    sources = table.get("sources", {})
    indexes = tuple(reader.indexes(table, ()))
    _check_defaults(indexes, reader)
    config = ConfigFile(
        path=document.path,
        scope=scope,
        is_pyproject=is_pyproject,
        values=reader.values(table, schema.TOP, ()),
        pip=reader.values(pip, schema.RESOLVING, ("pip",)),
        indexes=indexes,
        pip_indexes=tuple(reader.indexes(pip, ("pip",))),
        sources=tuple(reader.sources(sources)) if isinstance(sources, dict) else (),
    )
    return config, tuple(reader.problems)


def _check_defaults(indexes: tuple[Index, ...], reader: _Reader) -> None:
    defaults = [i for i in indexes if i.kind is IndexKind.INDEX and i.default]
    if reader.is_pyproject and len(defaults) > 1:
        reader.problems.append(
            Problem(
                f"two indexes have default = true (the other is {defaults[0].origin})",
                defaults[1].field_origin("default"),
                hint="keep one default",
            )
        )
