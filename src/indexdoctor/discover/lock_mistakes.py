"""What uv refuses a `uv.lock` for although it can be parsed (crates/uv-resolver/src/lock)."""

from __future__ import annotations

import collections
from collections.abc import Iterator

from indexdoctor.model.lock import LockedDependency, LockedFile, LockedPackage, LockFile, LockSource
from indexdoctor.versions import Uv
from indexdoctor.versions.lock import LOCK_VERSIONS_NEEDED

_PARTS = (5, 6)  # of the name of a wheel, without and with a build number


def mistakes(lock: LockFile, uv: Uv) -> Iterator[str]:
    """Each as a sentence that begins with the package."""
    known = collections.Counter(package.name for package in lock.packages)
    for package in lock.packages:
        missing = package.version is None and package.source is LockSource.REGISTRY
        if missing and LOCK_VERSIONS_NEEDED in uv:
            yield f"`{package.name}` has no version"
        for wheel in package.wheels:
            yield from _wheel_mistakes(package, wheel)
        for edge in _edges(package):
            count = known[edge.name]
            if edge.version is None and count != 1:
                yield f"`{package.name}` depends on `{edge.name}`, which is there {count} times"


def _wheel_mistakes(package: LockedPackage, wheel: LockedFile) -> Iterator[str]:
    parts = wheel.filename.removesuffix(".whl").split("-")
    if len(parts) not in _PARTS or not wheel.filename.endswith(".whl"):
        yield f"`{package.name}` has a wheel with a name that is none"
    elif package.version is not None and not _same(parts[1], package.version):
        yield f"`{package.name}` {package.version} has the wheel {wheel.filename}"


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    from packaging.version import InvalidVersion, Version

    try:
        return Version(one.replace("_", "-")) == Version(other)
    except InvalidVersion:
        return False


def _edges(package: LockedPackage) -> Iterator[LockedDependency]:
    yield from package.dependencies
    for more in (*package.optional.values(), *package.groups.values()):
        yield from more
