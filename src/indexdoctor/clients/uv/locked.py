"""The packages of a `uv.lock` that a command installs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexdoctor.clients.uv.groups import chosen_extras, chosen_groups, takes_dependencies
from indexdoctor.clients.uv.markers import holds
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.lock import (
    LockedDependency,
    LockedFile,
    LockedPackage,
    LockFile,
    LockSource,
)
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.url import Address

_LOCAL = frozenset(
    {LockSource.VIRTUAL, LockSource.EDITABLE, LockSource.DIRECTORY, LockSource.PATH, LockSource.GIT}
)


def members_of(members: Iterable[ProjectTable]) -> list[str]:
    """The normalised names of workspace members."""
    return [normalise_name(member.name) for member in members if member.name]


def find_package(lock: LockFile, name: str | None) -> LockedPackage | None:
    """The entry of a local package; without a name that of a script, if it is a script's lock."""
    if name is None:
        return lock.script
    wanted = normalise_name(name)
    return next((package for package in lock.packages if package.name == wanted), None)


def locked_url(package: LockedPackage) -> Address | None:
    """The direct URL a package is locked from; None for one of a registry."""
    if package.source is not LockSource.URL:
        return None
    for file in (*package.wheels, package.sdist):
        if file is not None and file.address is not None:
            return file.address
    return None


def file_of(package: LockedPackage) -> LockedFile | None:
    """The file a package is installed from here: its best wheel, else its source distribution."""
    from indexdoctor.clients.uv.select import best_wheel

    return best_wheel(package.wheels) or package.sdist


def walk(lock: LockFile, roots: Sequence[LockedPackage]) -> Iterator[LockedPackage]:
    """Every package reachable from the roots, whatever the marker, extra or group."""
    seen = set()
    queue = list(roots)
    while queue:
        package = queue.pop(0)
        if id(package) in seen:
            continue
        seen.add(id(package))
        yield package
        edges = [*package.dependencies]
        for more in (*package.optional.values(), *package.groups.values()):
            edges += more
        for edge in edges:
            queue += _ends(lock, edge)


def installed_packages(
    lock: LockFile, found: Discovered, tables: Sequence[ProjectTable]
) -> list[LockedPackage]:
    """What `uv sync` installs of the lock for these projects and is not local, nearest first."""
    options = found.command.options
    without = {normalise_name(v.value) for v in options.all("no-install-package")}
    queue: list[tuple[LockedPackage, frozenset[str]]] = []
    for table in tables:
        package = find_package(lock, table.name)
        if package is None:
            continue
        edges: list[LockedDependency] = []
        if takes_dependencies(found):
            edges += package.dependencies
            for extra in chosen_extras(found, package.optional):
                edges += package.optional[extra]
        for group in chosen_groups(found, table, package.groups):
            edges += package.groups[group]
        queue += _steps(lock, edges)
    seen: dict[int, tuple[LockedPackage, set[str]]] = {}
    while queue:
        package, extras = queue.pop(0)
        known = seen.get(id(package))
        new = set(extras) if known is None else set(extras) - known[1]
        if known is not None and not new:
            continue
        edges = [] if known is not None else [*package.dependencies]
        for extra in sorted(new):
            edges += package.optional.get(extra, ())
        seen[id(package)] = (package, new if known is None else known[1] | new)
        queue += _steps(lock, edges)
    return [
        package
        for package, _ in seen.values()
        if package.source not in _LOCAL and package.name not in without
    ]


def _steps(
    lock: LockFile, edges: Iterable[LockedDependency]
) -> Iterator[tuple[LockedPackage, frozenset[str]]]:
    for edge in edges:
        if holds(edge.marker):
            for package in _ends(lock, edge):
                yield package, frozenset(edge.extras)


def _ends(lock: LockFile, edge: LockedDependency) -> list[LockedPackage]:
    """The packages an edge leads to; of several versions those that fit this machine."""
    ends = [
        package
        for package in lock.packages
        if package.name == edge.name and edge.version in (None, package.version)
    ]
    if len(ends) < 2:
        return ends
    return [p for p in ends if not p.markers or any(holds(marker) for marker in p.markers)]
