"""What `uv add` makes of a project's requirements before it locks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement


def lists_of(
    found: Discovered, table: ProjectTable, tables: Sequence[ProjectTable]
) -> Iterator[Sequence[Requirement]]:
    """The requirements of a table, of its extras and of its groups.

    What `uv add` adds stands in one of them (crates/uv-workspace/src/pyproject_mut.rs).
    """
    lists: dict[tuple[str, str], Sequence[Requirement]] = {("", ""): table.requirements}
    lists |= {("optional", normalise_name(name)): some for name, some in table.optional.items()}
    lists |= {("group", normalise_name(name)): some for name, some in table.groups.items()}
    if found.command.kind is CommandKind.ADD and table is _edited(found, tables):
        place = _place(found)
        lists[place] = _with(lists.get(place, ()), found.requirements.requirements)
    yield from lists.values()


def _edited(found: Discovered, tables: Sequence[ProjectTable]) -> ProjectTable | None:
    options = found.command.options.all("package")
    named = {normalise_name(value.value) for value in options}
    if named:
        return next((t for t in tables if normalise_name(t.name or "") in named), None)
    path = found.project.path if found.project is not None else None
    return next((t for t in tables if t.path == path or t.is_script), None)


def _place(found: Discovered) -> tuple[str, str]:
    options = found.command.options
    for kind in ("optional", "group"):
        given = options.last(kind)
        if given is not None:
            return kind, normalise_name(given.value)
    return ("group", "dev") if options.flag("dev") else ("", "")


def _with(there: Iterable[Requirement], added: Iterable[Requirement]) -> Sequence[Requirement]:
    """The list with what is added: what is there of the same name keeps its version by default."""
    merged = list(there)
    for requirement in added:
        place = next((n for n, one in enumerate(merged) if one.name == requirement.name), None)
        if place is None or requirement.name is None:
            merged.append(requirement)
        else:
            kept = merged[place].specifier if requirement.url is None else ""
            specifier = requirement.specifier or kept
            merged[place] = replace(requirement, specifier=specifier)
    return merged
