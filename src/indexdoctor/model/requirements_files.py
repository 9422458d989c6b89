"""What the requirements files of a command hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement
from indexdoctor.records import record

if TYPE_CHECKING:
    from indexdoctor.model.pylock import Pylock


@record
class IndexOption:
    """An index option of a requirements file that counts (or one that is ignored, with why)."""

    index: Index
    ignored: str | None = None


@record
class OutputPin:
    """A version in the file that `uv pip compile -o` writes anew.

    `index` is the URL of the index it came from, empty where a pylock.toml does not tell; a
    requirements file never does (None).
    """

    name: str
    version: str
    marker: str | None = None
    index: str | None = None


@record
class RequirementsFiles:
    """What the requirements and constraint files of a command hold, nested files included.

    `index_options` are in the order uv appends them. `no_index` and `require_hashes` are the
    options' origins if given. `constraints`, `build_constraints` and `overrides` start no requests
    of their own, `excludes` are names. `project_indexes` are the `[[tool.uv.index]]` tables of a
    pyproject.toml that was named as a source of requirements. `local` are the
    projects that are named by their path. `pylock` is a `pylock.toml` in place of all of these.
    `output` are the versions in the file that is to be written.
    """

    files: tuple[Path, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    constraints: tuple[Requirement, ...] = ()
    overrides: tuple[Requirement, ...] = ()
    excludes: tuple[str, ...] = ()
    build_constraints: tuple[Requirement, ...] = ()
    index_options: tuple[IndexOption, ...] = ()
    no_index: Origin | None = None
    require_hashes: Origin | None = None
    project_indexes: tuple[Index, ...] = ()
    local: tuple[ProjectTable, ...] = ()
    pylock: Pylock | None = None
    output: tuple[OutputPin, ...] = ()
