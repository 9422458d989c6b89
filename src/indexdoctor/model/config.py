"""uv's configuration files, as they were read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from indexdoctor.model.index import Index
from indexdoctor.model.origin import Stated
from indexdoctor.model.requirement import SourcePin
from indexdoctor.records import record


class ConfigScope(enum.StrEnum):
    PROJECT = "project"
    USER = "user"
    SYSTEM = "system"
    EXPLICIT = "explicit"  # --config-file, UV_CONFIG_FILE
    RECEIPT = "receipt"  # what uv noted when it installed a tool
    SCRIPT = "script"  # the `[tool.uv]` table of a script's block


@record
class ConfigFile:
    """One `uv.toml`, or the `[tool.uv]` table of one `pyproject.toml` or script.

    `values` maps a top-level option that is not an index list to its value: enumerations and
    URLs' texts as str, booleans as bool, lists as tuple of str. `publish-url` and `check-url` are
    `Address`. `pip` is the same for the `[pip]` table. `indexes` holds `[[index]]`, then
    `extra-index-url`, `index-url` and `find-links` entries, each marked by its `kind`, in file
    order within a kind; `pip_indexes` the same for the `[pip]` table.
    """

    path: Path
    scope: ConfigScope
    is_pyproject: bool
    values: Mapping[str, Stated[Any]] = field(default_factory=dict)
    pip: Mapping[str, Stated[Any]] = field(default_factory=dict)
    indexes: tuple[Index, ...] = ()
    pip_indexes: tuple[Index, ...] = ()
    sources: tuple[SourcePin, ...] = ()

    def of_kind(self, kind: object, *, pip: bool = False) -> tuple[Index, ...]:
        entries = self.pip_indexes if pip else self.indexes
        return tuple(entry for entry in entries if entry.kind is kind)


@record
class UnreadFile:
    """A configuration file that exists and is not used by this command, with the reason.

    `content` is what it would have said, so that shadowed values can be shown.
    """

    path: Path
    reason: str
    content: ConfigFile | None = None
