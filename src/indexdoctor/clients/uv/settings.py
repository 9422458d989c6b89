"""From what is written down to what uv makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from indexdoctor.clients.uv.bounds import bounds
from indexdoctor.clients.uv.certificates import without_roots
from indexdoctor.clients.uv.gathering import gather, undecodable
from indexdoctor.clients.uv.hashes import unhashed
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.local_builds import local_builds
from indexdoctor.clients.uv.lock_flags import is_frozen, must_stay
from indexdoctor.clients.uv.network import network
from indexdoctor.clients.uv.no_sources import without_ignored
from indexdoctor.clients.uv.parts import overlapping, unreached
from indexdoctor.clients.uv.pins import declared, pin_of
from indexdoctor.clients.uv.precedence import given, single
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.clients.uv.roots import governors as governing
from indexdoctor.clients.uv.rows import fetch_of, index_rows, row_apart
from indexdoctor.clients.uv.seeding import index_credential
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.clients.uv.wanted import (
    Asked,
    asks_nothing,
    installs,
    requirements,
    synced_tables,
    wanted_apart,
)
from indexdoctor.credentials import native
from indexdoctor.credentials.keyring_places import find_commands
from indexdoctor.credentials.netrc import read_netrc
from indexdoctor.credentials.store import read_store
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index
from indexdoctor.model.keyrings import KeyringCommands
from indexdoctor.model.origin import Origin, Setting, Stated
from indexdoctor.model.problem import Problem, RefusedError
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import (
    IndexRow,
    LockState,
    LockUse,
    Resolution,
    Standing,
    Wanted,
)
from indexdoctor.versions.auth import STORE
from indexdoctor.versions.tools import RUN_NEEDS_LOCK

if TYPE_CHECKING:
    from indexdoctor.model.lock import LockedPackage

_NEW_NAMES = {"unsafe-any-match": "unsafe-first-match"}
_SETTINGS = {
    "keyring-provider": "disabled",
    "index-strategy": "first-index",
}


def _by_new_name(setting: Setting[Any]) -> Setting[Any]:
    """A setting whose value is called by another name today."""
    return replace(setting, value=_NEW_NAMES.get(setting.value, setting.value))


def resolve(
    found: Discovered,
    packages: Sequence[str] | None = None,
    limit: int | None = 25,
) -> Resolution:
    """Apply uv's precedence. `packages` picks what is asked for; at most `limit` packages."""
    locations = gather(found)
    governors = governing(locations, found.command.kind, found.surroundings.uv)
    sources = open_sources(found)
    rows = list(index_rows(found, locations, governors, sources))
    problems = [*undecodable(locations), *without_roots(found), *unhashed(found)]
    publish = None
    if found.command.kind is CommandKind.PUBLISH:
        from indexdoctor.clients.uv.publish_settings import resolve_publish

        publish, publish_problems = resolve_publish(found, locations, sources)
        problems += publish_problems
    state = _lock_state(found, locations)
    left_out: list[str] = []
    if state is not None and state.is_taken:
        try:
            locked = _locked(found, packages, rows, governors)
        except RefusedError as refused:
            locked, problems = [], [*problems, refused.problem]
        every = locked[:limit]
        left_out = [wanted.name for wanted in locked[len(every) :]]
    else:
        problems += _undeclared(found)
        if found.command.kind.is_project:
            problems += overlapping(found)
        versions = _preferred(found, state)
        every = []
        for asked in requirements(found, packages):
            if limit is None or len(every) < limit:
                every.append(_wanted(found, asked, rows, problems, versions))
            else:
                if asked.requirement.index is not None:  # the name of the index is checked anyway
                    _searched(found, asked.requirement, rows, problems)
                left_out.append(asked.requirement.name or "")
    for requirement in wanted_apart(found):
        wanted = _searched(found, requirement, rows, problems)
        every.append(replace(wanted, apart=True))
    problems += _lock_problems(found, state)
    settings: dict[str, Setting[object]] = {
        name: _by_new_name(single(found, name, default)) for name, default in _SETTINGS.items()
    }
    builds = tuple(local_builds(found, lambda requirement: _searched(found, requirement, rows, [])))
    return Resolution(
        client="uv",
        version=found.surroundings.uv.version,
        rows=tuple(rows),
        wanted=tuple(every),
        network=network(found),
        publish=publish,
        settings=settings,
        problems=tuple(problems),
        left_out=tuple(left_out),
        lock=state,
        builds=builds,
        keyrings=sources.keyrings,
    )


