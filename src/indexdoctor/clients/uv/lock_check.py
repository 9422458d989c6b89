"""What uv makes of an existing `uv.lock` (crates/uv/src/commands/project/lock.rs).

uv asks no index while the lock still says what the project says; else it resolves again, trying
the locked versions first. What is compared here is what bears on requests: settings of the
resolution, the requirements of every local package, and the registries the lock names.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from indexdoctor.clients.uv.bounds import excluded, stated_requirements
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.lock_flags import is_frozen
from indexdoctor.clients.uv.locked import find_package, members_of, walk
from indexdoctor.clients.uv.no_sources import without_ignored
from indexdoctor.clients.uv.precedence import given, single, switched_on
from indexdoctor.clients.uv.preferences import upgrades
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.lock import LockedPackage, LockFile, LockSource
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import LockState, LockUse
from indexdoctor.versions.lock import (
    LOCK_EXCLUDES,
    LOCK_KEPT_FOR_BARE,
    LOCK_KEPT_FOR_DATES,
    LOCK_KEPT_FOR_OTHERS,
    LOCK_KEPT_FOR_PRERELEASES,
    LOCK_SLASHES_ALIKE,
)

if TYPE_CHECKING:
    from indexdoctor.clients.uv.requirement_keys import Key

_PRERELEASE = "if-necessary"
_SAME = {"if-necessary-or-explicit": _PRERELEASE}  # two names of one mode in uv 0.13
_BOUNDS = {
    "constraint-dependencies": "constraints",
    "override-dependencies": "overrides",
    "build-constraint-dependencies": "build-constraints",
}
_LISTS = {
    "environments": "supported-markers",
    "required-environments": "required-markers",
}


def lock_state(found: Discovered, locations: IndexLocations) -> LockState | None:
    """What becomes of the project's lock; None when the command has none to read."""
    lock = found.workspace.lock if found.workspace is not None else None
    if lock is None or not found.command.kind.is_project:
        return None
    if is_frozen(found):
        return LockState(lock.origin, LockUse.FROZEN, "--frozen takes it as it is")
    for reason in _ignored(lock, found):
        return LockState(lock.origin, LockUse.IGNORED, reason)
    for reason in _outdated(lock, found, locations):
        return LockState(lock.origin, LockUse.PREFERRED, reason)
    return LockState(lock.origin, LockUse.SATISFIED, "it fits the project")


def _ignored(lock: LockFile, found: Discovered) -> Iterator[str]:
    """Why nothing of the lock is used."""
    for option, key, default in (
        ("resolution", "resolution-mode", "highest"),
        ("fork-strategy", "fork-strategy", "requires-python"),
    ):
        setting = single(found, option, default)
        if str(setting.value) != lock.options.get(key, default):
            yield f"`{option}` is {setting.value} ({setting.origin}) and was another"
    uv = found.surroundings.uv
    if LOCK_KEPT_FOR_DATES not in uv:
        yield from _date_changed(lock, found)
    if LOCK_KEPT_FOR_PRERELEASES not in uv:
        yield from _prereleases_changed(lock, found)
    if switched_on(found, "upgrade").value:
        yield "--upgrade is given"


def _outdated(lock: LockFile, found: Discovered, locations: IndexLocations) -> Iterator[str]:
    """Why uv resolves again; the first reason counts."""
    yield from _date_changed(lock, found)
    workspace = found.workspace
    if workspace is None:
        return
    root = workspace.root
    if bool(root.settings.get("conflicts")) != bool(lock.lists.get("conflicts")):
        yield "`conflicts` has changed"
    from indexdoctor.clients.uv.requirement_keys import same_specifiers

    if not same_specifiers(_requires_python(workspace.members), lock.requires_python):
        yield f"`requires-python` was {lock.requires_python}"
    yield from _prereleases_changed(lock, found)
    for requirement in upgrades(found):
        yield f"`{requirement.name}` is to be upgraded ({requirement.origin})"
    for option in ("upgrade-group", "refresh", "refresh-package"):
        if given(found, option):
            yield f"--{option} is given"
    for option, key in _LISTS.items():
        setting = root.settings.get(option)
        if bool(setting is not None and setting.value) != bool(lock.lists.get(key)):
            yield f"`{option}` has changed"
    if found.command.kind is CommandKind.ADD:
        yield from _added(found)
    yield from _bounds_changed(lock, found, locations)
    yield from _members_changed(lock, workspace.members)
    yield from _registries_changed(lock, workspace.members, locations)
    for member in workspace.members:
        package = find_package(lock, member.name)
        if package is not None:
            yield from _package_changed(found, member, package, locations)


def _added(found: Discovered) -> Iterator[str]:
    """What `uv add` writes down that was not there, or not so."""
    before = list(_all_requirements(found.project)) if found.project is not None else []
    for requirement in found.requirements.requirements:
        known = [r for r in before if r.name == requirement.name]
        if not known or (requirement.specifier and requirement.specifier != known[0].specifier):
            yield f"`{requirement.name}` is added"


