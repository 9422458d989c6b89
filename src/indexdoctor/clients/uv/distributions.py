"""The files `uv publish` takes, and their order (group_files in crates/uv-publish/src/lib.rs)."""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from indexdoctor.model.hash_order import fx_hash, set_order
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions import publish as versions

# The endings of source distributions (crates/uv-distribution-filename/src/extension.rs).
_SDIST = re.compile(
    r"(?P<stem>.+)\.(?P<end>tar(?:\.(?:gz|bz2|xz|lz|lzma|zst))?|zip|tgz|tbz|txz|tlz)", re.DOTALL
)
_ATTESTATION = ".attestation"  # <distribution>.<kind>.attestation


@record
class Distribution:
    """A file to upload: its name, the package it belongs to, and the version.

    `path` is where it lies; None for a file that has not been built. `attestations` are files that
    uv sends along. `key` is equal for two spellings of one distribution's name.
    """

    filename: str
    package: str
    version: str
    is_wheel: bool
    path: Path | None = None
    attestations: tuple[Path, ...] = ()
    key: tuple[object, ...] = ()

    @property
    def is_normalised(self) -> bool:
        """Whether the name and version in the file name are written in the normal form."""
        start = f"{self.package.replace('-', '_')}-{self.version}"
        rest = self.filename.removeprefix(start)
        return rest != self.filename and rest.startswith("-" if self.is_wheel else ".")

    def unreadable(self) -> str | None:
        """Why uv cannot read the metadata it uploads with the file; None when it can."""
        if self.path is None:
            return None
        from indexdoctor.clients.uv.dist_metadata import metadata_problem

        return metadata_problem(self.path, is_wheel=self.is_wheel)

    def bad_attestation(self) -> Path | None:
        """The first attestation that is no JSON: uv ends there without an upload."""
        for path in self.attestations:
            try:
                json.loads(path.read_bytes())
            except (OSError, ValueError):
                return path
        return None


def distributions(
    patterns: tuple[str, ...], cwd: Path, uv: Uv, *, attested: bool = True
) -> tuple[Distribution, ...]:
    """The distributions a version of uv would upload, in its order.

    `attested` is false under --no-attestations.
    """
    found: dict[str, Distribution] = {}
    attestations: dict[str, list[Path]] = {}
    for path in _matches(patterns, cwd):
        if path.name.endswith(_ATTESTATION):
            name = path.name.removesuffix(_ATTESTATION).rpartition(".")[0]
            attestations.setdefault(name, []).append(path)
            continue
        distribution = parse_distribution(path.name)
        if distribution is not None:
            found[path.name] = replace(distribution, path=path)
    if attested and versions.ATTESTATIONS in uv:
        for name in found.keys() & attestations.keys():
            found[name] = replace(found[name], attestations=tuple(sorted(attestations[name])))
    return tuple(_ordered(found.values(), uv))


def _matches(patterns: tuple[str, ...], cwd: Path) -> Iterator[Path]:
    for pattern in patterns:
        for match in sorted(glob.glob(pattern, root_dir=cwd)):  # noqa: PTH207  # Path.glob takes no absolute pattern
            path = cwd / match
            if path.is_file():
                yield path


def _ordered(found: Iterable[Distribution], uv: Uv) -> list[Distribution]:
    if versions.HASHED_ORDER in uv:
        by_path = sorted(found, key=lambda d: str(d.path))
        return set_order([(d, fx_hash((d.filename,))) for d in by_path])
    if versions.WHEELS_FIRST in uv:
        return sorted(found, key=lambda d: (not d.is_wheel, d.filename))
    return list(found)


def parse_distribution(filename: str) -> Distribution | None:
    """Read a wheel's or source distribution's file name; None for anything else."""
    try:
        if filename.endswith(".whl"):
            name, version, build, tags = parse_wheel_filename(filename)
            return Distribution(
                filename, name, str(version), True, key=(name, version, build, tags)
            )
        match = _SDIST.fullmatch(filename)
        if match is None:
            return None
        name, version = parse_sdist_filename(f"{match['stem']}.tar.gz")
        return Distribution(filename, name, str(version), False, key=(name, version, match["end"]))
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
