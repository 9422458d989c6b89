"""Which steps a command takes besides resolving."""

from __future__ import annotations

from collections.abc import Collection

from indexdoctor.clients.uv.lock_flags import must_stay
from indexdoctor.clients.uv.wanted import installed, installs, synced_tables, syncs
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.resolution import LocalBuild, LockUse, Resolution
from indexdoctor.versions.lock import SYNCS_WHEN_NEEDED, URL_READ_WHEN_FITTING, URL_READ_WHEN_LOCKED


def reads_metadata(found: Discovered) -> bool:
    """Whether a file named by URL is not fetched whole to see that the lock fits."""
    locked = must_stay(found) and URL_READ_WHEN_LOCKED in found.surroundings.uv
    return locked or URL_READ_WHEN_FITTING in found.surroundings.uv


def built(found: Discovered, resolution: Resolution) -> list[LocalBuild]:
    """The projects of the user's own that are built to be installed."""
    if not installs(found):
        return []
    return [build for build in resolution.builds if build.installed]


def further_locks(found: Discovered, resolution: Resolution) -> int:
    """`uv add` locks a second time to write the lower bound of what was typed without one."""
    adds = found.command.kind is CommandKind.ADD and not is_lock_frozen(resolution)
    typed = found.requirements.requirements
    return int(adds and any(not r.specifier and r.url is None for r in typed))


def installs_anew(found: Discovered, resolution: Resolution) -> bool:
    """Whether a project command goes on to install, which reads the find-links pages again."""
    lock = resolution.lock
    outdated = must_stay(found) and lock is not None and not lock.is_taken
    return not is_lock_frozen(resolution) and syncs(found) and not outdated


def is_idle(found: Discovered, chosen: Collection[object]) -> bool:
    """Whether a project command finds nothing to install, and builds no client for it."""
    if SYNCS_WHEN_NEEDED not in found.surroundings.uv or not found.locks:
        return False
    return not chosen and not any(table.is_package for table in synced_tables(found))


def is_taken(resolution: Resolution) -> bool:
    """Whether an existing lock holds."""
    lock = resolution.lock
    return lock is None or lock.is_taken


def is_lock_frozen(resolution: Resolution) -> bool:
    """Whether the lock is taken unread."""
    lock = resolution.lock
    return lock is not None and lock.use is LockUse.FROZEN


def is_installed(found: Discovered, resolution: Resolution, name: str) -> bool:
    """Whether the command goes on to download the file of a package."""
    lock = resolution.lock
    if lock is not None and lock.is_taken:
        return installs(found)
    if lock is not None and must_stay(found):
        return False
    return installed(found, name)