def _bounds_changed(lock: LockFile, found: Discovered, locations: IndexLocations) -> Iterator[str]:
    """Constraints, overrides and exclusions that are not those of the lock."""
    from indexdoctor.clients.uv.requirement_keys import key_of_lock, key_of_project

    uv = found.surroundings.uv
    members = found.workspace.members if found.workspace is not None else ()
    local, pages = members_of(members), _pages(locations)
    has = {package.name for package in lock.packages}
    for option, key in _BOUNDS.items():
        wanted = {
            key_of_project(without_ignored(found, requirement), pages, local)
            for requirement in stated_requirements(found, option)
        }
        before = {key_of_lock(requirement) for requirement in lock.bounds.get(key, ())}
        if LOCK_KEPT_FOR_BARE in uv and key == "constraints":
            wanted, before = ({one for one in keys if _bounds(one)} for keys in (wanted, before))
        added = wanted - before
        if LOCK_KEPT_FOR_OTHERS in uv and not key.startswith("build"):
            added = {one for one in added if one[0] in has}
        if added or before - wanted:
            yield f"`{option}` has changed"
    if LOCK_EXCLUDES not in uv:
        return
    left_out, left_before = (
        excluded(found),
        set(map(normalise_name, lock.lists.get("excludes", ()))),
    )
    more = left_out - left_before
    if (more & has if LOCK_KEPT_FOR_OTHERS in uv else more) or left_before - left_out:
        yield "`exclude-dependencies` has changed"


def _bounds(constraint: Key) -> bool:
    """Whether a constraint says more than a name: a range, or where the package comes from."""
    _, specifiers, _, _, source = constraint
    return bool(specifiers) or source is not None


def _pages(locations: IndexLocations) -> dict[str, str]:
    """The URL of each named index, the first of a name."""
    return {i.name: str(i.url) for i in reversed(locations.indexes) if i.name is not None}


def _date_changed(lock: LockFile, found: Discovered) -> Iterator[str]:
    moment = single(found, "exclude-newer", None)
    before = lock.options.get("exclude-newer-span", lock.options.get("exclude-newer"))
    if (moment.value is None) != (before is None):
        yield "`exclude-newer` has changed"


def _prereleases_changed(lock: LockFile, found: Discovered) -> Iterator[str]:
    prerelease = single(found, "prerelease", _PRERELEASE)
    before = lock.options.get("prerelease-mode", _PRERELEASE)
    if _SAME.get(str(prerelease.value), prerelease.value) != _SAME.get(before, before):
        yield f"`prerelease` is {prerelease.value} ({prerelease.origin}) and was another"


def _requires_python(members: Sequence[ProjectTable]) -> str:
    """The range all members share; uv takes the running Python's minor version without any."""
    stated = [member.requires_python for member in members if member.requires_python]
    major, minor, _ = platform.python_version_tuple()
    return ",".join(dict.fromkeys(stated)) or f">={major}.{minor}"


def _members_changed(lock: LockFile, members: Sequence[ProjectTable]) -> Iterator[str]:
    names = members_of(members)
    if set(lock.members) != (set(names) if len(names) > 1 else set()):
        yield "the workspace has other members"
    required = {
        requirement.name
        for member in members
        for requirement in _all_requirements(member)
        if requirement.name in names
    }
    for member in members:
        package = find_package(lock, member.name)
        if member.name is None:
            continue
        if package is None:
            yield f"`{member.name}` is not in it"
            continue
        stated = member.settings.get("package")
        is_package = member.is_package or (stated is None and package.name in required)
        expected = LockSource.EDITABLE if is_package else LockSource.VIRTUAL
        if package.source is not expected:
            yield f"`{member.name}` was {package.source} and is {expected}"


def _registries_changed(
    lock: LockFile, members: Sequence[ProjectTable], locations: IndexLocations
) -> Iterator[str]:
    """A registry in the lock that is not configured; without any configured index all are fine."""
    if not (locations.indexes or locations.flat or locations.no_index):
        return
    pinned = {
        requirement.index
        for member in members
        for requirement in _all_requirements(member)
        if requirement.index is not None
    }
    allowed = {str(index.url) for index in locations.allowed()}
    allowed |= {str(i.url) for i in locations.indexes if i.name in pinned}
    alike = LOCK_SLASHES_ALIKE in locations.uv
    if alike:
        allowed = {url.rstrip("/") for url in allowed}
    # uv looks at what the projects in the lock need; a script is not in its lock.
    roots = [find_package(lock, member.name) for member in members if member.name is not None]
    for package in walk(lock, [root for root in roots if root is not None]):
        remote = package.source is LockSource.REGISTRY and "://" in package.location
        location = package.location.rstrip("/") if alike else package.location
        if remote and location not in allowed:
            yield f"`{package.name}` is locked from {package.location}, which is not configured"


def _package_changed(
    found: Discovered,
    member: ProjectTable,
    package: LockedPackage,
    locations: IndexLocations,
) -> Iterator[str]:
    if (member.version or None) != package.version and "version" not in member.dynamic:
        yield f"the version of `{member.name}` was {package.version}"
    if "dependencies" in member.dynamic:
        return
    from indexdoctor.clients.uv.requirement_keys import joined, key_of_lock, keys_of_project

    local = members_of(found.workspace.members if found.workspace is not None else ())
    pages = _pages(locations)

    def keys(requirements: Sequence[Requirement], extra: str = "") -> list[Key]:
        counted = [without_ignored(found, requirement) for requirement in requirements]
        return [key for r in counted for key in keys_of_project(r, pages, local, extra)]

    wanted = keys(member.requirements)
    for extra, requirements in member.optional.items():
        wanted += keys(requirements, extra)
    if package.provides is not None and package.provides != _names(member.optional):
        yield f"the extras of `{member.name}` have changed"
    if joined(wanted) != joined(map(key_of_lock, package.requires)):
        yield f"the dependencies of `{member.name}` have changed"
    written = {name: joined(keys(group)) for name, group in member.groups.items()}
    locked = {
        name: joined(map(key_of_lock, group)) for name, group in package.requires_groups.items()
    }
    if written != locked:
        yield f"the dependency groups of `{member.name}` have changed"


def _names(optional: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise_name, optional))


def _all_requirements(member: ProjectTable) -> Iterator[Requirement]:
    yield from member.requirements
    for group in (*member.optional.values(), *member.groups.values()):
        yield from group
