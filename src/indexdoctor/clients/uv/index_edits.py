"""The index tables of a project once `uv add` has written the typed indexes down.

uv locks with what it has written (crates/uv-workspace/src/pyproject_mut.rs, `add_index`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.clients.uv.gathering import typed
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.url import Address
from indexdoctor.versions.settings import ADDED_URLS_WITHOUT_USER

NAMED = (IndexKind.INDEX, IndexKind.DEFAULT_INDEX)


def edited_indexes(found: Discovered, table: ProjectTable) -> Iterator[Index]:
    """The indexes of a project's file as they are for locking; those that get a typed name go."""
    is_edited = (
        found.command.kind is CommandKind.ADD
        and not found.command.options.flag("raw")
        and found.project is not None
        and table.path == found.project.path
    )
    for index in table.indexes:
        new = _edited(found, index) if is_edited else index
        if new is not None:
            yield new


def _edited(found: Discovered, index: Index) -> Index | None:
    """A table that a typed index is written over: one of its name or URL, or the other default."""
    for one in typed(found):
        over = one.url == index.url or (one.default and index.default)
        if one.kind not in NAMED or not (over or (one.name and one.name == index.name)):
            continue
        if one.name is not None and one.name != index.name:
            return None
        if one.url == index.url and ADDED_URLS_WITHOUT_USER not in found.surroundings.uv:
            return index
        return replace(index, address=Address(one.url))
    return index
