"""The packages a command asks for, and which of them it also installs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexdoctor.clients.uv.added import lists_of
from indexdoctor.clients.uv.bounds import Bounds, bounds
from indexdoctor.clients.uv.groups import chosen_extras, chosen_groups, takes_dependencies
from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.parts import parts_of
from indexdoctor.clients.uv.pins import pin_of
from indexdoctor.clients.uv.precedence import switched_on
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement
from indexdoctor.records import record
from indexdoctor.versions.search import EXCLUDED_URLS_LEFT_OUT
from indexdoctor.versions.tools import SCRIPTS_BOUNDED

_INSTALLING = frozenset(
    {
        CommandKind.PIP_INSTALL,
        CommandKind.PIP_SYNC,
        CommandKind.SYNC,
        CommandKind.ADD,
        CommandKind.REMOVE,
        CommandKind.RUN,
        CommandKind.TOOL_INSTALL,
        CommandKind.TOOL_RUN,
        CommandKind.TOOL_UPGRADE,
    }
)
# They write the project's file, then lock and install what it says.
_EDITING = frozenset({CommandKind.ADD, CommandKind.REMOVE})


@record
class Asked:
    """A package to resolve, and the specifiers it had before all its requirements were known.

    `part` is the number of the part of a requirement whose index depends on markers, `here` says
    whether it is the one for this machine.
    """

    requirement: Requirement
    earlier: tuple[str, ...] = ()
    part: int | None = None
    here: bool = True


def requirements(found: Discovered, packages: Iterable[str] | None = None) -> list[Asked]:
    """The named requirements the command resolves, each package once, in the order written.

    `packages` picks some of them; a name that is not among them is asked for without a version.
    """
    merged: dict[str, Asked] = {}
    limits = bounds(found)
    for stage in _stages(found):
        step: dict[str, Requirement] = {}
        for requirement in limits.replaced(stage):
            if requirement.name is not None:
                known = step.get(requirement.name)
                step[requirement.name] = _merge(known, requirement) if known else requirement
        for name, requirement in step.items():
            before = merged.get(name)
            merged[name] = Asked(requirement) if before is None else _joined(before, requirement)
    for constraint in limits.constraints:
        if constraint.name in merged and (constraint.specifier or constraint.url is not None):
            asked = merged[constraint.name]
            merged[constraint.name] = Asked(_merge(asked.requirement, constraint))
    own = {_normal(table.name) for table in _tables(found) if table.name}
    if found.command.kind.is_project:
        merged = {name: asked for name, asked in merged.items() if name not in own}
    if packages is None:
        asked_for = [one for asked in merged.values() for one in _split(found, asked)]
        return [*asked_for, *_excluded_urls(found, limits)]
    picked = []
    for package in packages:
        name = normalise_name(package)
        one = merged.get(name)
        if one is None:
            like = next(iter(merged.values()), None)
            bare = Requirement(name, name, Origin.option("--package"))
            if like is not None:
                bare = replace(bare, origin=like.requirement.origin)
            one = Asked(bare)
        picked.append(one)
    return picked


def _excluded_urls(found: Discovered, limits: Bounds) -> Iterator[Asked]:
    """The direct URLs of packages that are left out, which older versions read all the same."""
    if EXCLUDED_URLS_LEFT_OUT in found.surroundings.uv:
        return
    once: dict[str, Requirement] = {}
    for stage in _stages(found):
        for requirement in stage:
            if requirement.name in limits.excludes and requirement.url is not None:
                once.setdefault(requirement.name, requirement)
    for requirement in once.values():
        if pin_of(found, requirement) is None:
            yield Asked(requirement, here=False)


def wanted_apart(found: Discovered) -> list[Requirement]:
    """What `uv run --with` asks for."""
    if found.command.kind is not CommandKind.RUN:
        return []
    merged: dict[str, Requirement] = {}
    for requirement in found.requirements.requirements:
        if requirement.name is not None and applies(requirement):
            before = merged.get(requirement.name)
            merged[requirement.name] = _merge(before, requirement) if before else requirement
    return list(merged.values())


def has_project(found: Discovered) -> bool:
    """Whether the command has a project (or script) to lock or install; `uv run` needs none."""
    return found.command.kind is not CommandKind.RUN or found.workspace is not None


def _split(found: Discovered, asked: Asked) -> list[Asked]:
    parts = parts_of(found, asked.requirement)
    if not parts:
        return [asked]
    if len(parts) == 1:
        return [replace(asked, requirement=parts[0].requirement, here=parts[0].here)]
    return [
        replace(asked, requirement=part.requirement, part=number, here=part.here)
        for number, part in enumerate(parts)
    ]


def _joined(before: Asked, requirement: Requirement) -> Asked:
    whole = _merge(before.requirement, requirement)
    if whole.specifier == before.requirement.specifier:
        return replace(before, requirement=whole)
    return Asked(whole, (*before.earlier, before.requirement.specifier))


def installed(found: Discovered, name: str) -> bool:
    """Whether the command goes on to download the package's file."""
    if not installs(found):
        return False
    kind = found.command.kind
    return kind.is_pip or kind.is_tool or is_synced(found, name)


def is_synced(found: Discovered, name: str) -> bool:
    """Whether a package belongs to what is installed of the project."""
    return any(requirement.name == name for requirement in _synced(found))


