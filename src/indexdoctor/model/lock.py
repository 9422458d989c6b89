"""What a `uv.lock` holds, as far as requests follow from it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Address
from indexdoctor.records import record


class LockSource(enum.StrEnum):
    """Where a locked package comes from; the value is the key in the lock's `source` table."""

    REGISTRY = "registry"
    URL = "url"
    GIT = "git"
    PATH = "path"  # a file
    DIRECTORY = "directory"
    EDITABLE = "editable"
    VIRTUAL = "virtual"


@record
class LockedFile:
    """One wheel or source distribution of a locked package; `address` None: a local file.

    `line` is where its URL stands in the lock, `hash` a pair of algorithm and hexadecimal digest.
    """

    filename: str
    address: Address | None
    line: int | None = None
    hash: tuple[str, str] | None = None


@record
class LockedDependency:
    """An edge of the lock; `version` only where a name stands there with several versions."""

    name: str
    version: str | None = None
    marker: str | None = None
    extras: tuple[str, ...] = ()


@record
class LockedRequirement:
    """A requirement a local package had when it was locked (`requires-dist`, `requires-dev`).

    `source` is the URL of the index it is pinned to, or its direct URL; empty for a local path or
    workspace member, None for a plain requirement.
    """

    name: str
    specifier: str = ""
    marker: str | None = None
    extras: tuple[str, ...] = ()
    source: str | None = None


@record
class LockedPackage:
    """One `[[package]]` of the lock. `location` is the registry URL, direct URL or path.

    `provides` are the extras of a local package; None for others.
    """

    name: str
    version: str | None
    source: LockSource
    location: str
    markers: tuple[str, ...] = ()
    dependencies: tuple[LockedDependency, ...] = ()
    optional: Mapping[str, tuple[LockedDependency, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[LockedDependency, ...]] = field(default_factory=dict)
    wheels: tuple[LockedFile, ...] = ()
    sdist: LockedFile | None = None
    requires: tuple[LockedRequirement, ...] = ()
    requires_groups: Mapping[str, tuple[LockedRequirement, ...]] = field(default_factory=dict)
    provides: frozenset[str] | None = None


@record
class LockFile:
    """A `uv.lock`.

    `options` are the settings it was made with, `lists` its lists of texts, `bounds` its
    constraints, overrides and build constraints.
    `script` stands for the script it is the lock of: what that required, and requires.
    """

    path: Path
    origin: Origin
    requires_python: str
    packages: tuple[LockedPackage, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: Mapping[str, tuple[LockedRequirement, ...]] = field(default_factory=dict)
    script: LockedPackage | None = None
