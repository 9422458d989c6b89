"""The user's own projects that a command builds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexdoctor.clients.uv.groups import takes_dependencies
from indexdoctor.clients.uv.source_tree import DEFAULT_REQUIRES
from indexdoctor.clients.uv.wanted import installs, synced_tables
from indexdoctor.discover.requirements import normalise_name, parse_requirement
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import LocalBuild, Wanted

# With one of these in `dynamic`, what a lock says of the project comes from its build.
_DYNAMIC = frozenset({"version", "dependencies", "optional-dependencies", "requires-python"})
_NOT_INSTALLED = ("no-install-project", "no-install-workspace", "no-install-local")


def local_builds(
    found: Discovered, searched: Callable[[Requirement], Wanted]
) -> Iterator[LocalBuild]:
    """The builds of a project command; `searched` tells where a requirement is looked for."""
    for table in found.requirements.local:
        yield LocalBuild(
            normalise_name(table.name or table.path.parent.name),
            tuple(searched(requirement) for requirement in _requires(table, found)),
            locked=bool(_DYNAMIC & set(table.dynamic)),
            installed=installs(found),
            backend=table.build_backend,
        )
    if not found.command.kind.is_project or found.workspace is None:
        return
    members = {member.path: member for member in found.workspace.members}
    synced = {table.path for table in synced_tables(found)}
    for table in members.values():
        if not table.is_package or table.name is None:
            continue
        yield LocalBuild(
            normalise_name(table.name),
            tuple(searched(requirement) for requirement in _requires(table, found)),
            locked=bool(_DYNAMIC & set(table.dynamic)),
            installed=table.path in synced and _is_installed(found),
            backend=table.build_backend,
        )


def _requires(table: ProjectTable, found: Discovered) -> Iterator[Requirement]:
    if table.build_requires is not None:
        yield from table.build_requires
        return
    origin = Origin.file(found.surroundings.shown(table.path))
    for text in DEFAULT_REQUIRES:
        requirement = parse_requirement(text, origin, found.surroundings)
        if isinstance(requirement, Requirement):
            yield requirement


def _is_installed(found: Discovered) -> bool:
    if not installs(found) or not takes_dependencies(found):
        return False
    return not any(found.command.options.flag(name) for name in _NOT_INSTALLED)
