"""What is chosen from the files of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexdoctor.clients.uv.simple import File

if TYPE_CHECKING:
    from packaging.version import Version


@dataclass(frozen=True, slots=True)
class Target:
    """What the files must fit: a Python version, and tags unless resolving for every platform.

    `prereleases` is uv's `prerelease` setting: allow, disallow, explicit, or if-necessary.
    """

    python: str
    universal: bool = False
    prereleases: str = "if-necessary"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that could be chosen; `rank` orders the wheels of one version, greatest first."""

    version: Version
    file: File
    is_wheel: bool
    rank: int
