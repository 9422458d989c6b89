"""What `uv remove` makes of a project before it locks.

crates/uv/src/commands/project/remove.rs
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indexdoctor.discover.requirements import normalise_name
from indexdoctor.discover.workspace import Place
from indexdoctor.model.command import Command
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement


def without_removed(place: Place, command: Command) -> Place:
    """The project without the packages that the command names; a problem for each it has not."""
    table = _edited(place, command)
    if table is None:
        return place
    edited, problems = table, place.problems
    for word in command.arguments:
        after = _without(edited, normalise_name(word.value), command)
        if after == edited:
            text = f"`{word.value}` is not where it is to be removed from"
            hint = "name its list with --dev, --group or --optional"
            problems = (*problems, Problem(text, word.origin, hint=hint))
        edited = after
    workspace = place.workspace
    if workspace is not None:
        members = tuple(edited if one.path == table.path else one for one in workspace.members)
        root = edited if workspace.root.path == table.path else workspace.root
        workspace = replace(workspace, root=root, members=members)
    own = place.project is not None and place.project.path == table.path
    return Place(edited if own else place.project, workspace, place.config_from, problems)


def _edited(place: Place, command: Command) -> ProjectTable | None:
    named = command.options.last("package")
    if named is None or (place.project is not None and place.project.is_script):
        return place.project
    members = place.workspace.members if place.workspace is not None else ()
    name = normalise_name(named.value)
    return next((one for one in members if normalise_name(one.name or "") == name), None)


def _without(table: ProjectTable, name: str, command: Command) -> ProjectTable:
    """A package is removed from the one list that the options name."""
    extra, group = command.options.last("optional"), command.options.last("group")
    if extra is not None:
        return replace(
            table,
            optional={
                key: _kept(some, name) if _is(key, extra.value) else some
                for key, some in table.optional.items()
            },
        )
    if group is not None or command.options.flag("dev"):
        wanted = "dev" if group is None else group.value
        return replace(
            table,
            groups={
                key: _kept(some, name) if _is(key, wanted) else some
                for key, some in table.groups.items()
            },
        )
    return replace(table, requirements=_kept(table.requirements, name))


def _is(key: str, wanted: str) -> bool:
    return normalise_name(key) == normalise_name(wanted)


def _kept(requirements: Iterable[Requirement], name: str) -> tuple[Requirement, ...]:
    return tuple(requirement for requirement in requirements if requirement.name != name)
