"""What is chosen from the files of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from indexdoctor.clients.uv.simple import File
from indexdoctor.model.index import Index
from indexdoctor.records import record

if TYPE_CHECKING:
    from packaging.version import Version


@record
class Target:
    """What the files must fit: a Python version, and tags unless resolving for every platform.

    `prereleases` is uv's `prerelease` setting: allow, disallow, explicit, or if-necessary.
    `hashes` gives those wanted of the files of a package's version (see `hashes.wanted_hashes` and
    `preferences.preferred_hashes`); they are gathered when first asked for.
    """

    python: str
    universal: bool = False
    prereleases: str = "if-necessary"
    hashes: Callable[[], Mapping[tuple[str, str], frozenset[tuple[str, str]]]] = dict


@record
class Candidate:
    """A file that could be chosen; `rank` orders the wheels of one version, greatest first."""

    version: Version
    file: File
    is_wheel: bool
    rank: int


@record
class Chosen:
    """The file a package's search ended with, and the index it came from.

    `beside` is a wheel of the same version that cannot be taken: uv reads its metadata still.
    """

    candidate: Candidate
    index: Index
    beside: Candidate | None = None
