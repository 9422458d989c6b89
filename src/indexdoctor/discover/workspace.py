"""Projects and workspaces as uv finds them from a directory (crates/uv-workspace)."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexdoctor.discover.config import config_of
from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.project import read_project
from indexdoctor.model.config import ConfigScope
from indexdoctor.model.index import IndexKind
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable, Workspace
from indexdoctor.model.requirement import SourcePin
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import ONE_DEFAULT, UNIQUE_NAMES


@record
class Place:
    """The project a command works on, its workspace, and where configuration is looked for."""

    project: ProjectTable | None
    workspace: Workspace | None
    config_from: Path
    problems: tuple[Problem, ...] = ()


def find_place(start: Path, surroundings: Surroundings) -> Place:
    """The nearest project at or above `start` and the workspace it belongs to."""
    problems: list[Problem] = []
    document = _nearest(start, surroundings, problems)
    if document is None:
        return Place(None, None, start, tuple(problems))
    uv = document.uv_table
    if uv.get("managed") is False:
        return Place(None, None, start, tuple(problems))
    root = document
    if "workspace" not in uv:
        root = _root_above(document, surroundings) or document
    pins = _pins_of(root)
    members = [
        _table_of(member, surroundings, problems, pins) for member in _members(root, surroundings)
    ]
    own = _table_of(document, surroundings, problems, pins)
    root_table = own if root is document else _table_of(root, surroundings, problems)
    everyone = {table.path: table for table in (root_table, *members, own)}
    workspace = Workspace(root=root_table, members=tuple(everyone.values()))
    return Place(own, workspace, root.path.parent, tuple(dict.fromkeys(problems)))


def read_table(path: Path, surroundings: Surroundings) -> ProjectTable | Problem | None:
    """A pyproject.toml by itself, [project] or not; None when there is none."""
    document = read_document(path, surroundings)
    if not isinstance(document, Document):
        return document if document is None else replace(document, fatal=True)
    return _table_of(document, surroundings, [])


def _nearest(start: Path, surroundings: Surroundings, problems: list[Problem]) -> Document | None:
    for directory in (start, *start.parents):
        document = read_document(directory / "pyproject.toml", surroundings)
        if isinstance(document, Problem):
            problems.append(replace(document, fatal=True))
            return None
        if document is not None:
            if "project" in document.table or "workspace" in document.uv_table:
                return document
            return None
    return None


def _root_above(member: Document, surroundings: Surroundings) -> Document | None:
    directory = member.path.parent
    for above in directory.parents:
        document = read_document(above / "pyproject.toml", surroundings)
        if not isinstance(document, Document):
            continue
        workspace = document.uv_table.get("workspace")
        if isinstance(workspace, dict):
            return document if _is_member(directory, above, workspace) else None
    return None


def _is_member(directory: Path, root: Path, workspace: dict[str, Any]) -> bool:
    if directory in _matches(root, workspace.get("exclude", [])):
        return False
    return directory in _matches(root, workspace.get("members", []))


def _matches(root: Path, patterns: Any) -> set[Path]:
    found: set[Path] = set()
    for pattern in patterns if isinstance(patterns, list) else []:
        for name in glob.iglob(str(pattern), root_dir=root, recursive=True):  # noqa: PTH207
            found.add((root / name.rstrip("/")).resolve())
    return found


def _members(root: Document, surroundings: Surroundings) -> Iterator[Document]:
    workspace = root.uv_table.get("workspace")
    if not isinstance(workspace, dict):
        return
    base = root.path.parent
    excluded = _matches(base, workspace.get("exclude", []))
    for directory in sorted(_matches(base, workspace.get("members", [])) - excluded):
        document = read_document(directory / "pyproject.toml", surroundings)
        if isinstance(document, Document) and document.uv_table.get("managed") is not False:
            yield document


def _pins_of(document: Document) -> tuple[SourcePin, ...]:
    config, _ = config_of(document, ConfigScope.PROJECT, is_pyproject=True)
    return config.sources if config is not None else ()


def _table_of(
    document: Document,
    surroundings: Surroundings,
    problems: list[Problem],
    root_pins: tuple[SourcePin, ...] = (),
) -> ProjectTable:
    """A member's table; the root's pins count for packages the member does not pin itself."""
    config, mistakes = config_of(document, ConfigScope.PROJECT, is_pyproject=True)
    problems += index_mistakes(document, mistakes, surroundings.uv)
    own = config.sources if config is not None else ()
    pinned = {pin.package for pin in own}
    pins = (*own, *(pin for pin in root_pins if pin.package not in pinned))
    table, found = read_project(document, surroundings, pins)
    problems += found
    table = replace(table, pins=pins)
    if config is None:
        return table
    return replace(table, indexes=config.of_kind(IndexKind.INDEX), settings=config.values)


def index_mistakes(document: Document, mistakes: Iterable[Problem], uv: Uv) -> Iterator[Problem]:
    """What stops uv in the index tables of a file it reads as a project.

    `mistakes` are those of the file's settings: where settings are looked for, uv only warns.
    """
    yield from (replace(p, fatal=True) for p in mistakes if _is_of_index(p))
    yield from _repeated(document, uv)


def _is_of_index(problem: Problem) -> bool:
    key = problem.origin.key or ""
    return key == "tool.uv.index" or key.startswith("tool.uv.index[")


def _repeated(document: Document, uv: Uv) -> Iterator[Problem]:
    """Index tables that uv refuses in a project's file, though not in a uv.toml."""
    names: set[str] = set()
    default = False
    tables = document.uv_table.get("index")
    for number, table in enumerate(tables if isinstance(tables, list) else []):
        if not isinstance(table, dict):
            continue
        origin = document.origin(("tool", "uv", "index", number))
        name = table.get("name")
        if isinstance(name, str) and name in names and UNIQUE_NAMES in uv:
            yield Problem(f"two indexes of this file have the name `{name}`", origin)
        if table.get("default") is True and default and ONE_DEFAULT in uv:
            yield Problem("two indexes of this file have `default = true`", origin)
        if isinstance(name, str):
            names.add(name)
        default = default or table.get("default") is True
