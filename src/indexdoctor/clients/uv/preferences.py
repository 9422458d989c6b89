"""The versions that uv tries first: those of an outdated lock, or of the file it writes anew.

crates/uv-resolver/src/preferences.rs, crates/uv-configuration/src/package_options.rs
"""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.precedence import given, switched_on
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.lock import LockedPackage
from indexdoctor.model.origin import Stated
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import LockState, LockUse
from indexdoctor.records import record
from indexdoctor.versions.lock import LOCK_HASHES_PREFERRED

Hashes = dict[tuple[str, str], frozenset[tuple[str, str]]]


@record
class Preference:
    """A version to try first. `index` is the URL of the one it came from; None: that is not known,
    and does not matter to a package that is pinned to an index."""

    version: str
    index: str | None = None


def preferences(found: Discovered, state: LockState | None) -> dict[str, Preference]:
    """What is tried first, by the name of the package."""
    if switched_on(found, "upgrade").value:
        return {}
    upgraded = {requirement.name for requirement in upgrades(found)}
    known = {
        name: Preference(str(package.version), package.location)
        for name, package in _outdated(found, state).items()
    }
    return {n: one for n, one in (known | _written(found)).items() if n not in upgraded}


def preferred_hashes(found: Discovered, state: LockState | None) -> Hashes:
    """The hashes that the entries of an outdated lock have, by name and version."""
    if LOCK_HASHES_PREFERRED not in found.surroundings.uv:
        return {}
    kept = preferences(found, state)
    hashes: Hashes = {}
    for name, package in _outdated(found, state).items():
        files = (*package.wheels, package.sdist)
        known = frozenset(file.hash for file in files if file is not None and file.hash is not None)
        if known and name in kept:
            hashes[name, str(package.version)] = known
    return hashes


def upgrades(found: Discovered) -> Iterator[Requirement]:
    """What `--upgrade-package` names, and the setting of that name; a specifier bounds it."""
    listed = list(given(found, "upgrade-package"))
    for file in found.config:
        for table in (file.pip, file.values) if found.command.kind.is_pip else (file.values,):
            stated = table.get("upgrade-package")
            if stated is not None:
                listed += [Stated(text, stated.origin) for text in stated.value]
    for one in listed:
        requirement = parse_requirement(one.value, one.origin, found.surroundings)
        if isinstance(requirement, Requirement) and requirement.name is not None:
            yield requirement


def _outdated(found: Discovered, state: LockState | None) -> dict[str, LockedPackage]:
    """The packages of an outdated lock; of several of one name the first."""
    lock = found.workspace.lock if found.workspace is not None else None
    if lock is None or state is None or state.use is not LockUse.PREFERRED:
        return {}
    packages = (package for package in reversed(lock.packages) if package.version is not None)
    return {package.name: package for package in packages}


def _written(found: Discovered) -> dict[str, Preference]:
    """The pins of the file that is written anew; of several of one name the latest."""
    pins = found.requirements.output
    if not pins:
        return {}
    from packaging.version import InvalidVersion, Version

    latest: dict[str, tuple[Version, Preference]] = {}
    universal = found.command.options.flag("universal")
    for pin in pins:
        try:
            version = Version(pin.version)
        except InvalidVersion:
            continue
        known = latest.get(pin.name)
        counts = universal or holds(pin.marker)
        if counts and (known is None or version > known[0]):
            latest[pin.name] = version, Preference(str(version), pin.index)
    return {name: preference for name, (_, preference) in latest.items()}
