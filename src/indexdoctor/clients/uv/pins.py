"""Which index a requirement is pinned to (crates/uv-distribution/src/metadata/lowering.rs).

The name in `[tool.uv.sources]` means an index that is typed, or declared in the pyproject.toml of
the project itself or of its workspace root. One that only a uv.toml or the user's configuration
has is an error to uv, even though that file counts for everything else.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.gathering import typed
from indexdoctor.clients.uv.index_edits import NAMED, edited_indexes
from indexdoctor.clients.uv.no_sources import ignores_sources
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement


def pin_of(found: Discovered, requirement: Requirement) -> str | None:
    """The name of the index a requirement is pinned to; None when it is not."""
    name = requirement.index
    if is_added(found, requirement):
        # What is added becomes a requirement of the project, and its pins count.
        added = added_pin(found)
        if added is not None:
            return added
        pins = found.project.pins if found.project is not None else ()
        name = next((pin.index for pin in pins if pin.package == requirement.name), None)
    return None if ignores_sources(found, requirement.name) else name


def declared(found: Discovered, requirement: Requirement, name: str) -> Index | None:
    """The definition a pin means; None when uv would refuse it."""
    return next((index for index in _candidates(found, requirement) if index.name == name), None)


def _candidates(found: Discovered, requirement: Requirement) -> Iterator[Index]:
    yield from typed(found)
    owner = _owner(found, requirement)
    root = found.workspace.root if found.workspace is not None else None
    for table in (owner, root):
        if table is not None:
            yield from edited_indexes(found, table)
    yield from found.requirements.project_indexes


def _owner(found: Discovered, requirement: Requirement) -> ProjectTable | None:
    """The project a requirement stands in; the current one for what is typed."""
    for member in found.workspace.members if found.workspace is not None else ():
        if requirement.origin.name == found.surroundings.shown(member.path):
            return member
    return found.project


def is_added(found: Discovered, requirement: Requirement) -> bool:
    """Whether it is a requirement that `uv add` adds."""
    if found.command.kind is not CommandKind.ADD:
        return False
    return any(requirement.name == one.name for one in found.requirements.requirements)


def added_pin(found: Discovered) -> str | None:
    """`uv add` with one typed index that has a name pins what it adds to that index."""
    indexes = [index for index in typed(found) if index.kind in NAMED]
    return indexes[0].name if len(indexes) == 1 else None