def installs(found: Discovered) -> bool:
    """Whether the command downloads files of the packages it has resolved."""
    kind = found.command.kind
    options = found.command.options
    if kind not in _INSTALLING or options.flag("dry-run"):
        return False
    if found.is_script:
        return kind not in _EDITING
    return kind not in _EDITING or not (options.flag("no-sync") or options.flag("frozen"))


def syncs(found: Discovered) -> bool:
    """Whether the command goes on to an environment of its own, if only to say what it would do."""
    kind, options = found.command.kind, found.command.options
    if kind.is_tool:
        return found.installs_apart
    if found.is_script:
        return found.locks and kind in (CommandKind.SYNC, CommandKind.RUN)
    if kind in _EDITING:
        return not (options.flag("no-sync") or options.flag("frozen"))
    return kind in (CommandKind.SYNC, CommandKind.RUN)


def asks_nothing(found: Discovered) -> bool:
    """Whether the command leaves lock and environment alone (`run --no-sync`, `add --frozen`)."""
    kind, options = found.command.kind, found.command.options
    if kind is CommandKind.REMOVE:
        return options.flag("frozen") or (found.is_script and not _has_lock(found))
    if kind is CommandKind.ADD:
        written = found.is_script and SCRIPTS_BOUNDED not in found.surroundings.uv
        return options.flag("frozen") or (written and not _has_lock(found))
    return kind is CommandKind.RUN and options.flag("no-sync") and not found.is_script


def _has_lock(found: Discovered) -> bool:
    return found.workspace is not None and found.workspace.lock is not None


def without_dependencies(found: Discovered) -> bool:
    """Whether what the packages depend on is left out (`pip sync`, --no-deps)."""
    typed = found.command.options.last("deps")
    if typed is not None:
        return typed.value == "false"
    return found.command.kind is CommandKind.PIP_SYNC or (
        found.command.kind.is_pip and switched_on(found, "no-deps").value
    )


def _is_local(requirement: Requirement) -> bool:
    url = requirement.url
    return requirement.path is not None or (url is not None and url.url.scheme == "file")


def _stages(found: Discovered) -> Iterator[Iterable[Requirement]]:
    """The requirements as uv's resolver comes to know them, one source after the other."""
    kind = found.command.kind
    if kind in (CommandKind.BUILD, CommandKind.PUBLISH):
        return
    if found.is_script and not found.locks:
        yield [r for table in _tables(found) for r in table.requirements if applies(r)]
        return
    if kind.is_pip or kind.is_tool:
        named = [r for r in found.requirements.requirements if not _is_local(r)]
        for project in () if without_dependencies(found) else found.requirements.local:
            named += project.requirements
        asked = [r for r in named if applies(r)]
        by_name = found.command.options.flag("universal")
        yield sorted(asked, key=lambda r: r.name or "") if by_name else asked
        return
    # A project's requirements are asked for by name; those of `uv pip` as they are written.
    tables = _tables(found)
    for table in sorted(tables, key=lambda table: table.name or ""):
        for requirements in lists_of(found, table, tables):
            yield sorted(requirements, key=lambda requirement: requirement.name or "")


def synced_tables(found: Discovered) -> tuple[ProjectTable, ...]:
    """The projects whose dependencies a project command installs."""
    if found.command.options.flag("all-packages"):
        return _tables(found)
    named = {_normal(value.value) for value in found.command.options.all("package")}
    if named:
        return tuple(table for table in _tables(found) if _normal(table.name or "") in named)
    table = found.project or (found.workspace.root if found.workspace else None)
    return () if table is None else (table,)


def _synced(found: Discovered) -> Iterator[Requirement]:
    """What `uv sync` installs of the lock: the project's dependencies and the chosen groups."""
    limits = bounds(found)
    for chosen in synced_tables(found):
        if takes_dependencies(found):
            yield from filter(applies, limits.replaced(chosen.requirements))
            for extra in chosen_extras(found, chosen.optional):
                yield from filter(applies, limits.replaced(chosen.optional[extra]))
        for group in chosen_groups(found, chosen, chosen.groups):
            yield from filter(applies, limits.replaced(chosen.groups[group]))
    if found.command.kind is not CommandKind.RUN:
        yield from found.requirements.requirements


def _tables(found: Discovered) -> tuple[ProjectTable, ...]:
    if found.workspace is not None:
        members = found.workspace.members
        return members if found.workspace.root in members else (found.workspace.root, *members)
    return (found.project,) if found.project is not None else ()


def applies(requirement: Requirement) -> bool:
    """Whether the marker holds on this machine (an unreadable one counts as true)."""
    return holds(requirement.marker)


def _normal(name: str) -> str:
    return normalise_name(name)


def _merge(first: Requirement, second: Requirement) -> Requirement:
    """Both as one; what one of them asks for without a marker or extra is asked for as such."""
    parts = [part for part in (first.specifier, second.specifier) if part]
    return replace(
        first,
        specifier=",".join(dict.fromkeys(parts)),
        marker=first.marker if second.marker is not None else None,
        extras=first.extras if second.extras else (),
        index=first.index or second.index,
        pins=first.pins or second.pins,
        url=first.url or second.url,
    )