def _lock_state(found: Discovered, locations: IndexLocations) -> LockState | None:
    if found.requirements.pylock is not None:
        from indexdoctor.clients.uv.pylock import pylock_state

        return pylock_state(found.requirements.pylock)
    if found.workspace is None or found.workspace.lock is None:
        return None
    from indexdoctor.clients.uv.lock_check import lock_state

    return lock_state(found, locations)


def _locked(
    found: Discovered,
    packages: Sequence[str] | None,
    rows: Sequence[IndexRow],
    governors: Governors,
) -> list[Wanted]:
    """The packages of a lock that is taken as it is; of them those the command installs.

    Raises RefusedError for a pylock.toml that cannot be installed here.
    """
    names = None if packages is None else {normalise_name(package) for package in packages}
    pylock = found.requirements.pylock
    if pylock is not None:
        from indexdoctor.clients.uv.pylock import pylock_wanted

        every = pylock_wanted(pylock, found, rows, governors)
        return [wanted for wanted in every if names is None or wanted.name in names]
    lock = found.workspace.lock if found.workspace is not None else None
    if lock is None:
        return []
    from indexdoctor.clients.uv.locked import file_of, installed_packages, locked_url

    return [
        Wanted(
            package.name,
            Requirement(
                package.name,
                f"{package.name}=={package.version}",
                lock.origin,
                specifier=f"=={package.version}",
                url=locked_url(package),
            ),
            tuple(row for row in rows if str(row.index.url) == package.location)[:1],
            fetch=None if file is None else fetch_of(file, lock.origin, governors),
        )
        for package in installed_packages(lock, found, synced_tables(found))
        if names is None or package.name in names
        for file in (file_of(package),)
    ]


def _preferred(found: Discovered, state: LockState | None) -> Mapping[str, LockedPackage]:
    """The entries of an outdated lock that the resolution tries first."""
    lock = found.workspace.lock if found.workspace is not None else None
    if lock is None or state is None or state.use is not LockUse.PREFERRED:
        return {}
    upgraded = {normalise_name(value.value) for value in given(found, "upgrade-package")}
    return {
        package.name: package
        for package in reversed(lock.packages)
        if package.version is not None and package.name not in upgraded
    }


def _lock_problems(found: Discovered, state: LockState | None) -> Iterator[Problem]:
    if not found.command.kind.is_project or asks_nothing(found):
        return
    missing = found.workspace is not None and found.workspace.lock is None
    if missing and not any(problem.fatal for problem in found.problems):
        name, hint = "uv.lock", "uv lock"
        if found.project is not None and found.is_script:
            name, hint = f"{found.project.path.name}.lock", "uv lock --script"
        for option, wanted in (("--frozen", is_frozen(found)), ("--locked", must_stay(found))):
            if wanted and _needs_lock(found, option):
                origin = Origin.option(option)
                yield Problem(f"there is no {name}, which {option} needs", origin, hint=hint)
                return
    if state is not None and state.is_taken and installs(found):
        yield from _uninstallable(found, frozen=state.use is LockUse.FROZEN)
    if state is not None and not state.is_taken and must_stay(found):
        text = f"uv.lock is out of date ({state.reason}): uv resolves, and then ends with an error"
        yield Problem(text, state.origin, fatal=False, hint="uv lock")


def _needs_lock(found: Discovered, option: str) -> bool:
    """Whether uv refuses to go on without a lock; for `uv run` of a script it often only warns."""
    if not found.is_script or found.command.kind is not CommandKind.RUN:
        return True
    typed = found.command.options.flag(option.removeprefix("--"))
    return typed and RUN_NEEDS_LOCK in found.surroundings.uv


def _undeclared(found: Discovered) -> Iterator[Problem]:
    """Pins of constraints and overrides, which uv looks at before it asks for anything."""
    for requirement in bounds(found).settings:
        pin = pin_of(found, requirement)
        if pin is not None and declared(found, requirement, pin) is None:
            text = f"`{requirement.name}` is pinned to the index `{pin}`, which the project does"
            yield Problem(f"{text} not declare", requirement.origin)


def _uninstallable(found: Discovered, *, frozen: bool) -> Iterator[Problem]:
    """What of a lock cannot be installed: uv says so before it fetches any file."""
    lock = found.workspace.lock if found.workspace is not None else None
    if lock is None:
        return
    from indexdoctor.clients.uv.locked import file_of, find_package, installed_packages

    tables = synced_tables(found)
    for table in tables:
        if frozen and table.name is not None and find_package(lock, table.name) is None:
            yield Problem(f"`{table.name}` is not in {lock.origin}", lock.origin, hint="uv lock")
            return
    for package in installed_packages(lock, found, tables):
        if file_of(package) is None:
            text = f"`{package.name}` has no file in {lock.origin} that fits this machine"
            yield Problem(text, lock.origin, hint="uv lock", late=not frozen)
            return


