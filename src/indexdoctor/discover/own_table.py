"""`[tool.indexdoctor]` of a pyproject.toml: the codes a project selects and ignores.

    [tool.indexdoctor]
    select = ["CFG", "READ"]

    [tool.indexdoctor.ignore]
    CFG102 = "the mirror is to win here"

`ignore` may also be an array of `{ code = "…", reason = "…" }`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexdoctor.discover.documents import MAX_CONFIG, Document, KeyPath, document_of
from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.model.problem import Problem
from indexdoctor.model.selection import Selection, Selector
from indexdoctor.model.surroundings import Surroundings

_PREFIX: KeyPath = ("tool", "indexdoctor")
_FIELDS = ("select", "ignore")
_HINT = 'write it as CODE = "why" below [tool.indexdoctor.ignore]'


def read_own_table(
    start: Path, surroundings: Surroundings
) -> tuple[Selection, tuple[Problem, ...]]:
    """The table of the nearest pyproject.toml at or above `start` that has one.

    A file that is no TOML is passed over: the reader of uv's settings speaks of it.
    """
    for directory in (start, *start.parents):
        document = _document(directory / "pyproject.toml", surroundings)
        table = {} if document is None else document.table.get("tool", {})
        if document is not None and isinstance(table, dict) and "indexdoctor" in table:
            reader = _Reader(document)
            return reader.selection(table["indexdoctor"]), tuple(reader.problems)
    return Selection(), ()


def _document(path: Path, surroundings: Surroundings) -> Document | None:
    text = read_text(path, MAX_CONFIG)
    if isinstance(text, Unreadable) or "indexdoctor" not in text:
        return None
    document = document_of(text, path, surroundings)
    return document if isinstance(document, Document) else None


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.problems: list[Problem] = []

    def selection(self, table: Any) -> Selection:
        if not isinstance(table, dict):
            self._refuse((), "`tool.indexdoctor` must be a table")
            return Selection()
        for key in table:
            if key not in _FIELDS:
                known = " and ".join(f"`{field}`" for field in _FIELDS)
                self._refuse((key,), f"there is no setting `{key}` here: known are {known}")
        return Selection(
            tuple(self._select(table.get("select", []))),
            tuple(self._ignore(table.get("ignore", {}))),
        )

    def _refuse(self, path: KeyPath, message: str, hint: str | None = None) -> None:
        origin = self._document.origin((*_PREFIX, *path))
        self.problems.append(Problem(message, origin, hint=hint))

    def _select(self, given: Any) -> Iterator[Selector]:
        if not isinstance(given, list):
            self._refuse(("select",), "`select` must be an array of codes")
            return
        for number, code in enumerate(given):
            path: KeyPath = ("select", number)
            if isinstance(code, str):
                yield Selector(code, self._document.origin((*_PREFIX, *path)))
            else:
                self._refuse(path, "`select` must be an array of codes")

    def _ignore(self, given: Any) -> Iterator[Selector]:
        if isinstance(given, dict):
            entries = [(("ignore", code), code, reason) for code, reason in given.items()]
        elif isinstance(given, list):
            entries = [(("ignore", n), *_pair(entry)) for n, entry in enumerate(given)]
        else:
            self._refuse(("ignore",), "`ignore` must be a table of codes and reasons", _HINT)
            return
        for path, code, reason in entries:
            if not isinstance(code, str):
                self._refuse(path, "an entry of `ignore` has no code", _HINT)
            elif not isinstance(reason, str) or not reason.strip():
                self._refuse(path, f"`{code}` is ignored without a reason", _HINT)
            else:
                yield Selector(code, self._document.origin((*_PREFIX, *path)), reason.strip())


def _pair(entry: Any) -> tuple[Any, Any]:
    if isinstance(entry, Mapping):
        return entry.get("code"), entry.get("reason")
    return entry, None  # a bare code has no reason
