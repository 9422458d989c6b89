"""Whether a command takes a lock as it is, and what it then fetches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.lock_flags import is_frozen, must_stay
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.clients.uv.rows import fetch_of
from indexdoctor.clients.uv.wanted import asks_nothing, installs, synced_tables
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import IndexRow, LockState, LockUse, Wanted
from indexdoctor.versions.tools import RUN_NEEDS_LOCK


def state_of(found: Discovered, locations: IndexLocations) -> LockState | None:
    """The lock the command looks at and whether it is up to date; None without any."""
    if found.requirements.pylock is not None:
        from indexdoctor.clients.uv.pylock import pylock_state

        return pylock_state(found.requirements.pylock)
    if found.workspace is None or found.workspace.lock is None:
        return None
    from indexdoctor.clients.uv.lock_check import lock_state

    return lock_state(found, locations)


def locked_wanted(
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


def lock_problems(found: Discovered, state: LockState | None) -> Iterator[Problem]:
    """What uv says about a lock that is missing, out of date, or cannot be installed."""
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
