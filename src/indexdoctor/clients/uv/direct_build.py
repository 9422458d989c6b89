"""Which projects uv builds by itself (crates/uv-build-backend/src/metadata.rs)."""

from __future__ import annotations

from collections.abc import Sequence

from indexdoctor.model.requirement import Requirement
from indexdoctor.versions import Uv, builds

# The last release of each minor version; uv builds what any of those before it would.
_LAST = ("0.9.30", "0.10.12", "0.11.33", "0.12.24")
_UPPER = frozenset({"<", "<=", "==", "===", "~="})


def is_built_directly(backend: str | None, requires: Sequence[Requirement], uv: Uv) -> bool:
    """Whether a build asks no index, as the backend is part of uv."""
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    if builds.DIRECT_BUILD not in uv or backend != "uv_build" or len(requires) != 1:
        return False
    (requirement,) = requires
    if requirement.name != "uv-build" or requirement.url is not None:
        return False
    specifier = SpecifierSet(requirement.specifier)
    own = Version(uv.like)
    if builds.DIRECT_BUILD_COMPATIBLE in uv:
        taken = [own, *(last for last in map(Version, _LAST) if last < own)]
        return any(specifier.contains(version, prereleases=True) for version in taken)
    bounded = any(one.operator in _UPPER for one in specifier)
    return bounded and specifier.contains(own, prereleases=True)
