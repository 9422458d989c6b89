"""The `[project]` side of a `pyproject.toml`: what would be asked of an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from indexdoctor.discover.documents import Document
from indexdoctor.discover.requirements import normalise_name, parse_requirement
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement, SourcePin
from indexdoctor.model.surroundings import Surroundings


def read_project(
    document: Document, surroundings: Surroundings, pins: tuple[SourcePin, ...] = ()
) -> tuple[ProjectTable, tuple[Problem, ...]]:
    """The project's dependencies, extras and groups, each with its line and index pin."""
    reader = _Reader(document, surroundings, pins)
    table = document.table
    project = _table(table.get("project"))
    tool = _table(_table(table.get("tool")).get("uv"))
    optional = {
        extra: reader.list(given, ("project", "optional-dependencies", extra), extra=extra)
        for extra, given in _table(project.get("optional-dependencies")).items()
    }
    groups = reader.groups(_table(table.get("dependency-groups")))
    legacy = tool.get("dev-dependencies")
    if legacy is not None:
        found = reader.list(legacy, ("tool", "uv", "dev-dependencies"), group="dev")
        groups["dev"] = (*groups.get("dev", ()), *found)
    build = _table(table.get("build-system"))
    package = tool.get("package")
    default = tool.get("default-groups", ["dev"])
    return (
        ProjectTable(
            path=document.path,
            name=_text(project.get("name")),
            version=_text(project.get("version")),
            requires_python=_text(project.get("requires-python")),
            requirements=reader.list(project.get("dependencies", []), ("project", "dependencies")),
            optional=optional,
            groups=groups,
            default_groups=tuple(groups) if default == "all" else tuple(map(str, default)),
            dynamic=tuple(map(str, project.get("dynamic", []))),
            is_package=package if isinstance(package, bool) else bool(build),
            build_requires=reader.list(build.get("requires", []), ("build-system", "requires"))
            if build
            else None,
            build_backend=_text(build.get("build-backend")),
        ),
        tuple(reader.problems),
    )


def read_script_table(
    document: Document, surroundings: Surroundings, pins: tuple[SourcePin, ...] = ()
) -> tuple[ProjectTable, tuple[Problem, ...]]:
    """The same of a script's block, whose dependencies stand at the top."""
    reader = _Reader(document, surroundings, pins)
    table = ProjectTable(
        path=document.path,
        requires_python=_text(document.table.get("requires-python")),
        requirements=reader.list(document.table.get("dependencies", []), ("dependencies",)),
        is_script=True,
    )
    return table, tuple(reader.problems)


class _Reader:
    def __init__(
        self, document: Document, surroundings: Surroundings, pins: tuple[SourcePin, ...]
    ) -> None:
        self.document = document
        self.surroundings = surroundings
        self.pins = pins
        self.problems: list[Problem] = []

    def list(
        self, given: Any, path: tuple[str, ...], *, extra: str = "", group: str = ""
    ) -> tuple[Requirement, ...]:
        found: list[Requirement] = []
        for number, text in enumerate(given if isinstance(given, list) else []):
            origin = self.document.origin((*path, number))
            if not isinstance(text, str):
                continue
            requirement = parse_requirement(text, origin, self.surroundings)
            if isinstance(requirement, Problem):
                self.problems.append(requirement)
            else:
                found.append(self._pinned(requirement, extra, group))
        return tuple(found)

    def groups(self, table: Mapping[str, Any]) -> dict[str, tuple[Requirement, ...]]:
        return {name: self._group(table, name, frozenset()) for name in table}

    def _group(
        self, table: Mapping[str, Any], name: str, above: frozenset[str]
    ) -> tuple[Requirement, ...]:
        found: list[Requirement] = []
        given = table.get(name)
        for number, entry in enumerate(given if isinstance(given, list) else []):
            if isinstance(entry, dict):
                inner = str(entry.get("include-group", ""))
                if inner not in above | {name}:
                    found += self._group(table, inner, above | {name})
            elif isinstance(entry, str):
                origin = self.document.origin(("dependency-groups", name, number))
                requirement = parse_requirement(entry, origin, self.surroundings)
                if not isinstance(requirement, Problem):
                    found.append(self._pinned(requirement, "", name))
        return tuple(found)

    def _pinned(self, requirement: Requirement, extra: str, group: str) -> Requirement:
        mine = []
        for pin in self.pins:
            if pin.package != requirement.name:
                continue
            if pin.extra is not None and normalise_name(pin.extra) != normalise_name(extra):
                continue
            if pin.group is not None and normalise_name(pin.group) != normalise_name(group):
                continue
            mine.append(pin)
        return pinned(requirement, mine)


def pinned(requirement: Requirement, pins: Sequence[SourcePin]) -> Requirement:
    """The requirement with the pins of its package: one index, or some that depend on markers."""
    if pins and pins[0].marker is None:
        return replace(requirement, index=pins[0].index)
    return replace(requirement, pins=tuple(pins))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
