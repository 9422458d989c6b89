"""What uv installs of a `pylock.toml` (uv-resolver/src/lock/export/pylock_toml.rs).

No index is asked: the files are fetched from the URLs it names. Its `index` fields bear on the
cache alone; which policy and credentials count is decided by the URL of each file.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from indexdoctor.clients.uv.build_options import BuildOptions, build_options
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.clients.uv.rows import fetch_of
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.lock import LockedFile
from indexdoctor.model.problem import Problem, RefusedError
from indexdoctor.model.pylock import Pylock, PylockPackage
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import IndexRow, LockState, LockUse, Wanted
from indexdoctor.versions import Uv
from indexdoctor.versions.lock import (
    PYLOCK_FILES_MATCH,
    PYLOCK_ONE_EACH,
    PYLOCK_PACKAGE_PYTHON,
    PYLOCK_PYTHON,
    PYLOCK_UNFIT_LEFT_OUT,
)

_ARCHIVES = (
    *(".whl", ".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.lz", ".tar.lzma", ".tar.xz"),
    *(".tar.zst", ".tbz", ".tgz", ".tlz", ".txz"),
)
_HINT = "lock again, for instance with `uv export -o pylock.toml`"


def pylock_state(pylock: Pylock) -> LockState:
    """A pylock.toml is always taken as it is."""
    return LockState(pylock.origin, LockUse.FROZEN, "its files are fetched, no index is asked")


def pylock_wanted(
    pylock: Pylock, found: Discovered, rows: Sequence[IndexRow], governors: Governors
) -> tuple[Wanted, ...]:
    """What is installed, in the order of the file. Raises RefusedError."""
    uv = found.surroundings.uv
    running = ".".join(map(str, sys.version_info[:3]))
    wanted_python = pylock.requires_python if PYLOCK_PYTHON in uv else None
    if wanted_python is not None and not _contains(wanted_python, running):
        text = f"{pylock.origin.name} requires Python {wanted_python}; this is {running}"
        raise RefusedError(Problem(text, pylock.origin, late=True))
    python = _python(found, running)
    environment = _environment(found, pylock, python)
    options = build_options(found)
    wanted: list[Wanted | None] = []
    active: set[str] = set()
    for package in pylock.packages:
        if not _holds(package.marker, environment):
            if PYLOCK_UNFIT_LEFT_OUT not in uv:
                _file_of(package, options, uv)
            continue
        if package.name in active and PYLOCK_ONE_EACH in uv:
            raise _refusal(package, "stands there twice for this environment")
        active.add(package.name)
        if (
            package.requires_python is not None
            and PYLOCK_PACKAGE_PYTHON in uv
            and not _contains(package.requires_python, python)
        ):
            raise _refusal(package, f"requires Python {package.requires_python}, not {python}")
        file = _file_of(package, options, uv)
        if file is not None:
            wanted.append(_wanted(package, file, rows, governors))
    return tuple(one for one in wanted if one is not None)


def _wanted(
    package: PylockPackage, file: LockedFile, rows: Sequence[IndexRow], governors: Governors
) -> Wanted | None:
    """What is fetched of a package; None for a local file."""
    fetch = fetch_of(file, package.origin, governors)
    if fetch is None:
        return None
    named = [row for row in rows if str(row.index.url) == package.index]
    named = named or [row for row in rows if row.index.label == fetch.index]
    specifier = f"=={package.version}" if package.version else ""
    text = f"{package.name}{specifier}"
    requirement = Requirement(package.name, text, fetch.origin, specifier=specifier)
    return Wanted(package.name, requirement, tuple(named[:1]), fetch=fetch)


def _file_of(package: PylockPackage, options: BuildOptions, uv: Uv) -> LockedFile | None:
    """The file uv installs the package from; None for a directory or repository."""
    if package.trees and (package.wheels is not None or package.sdist or package.archive):
        raise _refusal(package, f"has both files and a `{package.trees[0]}`")
    if package.archive is not None and (package.wheels is not None or package.sdist):
        raise _refusal(package, "has both files of an index and an `archive`")
    if PYLOCK_FILES_MATCH in uv:
        for file in (*(package.wheels or ()), *((package.archive,) if package.archive else ())):
            _check(package, file)
    from indexdoctor.clients.uv.select import best_wheel

    no_binary, no_build = package.name in options.no_binary, package.name in options.no_build
    wheel = best_wheel(package.wheels or ())
    if wheel is not None and not no_binary:
        return wheel
    if package.sdist is not None and not no_build:
        return package.sdist
    if package.trees and not no_build:
        return None
    archive = package.archive
    if archive is not None and not (no_binary if archive.filename.endswith(".whl") else no_build):
        if not archive.filename.endswith(_ARCHIVES):
            raise _refusal(package, "has an `archive` of no kind that uv knows")
        return archive
    forbidden = (["--no-binary"] if no_binary else []) + (["--no-build"] if no_build else [])
    what = "has no file that fits here" if package.wheels else "names no file"
    if forbidden:
        what = f"has no file that {' and '.join(forbidden)} allows"
    raise _refusal(package, what)


def _check(package: PylockPackage, file: LockedFile) -> None:
    """Raises RefusedError for a wheel of another name or version."""
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename
    from packaging.version import Version

    try:
        name, version, _, _ = parse_wheel_filename(file.filename)
    except InvalidWheelFilename:
        return
    if name != package.name:
        raise _refusal(package, f"has the wheel {file.filename} of another package")
    if package.version is not None and version != Version(package.version):
        raise _refusal(package, f"has the wheel {file.filename} of another version")


def _refusal(package: PylockPackage, what: str) -> RefusedError:
    text = f"`{package.name}` {what} in {package.origin.name}"
    return RefusedError(Problem(text, package.origin, hint=_HINT, late=True))


def _python(found: Discovered, running: str) -> str:
    given = found.command.options.last("python-version")
    return running if given is None else given.value


def _environment(
    found: Discovered, pylock: Pylock, python: str
) -> Mapping[str, str | frozenset[str]]:
    """What markers are evaluated against."""
    options = found.command.options
    extras = set(pylock.extras) if options.flag("all-extras") else set()
    extras |= {normalise_name(value.value) for value in options.all("extra")}
    groups = {normalise_name(value.value) for value in options.all("group")}
    groups |= set(pylock.default_groups)
    environment: dict[str, str | frozenset[str]] = {
        "extras": frozenset(extras & set(pylock.extras)),
        "dependency_groups": frozenset(groups & set(pylock.groups)),
    }
    if options.last("python-version") is not None:
        parts = (*python.split("."), "0", "0")
        environment["python_version"] = ".".join(parts[:2])
        environment["python_full_version"] = ".".join(parts[:3])
    return environment


def _holds(marker: str | None, environment: Mapping[str, str | frozenset[str]]) -> bool:
    if marker is None:
        return True
    from packaging.markers import Marker

    return Marker(marker).evaluate(dict(environment), context="lock_file")


def _contains(specifier: str, version: str) -> bool:
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier).contains(version, prereleases=True)
