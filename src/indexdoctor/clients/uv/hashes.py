"""The hashes of `uv pip`: what uv refuses before it asks for anything, and which files it prefers.

crates/uv-types/src/hash.rs
"""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.precedence import single, switched_on
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import ARBITRARY_EQUALITY_PINS, HASHES_REQUIRED_BY_FILES

_KINDS = frozenset({CommandKind.PIP_INSTALL, CommandKind.PIP_SYNC})
_ALGORITHMS = ("sha256=", "sha384=", "sha512=", "blake2b=", "md5=")


def unhashed(found: Discovered) -> Iterator[Problem]:
    """The first requirement or constraint without a version or hash, where both are required."""
    required = _required(found)
    if required is None or found.requirements.pylock is not None:
        return
    uv = found.surroundings.uv
    constraints = [one for one in found.requirements.constraints if holds(one.marker)]
    for constraint in constraints:
        if not _is_pinned(constraint, uv):
            yield _problem(constraint, "pinned with `==`", required)
            return
    hashed = {(one.name, one.specifier, one.url) for one in constraints if _has_hash(one)}
    for one in found.requirements.requirements:
        if not holds(one.marker):
            continue
        if not _is_pinned(one, uv):
            yield _problem(one, "pinned with `==`", required)
            return
        if not _has_hash(one) and (one.name, one.specifier, one.url) not in hashed:
            yield _problem(one, "given with a --hash", required)
            return


def wanted_hashes(found: Discovered) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """The hashes that the files of a pinned package should have, by its name and version.

    Hashes of a requirement and of a constraint with the same pin count where they agree.
    """
    from packaging.version import InvalidVersion, Version

    verify = single(found, "verify-hashes", True).value not in (False, "false")
    if found.command.kind not in _KINDS or not (verify or _required(found) is not None):
        return {}
    wanted: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for one in (*found.requirements.constraints, *found.requirements.requirements):
        if one.name is None or not one.hashes or not holds(one.marker):
            continue
        if not _is_pinned(one, found.surroundings.uv):
            continue
        try:
            key = one.name, str(Version(one.specifier.lstrip("=").strip()))
        except InvalidVersion:
            continue
        given = frozenset(one.hashes)
        wanted[key] = given & wanted[key] if key in wanted else given
    return wanted


def _required(found: Discovered) -> Origin | None:
    """Where it is said that hashes are required; None when they are not."""
    if found.command.kind not in _KINDS:
        return None
    switch = switched_on(found, "require-hashes")
    if switch.value:
        return switch.origin
    uv = found.surroundings.uv
    return found.requirements.require_hashes if HASHES_REQUIRED_BY_FILES in uv else None


def _is_pinned(requirement: Requirement, uv: Uv) -> bool:
    if requirement.url is not None or requirement.path is not None or requirement.name is None:
        return True
    specifier = requirement.specifier
    if specifier.startswith("===") and ARBITRARY_EQUALITY_PINS not in uv:
        return False
    return specifier.startswith("==") and "," not in specifier and not specifier.endswith("*")


def _has_hash(requirement: Requirement) -> bool:
    fragment = requirement.url.url.fragment if requirement.url is not None else None
    named = fragment is not None and any(
        part.startswith(_ALGORITHMS) for part in fragment.split("&")
    )
    return bool(requirement.hashes) or named


def _problem(requirement: Requirement, what: str, required: Origin) -> Problem:
    text = f"`{requirement.text}` is not {what}, which {required} demands of all requirements"
    return Problem(text, requirement.origin, hint="uv pip compile --generate-hashes")
