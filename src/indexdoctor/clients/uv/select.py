"""Which file of a page uv looks at: the best version that fits, its wheel before its source."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag, sys_tags
from packaging.utils import (
    BuildTag,
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from indexdoctor.clients.uv.candidates import Candidate, Target
from indexdoctor.clients.uv.simple import File
from indexdoctor.model.lock import LockedFile


@cache
def _tag_ranks() -> dict[Tag, int]:
    tags = list(sys_tags())
    return {tag: len(tags) - position for position, tag in enumerate(tags)}


def tag_rank(tags: Iterable[Tag]) -> int:
    """How well a wheel fits this machine; 0 when it does not."""
    return max((_tag_ranks().get(tag, 0) for tag in tags), default=0)


def best_wheel(files: Iterable[LockedFile]) -> LockedFile | None:
    """The wheel of a lock whose tags fit best, then of the greatest build number, then the first.

    A file whose name is none of a wheel is passed over.
    """
    best: tuple[tuple[int, BuildTag], LockedFile] | None = None
    for file in files:
        try:
            _, _, build, tags = parse_wheel_filename(file.filename)
        except InvalidWheelFilename:
            continue
        rank = tag_rank(tags), build
        if rank[0] and (best is None or rank > best[0]):
            best = rank, file
    return None if best is None else best[1]


def ranked(
    files: Iterable[File], name: str, specifier: str, target: Target
) -> tuple[Candidate, ...]:
    """The files uv would try in turn: one a version, the greatest version first.

    Prereleases count as `target.prereleases` has it, yanked files only when the specifier pins
    them. Of equal files of one version the first given wins.
    """
    try:
        wanted = SpecifierSet(specifier)
    except InvalidSpecifier:
        return ()
    found = [c for c in fitting(files, name, target) if _allowed(c, wanted)]
    if target.prereleases != "allow":
        final = [c for c in found if not c.version.is_prerelease]
        found = final or (found if _falls_back(wanted, target) else [])
    best: dict[Version, Candidate] = {}
    for candidate in found:
        known = best.get(candidate.version)
        if known is None or _order(candidate, name, target) > _order(known, name, target):
            best[candidate.version] = candidate
    return tuple(best[version] for version in sorted(best, reverse=True))


def _order(candidate: Candidate, name: str, target: Target) -> tuple[int, bool, int]:
    """What comes first: the right hash, then wheels, then what fits this machine best.

    crates/uv-distribution-types/src/prioritized_distribution.rs, the same from 0.6.17 to 0.12.5.
    """
    wanted = target.hashes().get((name, str(candidate.version)))
    given = candidate.file.hashes
    agrees = 2 if wanted is None or not wanted.isdisjoint(given) else 0 if given else 1
    return agrees, candidate.is_wheel, candidate.rank


def wheel_beside(candidate: Candidate, files: Iterable[File], name: str) -> Candidate | None:
    """A wheel of the version of a source distribution, whatever machine it is for."""
    if candidate.is_wheel:
        return None
    anywhere = Target("", universal=True)
    for file in files:
        wheel = _candidate(file, name, anywhere) if file.filename.endswith(".whl") else None
        if wheel is not None and wheel.version == candidate.version:
            return wheel
    return None


def fitting(files: Iterable[File], name: str, target: Target) -> Iterable[Candidate]:
    """The files that belong to the package and fit the target."""
    for file in files:
        candidate = _candidate(file, name, target)
        if candidate is not None and _fits_python(file, target):
            yield candidate


def _candidate(file: File, name: str, target: Target) -> Candidate | None:
    try:
        if file.filename.endswith(".whl"):
            dist, version, _, tags = parse_wheel_filename(file.filename)
            rank = tag_rank(tags)
            if not target.universal and rank == 0:
                return None
            return Candidate(version, file, True, rank) if dist == canonicalize_name(name) else None
        dist, version = parse_sdist_filename(file.filename)
        return Candidate(version, file, False, 0) if dist == canonicalize_name(name) else None
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def _fits_python(file: File, target: Target) -> bool:
    if not file.requires_python:
        return True
    try:
        return SpecifierSet(file.requires_python).contains(target.python, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True


def _allowed(candidate: Candidate, wanted: SpecifierSet) -> bool:
    if not wanted.contains(candidate.version, prereleases=True):
        return False
    pinned = any(spec.operator in ("==", "===") and "*" not in spec.version for spec in wanted)
    return pinned or not candidate.file.yanked


def _falls_back(wanted: SpecifierSet, target: Target) -> bool:
    """Whether prereleases are taken where nothing else fits.

    A specifier that names one does not make them preferred to others (seen with uv 0.13.8).
    """
    if target.prereleases == "explicit":
        return any(_names_prerelease(spec.version) for spec in wanted)
    return target.prereleases != "disallow"


def _names_prerelease(text: str) -> bool:
    try:
        return Version(text.removesuffix(".*")).is_prerelease
    except ValueError:
        return False
