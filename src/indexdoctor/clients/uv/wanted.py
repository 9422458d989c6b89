"""The packages a command asks for, and which of them it also installs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed
from packaging.utils import canonicalize_name

from indexdoctor.model.config import CommandKind, Discovered, ProjectTable, Requirement
from indexdoctor.model.origin import Origin, Stated

_INSTALLING = frozenset(
    {
        CommandKind.PIP_INSTALL,
        CommandKind.PIP_SYNC,
        CommandKind.SYNC,
        CommandKind.ADD,
        CommandKind.RUN,
    }
)


def requirements(found: Discovered, packages: Iterable[str] | None = None) -> list[Requirement]:
    """The named requirements the command resolves, each package once, in the order written.

    `packages` picks some of them; a name that is not among them is asked for without a version.
    """
    everything = [r for r in _all(found) if r.name is not None]
    merged: dict[str, Requirement] = {}
    for requirement in everything:
        name = requirement.name or ""
        known = merged.get(name)
        merged[name] = requirement if known is None else _merge(known, requirement)
    for constraint in found.requirements.constraints:
        if constraint.name in merged and constraint.specifier:
            merged[constraint.name] = _merge(merged[constraint.name], constraint)
    own = {_normal(table.name) for table in _tables(found) if table.name}
    if found.command.kind.is_project:
        merged = {name: r for name, r in merged.items() if name not in own}
    if packages is None:
        return list(merged.values())
    picked = []
    for package in packages:
        name = canonicalize_name(package)
        fallback = next(iter(merged.values()), None)
        found_one = merged.get(name)
        if found_one is None and fallback is not None:
            found_one = replace(fallback, name=name, text=name, specifier="", index=None, url=None)
        elif found_one is None:
            found_one = Requirement(name, name, Origin.option("--package"))
        picked.append(found_one)
    return picked


def installed(found: Discovered, name: str) -> bool:
    """Whether the command goes on to download the package's file."""
    kind = found.command.kind
    options = found.command.options
    if kind not in _INSTALLING or options.flag("dry-run"):
        return False
    if kind.is_pip:
        return True
    if kind is CommandKind.ADD and (options.flag("no-sync") or options.flag("frozen")):
        return False
    if kind is CommandKind.RUN and options.flag("no-sync"):
        return False
    return any(r.name == name for r in _synced(found))


def _all(found: Discovered) -> Iterator[Requirement]:
    kind = found.command.kind
    if kind.is_pip:
        yield from (r for r in found.requirements.requirements if applies(r))
        return
    if kind is CommandKind.PUBLISH:
        return
    for table in _tables(found):
        yield from table.requirements
        for group in (*table.optional.values(), *table.groups.values()):
            yield from group
    yield from found.requirements.requirements


def _synced(found: Discovered) -> Iterator[Requirement]:
    """What `uv sync` installs of the lock: the project's dependencies and the chosen groups."""
    options = found.command.options
    table = found.project or (found.workspace.root if found.workspace else None)
    if table is None:
        yield from found.requirements.requirements
        return
    tables = _tables(found) if options.flag("all-packages") else (table,)
    for chosen in tables:
        only = {value.value for value in options.all("only-group")}
        if not only and not options.flag("only-dev"):
            yield from (r for r in chosen.requirements if applies(r))
        extras = {_normal(value.value) for value in options.all("extra")}
        for extra, members in chosen.optional.items():
            if options.flag("all-extras") or _normal(extra) in extras:
                yield from (r for r in members if applies(r))
        for group, members in chosen.groups.items():
            if _has_group(group, chosen, found):
                yield from (r for r in members if applies(r))
    yield from found.requirements.requirements


def _has_group(group: str, table: ProjectTable, found: Discovered) -> bool:
    options = found.command.options
    named = {_normal(v.value) for v in (*options.all("group"), *options.all("only-group"))}
    without = {_normal(v.value) for v in options.all("no-group")}
    name = _normal(group)
    if name in without or (
        name == "dev" and options.last("dev") is not None and not options.flag("dev")
    ):
        return False
    if name in named or options.flag("all-groups"):
        return True
    if name == "dev" and options.flag("only-dev"):
        return True
    if options.all("only-group") or options.flag("only-dev"):
        return False
    defaults = {_normal(default) for default in table.default_groups}
    return name in defaults and not options.flag("no-default-groups")


def _tables(found: Discovered) -> tuple[ProjectTable, ...]:
    if found.workspace is not None:
        members = found.workspace.members
        return members if found.workspace.root in members else (found.workspace.root, *members)
    return (found.project,) if found.project is not None else ()


def applies(requirement: Requirement) -> bool:
    """Whether the marker holds on this machine (an unreadable one counts as true)."""
    if requirement.marker is None:
        return True
    try:
        return Marker(requirement.marker).evaluate({"extra": ""})
    except (InvalidMarker, KeyError):
        return True


def parse_argument(argument: Stated[str]) -> Requirement | None:
    """A requirement typed on the command line; None when it is a path or a URL."""
    try:
        parsed = Parsed(argument.value)
    except InvalidRequirement:
        return None
    return Requirement(
        name=canonicalize_name(parsed.name),
        text=parsed.name,
        origin=argument.origin,
        specifier=str(parsed.specifier),
        marker=str(parsed.marker) if parsed.marker else None,
        extras=tuple(sorted(parsed.extras)),
    )


def _normal(name: str) -> str:
    return canonicalize_name(name)


def _merge(first: Requirement, second: Requirement) -> Requirement:
    parts = [part for part in (first.specifier, second.specifier) if part]
    return replace(
        first,
        specifier=",".join(dict.fromkeys(parts)),
        index=first.index or second.index,
        url=first.url or second.url,
    )
