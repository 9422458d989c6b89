"""TOML files with the line of every key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.toml_lines import dotted, key_lines
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import TOML_1_1

# Far above any configuration file (bytes).
MAX_CONFIG = 1024 * 1024
_ERROR_LINE = re.compile(r"line (\d+)")
KeyPath = tuple[str | int, ...]


@record
class Document:
    """A TOML file that was read for a version of uv: its tables, and the line of each key path."""

    path: Path
    shown: str
    table: Mapping[str, Any]
    lines: Mapping[KeyPath, int]
    uv: Uv

    @property
    def is_pyproject(self) -> bool:
        return self.path.name == "pyproject.toml"

    @property
    def uv_table(self) -> Mapping[str, Any]:
        """The `[tool.uv]` table of a pyproject.toml; empty when there is none."""
        tool = self.table.get("tool")
        uv = tool.get("uv") if isinstance(tool, dict) else None
        return uv if isinstance(uv, dict) else {}

    def origin(self, path: KeyPath) -> Origin:
        """Where a key stands; the nearest known line above it when it has none of its own."""
        line = None
        for size in range(len(path), 0, -1):
            if path[:size] in self.lines:
                line = self.lines[path[:size]]
                break
        return Origin.file(self.shown, line, dotted(path))


def read_document(
    path: Path, surroundings: Surroundings, limit: int = MAX_CONFIG
) -> Document | Problem | None:
    """Read a TOML file of at most `limit` bytes.

    None when it does not exist, a Problem when it cannot be read.

    A pyproject.toml that is no TOML stops uv only where it needs the project, so that problem is
    not fatal by itself; one that is no text, and any broken uv.toml, always stops uv.
    """
    shown = surroundings.shown(path)
    text = read_text(path, limit)
    if isinstance(text, Unreadable):
        if text.missing:
            return None
        return Problem(f"{shown} cannot be read: {text.reason}", Origin.file(shown))
    return document_of(text, path, surroundings)


def document_of(
    text: str, path: Path, surroundings: Surroundings, *, above: int = 0
) -> Document | Problem:
    """The TOML text of a file; it begins `above` lines below the file's own beginning."""
    shown = surroundings.shown(path)
    table = _parsed(text, surroundings.uv)
    if isinstance(table, dict):
        lines = key_lines(text.replace("\r\n", "\n"))
        if above:
            lines = {key: line + above for key, line in lines.items()}
        return Document(path, shown, table, lines, surroundings.uv)
    return Problem(
        f"{shown} is not valid TOML",
        Origin.file(shown, None if table is None else table + above),
        fatal=path.name != "pyproject.toml",
    )


def _parsed(text: str, uv: Uv) -> dict[str, Any] | int | None:
    """The tables, or the line of the mistake (None when it is not known)."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        first = error
    except (RecursionError, ValueError):  # nested too deeply, or a number of too many digits
        return None
    if TOML_1_1 not in uv:
        return _line(first)
    # uv reads TOML 1.1 (line breaks and a last comma in inline tables, \e, \x41); tomllib of
    # Python 3.11 to 3.14 reads 1.0 only.
    from tomlkit import parse
    from tomlkit.exceptions import TOMLKitError

    try:
        return dict(parse(text).unwrap())
    except (TOMLKitError, ValueError, RecursionError):
        return _line(first)


def _line(error: tomllib.TOMLDecodeError) -> int | None:
    match = _ERROR_LINE.search(str(error))
    return int(match[1]) if match else None
