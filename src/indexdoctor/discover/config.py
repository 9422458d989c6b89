"""`uv.toml` and the `[tool.uv]` table of `pyproject.toml`, with the line of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexdoctor.discover import schema
from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.index_tables import read_indexes
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.discover.since import came, release_of
from indexdoctor.discover.table_reader import TableReader
from indexdoctor.model.config import ConfigFile, ConfigScope
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import SourcePin
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions.settings import CONFIG_FILE_CHECKED, SYSTEM_FILE_CHECKED

_TOP = frozenset(schema.TOP) | schema.INDEX_LISTS
_PROJECT = frozenset(schema.PROJECT_ONLY) | schema.PROJECT_ONLY_UNREAD
# Files in which fields of a project were passed over at first.
_CHECKED_SINCE = {
    ConfigScope.SYSTEM: SYSTEM_FILE_CHECKED,
    ConfigScope.EXPLICIT: CONFIG_FILE_CHECKED,
}
_PIP = frozenset(schema.PIP) | schema.PIP_INDEX_LISTS


def read_config(
    path: Path, scope: ConfigScope, surroundings: Surroundings
) -> tuple[ConfigFile | None, tuple[Problem, ...]]:
    """Read one configuration file; (None, ()) when it does not exist or has no `[tool.uv]`.

    Problems of a uv.toml are fatal. Those of a pyproject.toml are not: uv warns, and takes none
    of the file's settings; the ConfigFile then holds what could be read of them.
    """
    document = read_document(path, surroundings)
    if document is None:
        return None, ()
    if isinstance(document, Problem):
        return None, (document,)
    # A file named with --config-file is read as a uv.toml, whatever it is called.
    is_pyproject = document.is_pyproject and scope is not ConfigScope.EXPLICIT
    return config_of(document, scope, is_pyproject=is_pyproject)


def config_of(
    document: Document, scope: ConfigScope, *, is_pyproject: bool
) -> tuple[ConfigFile | None, tuple[Problem, ...]]:
    """The configuration in a document that was read already."""
    table: Mapping[str, Any] = document.table
    if is_pyproject:
        tool = document.table.get("tool")
        if not isinstance(tool, dict) or "uv" not in tool:
            return None, ()
        table = document.uv_table
    prefix = ("tool", "uv") if is_pyproject else ()
    is_script = scope is ConfigScope.SCRIPT
    reader = TableReader(document, prefix, fatal=is_script or not is_pyproject)
    if is_script:
        _refuse_in_script(reader, table)
    else:
        checked = _CHECKED_SINCE.get(scope)
        is_checked = checked is None or checked in document.uv
        _refuse_fields(reader, table, refused=is_checked and not is_pyproject)
    pip = table.get("pip", {})
    pip = pip if isinstance(pip, dict) else {}
    for key in pip:
        if key not in _PIP or not came(key, schema.PIP_SINCE, document.uv):
            reader.refuse(("pip", key), f"uv does not know the field `{key}` in the pip table")
    pip_lists = {key: value for key, value in pip.items() if key in schema.PIP_INDEX_LISTS}
    sources = table.get("sources", {})
    indexes = tuple(read_indexes(reader, table, ()))
    values = reader.values(table, schema.taken(schema.TOP, schema.SINCE, document.uv))
    pip_values = reader.values(
        pip, schema.taken(schema.PIP, schema.PIP_SINCE, document.uv), ("pip",)
    )
    pip_indexes = tuple(read_indexes(reader, pip_lists, ("pip",)))
    problems = tuple(reader.problems)
    if is_pyproject:
        # Of a wrong one of these uv says nothing when it looks for settings.
        values |= TableReader(document, prefix, fatal=False).values(table, schema.PROJECT_ONLY)
    config = ConfigFile(
        path=document.path,
        scope=scope,
        is_pyproject=is_pyproject,
        values={key: value for key, value in values.items() if key in schema.KEPT},
        pip={key: value for key, value in pip_values.items() if key in schema.KEPT},
        indexes=indexes,
        pip_indexes=pip_indexes,
        sources=tuple(_pins(reader, sources)) if isinstance(sources, dict) else (),
    )
    return config, problems


def _refuse_fields(reader: TableReader, table: Mapping[str, Any], *, refused: bool) -> None:
    uv = reader.document.uv
    for key in table:
        if key not in _TOP | _PROJECT or not came(key, schema.SINCE, uv):
            since = release_of(key, schema.SINCE)
            hint = f"it came with uv {since}" if since is not None else None
            reader.refuse((key,), f"uv does not know the field `{key}` here", hint=hint)
        elif key in _PROJECT and refused and came(key, schema.REFUSED_SINCE, uv):
            message = f"the field `{key}` belongs to a pyproject.toml, not to a uv.toml"
            reader.refuse((key,), message, hint=f"move it to [tool.uv] as `{key}`")
    if "preview" in table and "preview-features" in table:
        message = "uv does not take `preview` and `preview-features` together"
        reader.refuse(("preview-features",), message, hint="leave one of them out")


def _refuse_in_script(reader: TableReader, table: Mapping[str, Any]) -> None:
    for key in table:
        if key in schema.NOT_IN_SCRIPTS or key not in _TOP | _PROJECT:
            reader.refuse((key,), f"uv does not know the field `{key}` in a script")
        elif not came(key, schema.SINCE, reader.document.uv):
            hint = f"it came with uv {release_of(key, schema.SINCE)}"
            reader.refuse((key,), f"uv does not know the field `{key}` here", hint=hint)


def _pins(reader: TableReader, table: Mapping[str, Any]) -> Iterator[SourcePin]:
    for package, given in table.items():
        for number, entry in enumerate(given if isinstance(given, list) else [given]):
            if isinstance(entry, dict) and isinstance(entry.get("index"), str):
                path: tuple[str | int, ...] = ("sources", package)
                yield SourcePin(
                    package=normalise_name(package),
                    index=entry["index"],
                    origin=reader.origin(*path, number)
                    if isinstance(given, list)
                    else reader.origin(*path),
                    marker=_text(entry.get("marker")),
                    extra=_text(entry.get("extra")),
                    group=_text(entry.get("group")),
                )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
