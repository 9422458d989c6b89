"""Requirements as a lock compares them: equal in meaning, however they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, cast

from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from indexdoctor.model.lock import LockedRequirement
from indexdoctor.model.requirement import Requirement

Key = tuple[str, object, object, tuple[str, ...], str | None]

_PLATFORMS = (
    {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
)
_MACHINES = ("x86_64", "aarch64", "arm64", "AMD64")
_PYTHONS = tuple(f"3.{minor}" for minor in range(8, 16))
_IMPLEMENTATIONS = (
    {"implementation_name": "cpython", "platform_python_implementation": "CPython"},
    {"implementation_name": "pypy", "platform_python_implementation": "PyPy"},
)


def key_of_lock(requirement: LockedRequirement) -> Key:
    """The key of a requirement as the lock states it; a local one counts by its name."""
    local = requirement.source == ""
    return (
        requirement.name,
        frozenset() if local else specifiers(requirement.specifier),
        _meaning(requirement.marker),
        requirement.extras,
        requirement.source,
    )


def key_of_project(
    requirement: Requirement, pages: Mapping[str, str], local: Collection[str], extra: str = ""
) -> Key:
    """The key of a requirement as the project states it.

    `pages` maps index names to URLs, `local` holds the names of workspace members, `extra` is the
    extra the requirement belongs to.
    """
    source: str | None = None
    if requirement.name in local or requirement.path is not None:
        source = ""
    elif requirement.url is not None:
        source = str(requirement.url.url)
    elif requirement.index is not None:
        source = pages.get(requirement.index, requirement.index)
    marker = requirement.marker
    if extra:
        only = f"extra == '{extra}'"
        marker = only if marker is None else f"({marker}) and {only}"
    return (
        requirement.name or "",
        frozenset() if source == "" else specifiers(requirement.specifier),
        _meaning(marker),
        requirement.extras,
        source,
    )


def keys_of_project(
    requirement: Requirement, pages: Mapping[str, str], local: Collection[str], extra: str = ""
) -> list[Key]:
    """The keys of a requirement, of which a lock holds a part for each index and for the rest."""
    if not requirement.pins:
        return [key_of_project(requirement, pages, local, extra)]
    name, bounds, meaning, extras, _ = key_of_project(requirement, pages, local, extra)
    names, left = _held(meaning)
    keys: list[Key] = []
    for pin in requirement.pins:
        _, covered = _held(_meaning(pin.marker))
        here = tuple(a and covered[n % len(covered)] for n, a in enumerate(left))
        left = tuple(a and not b for a, b in zip(left, here, strict=True))
        keys.append((name, bounds, (names, here), extras, pages.get(pin.index, pin.index)))
    return [*keys, (name, bounds, (names, left), extras, None)]


def joined(keys: Iterable[Key]) -> set[Key]:
    """The keys, those that differ in their markers alone made one, and those that never hold none.

    uv splits and joins requirements by their markers.
    """
    found: dict[tuple[object, ...], tuple[Key, tuple[bool, ...]]] = {}
    for key in keys:
        name, bounds, meaning, extras, source = key
        if isinstance(meaning, str) and meaning != "always":
            found[key] = key, ()
            continue
        names, held = _held(meaning)
        alike = name, bounds, names, extras, source
        before = found[alike][1] if alike in found else (False,) * len(held)
        held = tuple(a or b for a, b in zip(before, held, strict=True))
        found[alike] = (
            (name, bounds, "always" if all(held) else (names, held), extras, source),
            held,
        )
    return {key for key, held in found.values() if not held or any(held)}


def _held(meaning: object) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """For which extras a meaning was looked at, and where it holds over the grid."""
    if isinstance(meaning, tuple):
        names, held = meaning
        return names, held
    return ("",), (True,) * len(environments())


def same_specifiers(one: str, other: str) -> bool:
    """Whether two version specifiers state the same bounds."""
    return specifiers(one) == specifiers(other)


def specifiers(text: str) -> object:
    """The bounds of a specifier, whatever their order and spacing; the text if it is none."""
    try:
        return frozenset(
            (spec.operator, spec.version.removesuffix(".0")) for spec in SpecifierSet(text)
        )
    except InvalidSpecifier:
        return text


@lru_cache(maxsize=1024)
def _meaning(text: str | None) -> object:
    """Where a marker holds, over a grid of environments; uv rewrites markers into other words."""
    if text is None:
        return "always"
    try:
        marker = Marker(text)
    except InvalidMarker:
        return text
    extras = ("", *_extras_in(text))
    held = tuple(
        marker.evaluate(cast(dict[str, Any], {**base, "extra": extra}))
        for extra in extras
        for base in environments()
    )
    return "always" if all(held) else (extras, held)


@lru_cache(maxsize=1)
def environments() -> tuple[dict[str, str], ...]:
    """A grid of machines and Pythons, over which markers are compared."""
    return tuple(
        {
            **system,
            **implementation,
            "platform_machine": machine,
            "python_version": python,
            "python_full_version": f"{python}.1",
            "implementation_version": f"{python}.1",
        }
        for system, machine, python, implementation in product(
            _PLATFORMS, _MACHINES, _PYTHONS, _IMPLEMENTATIONS
        )
    )


def _extras_in(text: str) -> tuple[str, ...]:
    """The values of `extra == '…'` in a marker, in order."""
    found = []
    for part in text.replace('"', "'").split("extra == '")[1:]:
        found.append(part.partition("'")[0])
    return tuple(sorted(set(found)))
