"""Projects and their workspace, as their pyproject.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexdoctor.model.index import Index
from indexdoctor.model.origin import Stated
from indexdoctor.model.requirement import Requirement, SourcePin
from indexdoctor.records import record

if TYPE_CHECKING:
    from indexdoctor.model.lock import LockFile


@record
class ProjectTable:
    """The parts of a `pyproject.toml` that decide what is asked of an index.

    `requirements` are `[project] dependencies`; `optional` and `groups` map an extra or group to
    its requirements. `is_package` says whether uv would build the project itself
    (`[build-system]`, `tool.uv.package`), `build_requires` what that build asks for (None: it has
    no `[build-system]`), `build_backend` the object that builds. `indexes` are
    its `[[tool.uv.index]]` tables and `settings` its other `[tool.uv]` values, whether or not the
    file counts as configuration; `pins` are the index pins in force for its requirements.
    `is_script` says it is the block of a script instead (PEP 723), which has no name.
    """

    path: Path
    name: str | None = None
    version: str | None = None
    requires_python: str | None = None
    requirements: tuple[Requirement, ...] = ()
    optional: Mapping[str, tuple[Requirement, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[Requirement, ...]] = field(default_factory=dict)
    default_groups: tuple[str, ...] = ("dev",)
    dynamic: tuple[str, ...] = ()
    is_package: bool = False
    build_requires: tuple[Requirement, ...] | None = None
    build_backend: str | None = None
    indexes: tuple[Index, ...] = ()
    settings: Mapping[str, Stated[Any]] = field(default_factory=dict)
    pins: tuple[SourcePin, ...] = ()
    is_script: bool = False


@record
class Workspace:
    """The workspace of the project: its root and members (the root project included).

    `lock` is its `uv.lock`; None when there is none, or none that can be read.
    """

    root: ProjectTable
    members: tuple[ProjectTable, ...] = ()
    lock: LockFile | None = None
