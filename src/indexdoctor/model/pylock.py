"""What a `pylock.toml` (PEP 751) holds, as far as requests follow from it."""

from __future__ import annotations

from pathlib import Path

from indexdoctor.model.lock import LockedFile
from indexdoctor.model.origin import Origin
from indexdoctor.records import record


@record
class PylockPackage:
    """One `[[packages]]` entry.

    `index` is the URL of the index it was locked from; a file says so or not. `wheels` is None
    where there is no such key. `trees` names the other kinds of source it has, `directory` and
    `vcs`, from which no index file comes.
    """

    name: str
    origin: Origin
    version: str | None = None
    index: str | None = None
    marker: str | None = None
    requires_python: str | None = None
    wheels: tuple[LockedFile, ...] | None = None
    sdist: LockedFile | None = None
    archive: LockedFile | None = None
    trees: tuple[str, ...] = ()


@record
class Pylock:
    """A `pylock.toml`. `default_groups` are those of `groups` that are installed unasked."""

    path: Path
    origin: Origin
    requires_python: str | None = None
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    default_groups: tuple[str, ...] = ()
    packages: tuple[PylockPackage, ...] = ()