def _wanted(
    found: Discovered,
    asked: Asked,
    rows: list[IndexRow],
    problems: list[Problem],
    versions: Mapping[str, LockedPackage],
) -> Wanted:
    wanted = _searched(found, asked.requirement, rows, problems)
    wanted = replace(wanted, earlier=asked.earlier, part=asked.part, here=asked.here)
    dead = unreached(found, asked.requirement)
    if dead is not None:
        text = f"`{wanted.name}` is pinned to two indexes for one machine, as uv sees it: no Python"
        text += f" of the project meets the marker of `{dead.index}`"
        hint = "remove the source whose marker cannot hold"
        problems.append(Problem(text, dead.origin, hint=hint, late=True, after_files=True))
    locked = versions.get(wanted.name)
    if locked is None:
        return wanted
    if wanted.pinned is not None and not any(
        str(row.index.url) == locked.location for row in wanted.indexes
    ):
        return wanted
    return replace(wanted, preferred=locked.version)


def _not_declared(
    found: Discovered,
    requirement: Requirement,
    pin: str,
    rows: list[IndexRow],
    problems: list[Problem],
) -> None:
    elsewhere = next((row.index for row in rows if row.index.name == pin), None)
    home = "the script" if found.is_script else "pyproject.toml"
    hint = f"declare it in a [[tool.uv.index]] table of {home}"
    if elsewhere is not None:
        hint += f"; the one in {elsewhere.origin} does not count for sources"
    text = (
        f"`{requirement.name}` is pinned to the index `{pin}`, which the project does not declare"
    )
    problem = Problem(text, requirement.origin, hint=hint, late=True)
    if problem not in problems:  # each part of a requirement looks at all of its pins
        problems.append(problem)


def _searched(
    found: Discovered, requirement: Requirement, rows: list[IndexRow], problems: list[Problem]
) -> Wanted:
    name = requirement.name or ""
    for other in without_ignored(found, requirement).pins:
        if declared(found, requirement, other.index) is None:
            _not_declared(found, requirement, other.index, rows, problems)
    pin = pin_of(found, requirement)
    if pin is None:
        searched = tuple(row for row in rows if row.standing is Standing.SEARCHED)
        return Wanted(name, requirement, searched)
    if requirement.url is not None:
        # The pin wins over a direct URL, of which nothing stays.
        requirement = replace(requirement, url=None, specifier="")
    index = declared(found, requirement, pin)
    if index is None:
        _not_declared(found, requirement, pin, rows, problems)
        return Wanted(name, requirement, (), pinned=requirement.origin)
    place = next((n for n, row in enumerate(rows) if _is_of(row, index)), None)
    if place is None:
        environ, uv = found.surroundings.environ, found.surroundings.uv
        row = row_apart(index, environ, uv, "a project that is named by its path pins to it")
        return Wanted(name, requirement, (row,), pinned=requirement.origin)
    row = rows[place]
    if row.index != index:  # `uv add` has written another URL
        environ = found.surroundings.environ
        row = replace(row, index=index, seeded=index_credential(index, environ))
    if row.standing is Standing.UNUSED:
        # A pin reaches an index of a pyproject.toml that is shadowed as configuration.
        row = replace(row, standing=Standing.EXPLICIT, reason="asked for packages pinned to it")
        rows[place] = row
    return Wanted(name, requirement, (row,), pinned=requirement.origin)


def _is_of(row: IndexRow, index: Index) -> bool:
    return (row.index.name, row.index.origin) == (index.name, index.origin)


def open_sources(found: Discovered, keyrings: KeyringCommands | None = None) -> Sources:
    """Read the files uv would look credentials up in.

    `keyrings` are the commands where they were looked for already: that takes a while.
    """
    return Sources(
        netrc=read_netrc(found.surroundings),
        store=read_store(found.surroundings),
        keyring_on=single(found, "keyring-provider", "disabled").value == "subprocess",
        environ=found.surroundings.environ,
        uv=found.surroundings.uv,
        keyrings=find_commands(found.surroundings) if keyrings is None else keyrings,
        native=_native(found),
    )


def _native(found: Discovered) -> Stated[bool] | None:
    """Whether the preview feature is on with which uv asks the system's own store."""
    if STORE not in found.surroundings.uv:
        return None
    configured = {
        key: value for file in reversed(found.config) for key, value in file.values.items()
    }
    return native.is_on(found.command.options, found.environment, configured)
