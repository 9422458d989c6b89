"""Constraints, overrides and exclusions: what is said of requirements elsewhere.

They are given in files (`-c`, `--override`, `--excludes`) and in settings
(`constraint-dependencies`, `override-dependencies`, `exclude-dependencies`). Those of a project's
settings count for `uv pip compile` and `install` too; `uv pip sync` passes over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.preferences import upgrades
from indexdoctor.discover.project import pinned
from indexdoctor.discover.requirements import normalise_name, parse_requirement
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement, SourcePin
from indexdoctor.records import record

_PIP = frozenset({CommandKind.PIP_COMPILE, CommandKind.PIP_INSTALL})


@record
class Bounds:
    """What limits requirements besides themselves.

    `settings` are those that may have index pins. `universal`: the resolution is for every machine,
    not for this one.
    """

    constraints: tuple[Requirement, ...]
    overrides: tuple[Requirement, ...]
    excludes: frozenset[str]
    settings: tuple[Requirement, ...]
    universal: bool

    def replaced(self, requirements: Iterable[Requirement]) -> Iterator[Requirement]:
        """The requirements without those excluded, an override in place of each that has one."""
        for requirement in requirements:
            if requirement.name in self.excludes:
                continue
            others = [other for other in self.overrides if other.name == requirement.name]
            if not others:
                yield requirement
            for other in others:
                if self.universal or holds(other.marker):
                    yield replace(other, origin=requirement.origin)


def bounds(found: Discovered) -> Bounds:
    """All that counts for a command, files before settings."""
    constraints = tuple(stated_requirements(found, "constraint-dependencies"))
    overrides = tuple(stated_requirements(found, "override-dependencies"))
    files = found.requirements
    build = stated_requirements(found, "build-constraint-dependencies")
    universal = not (found.command.kind.is_pip or found.command.kind.is_tool)
    return Bounds(
        constraints=tuple(
            constraint
            for constraint in (*files.constraints, *constraints, *upgrades(found))
            if holds(constraint.marker)
        ),
        overrides=(*files.overrides, *overrides),
        excludes=excluded(found) | set(files.excludes),
        settings=(*constraints, *overrides, *build),
        universal=universal,
    )


def excluded(found: Discovered) -> frozenset[str]:
    """The packages that `exclude-dependencies` leaves out."""
    stated = _settings(found, "exclude-dependencies")
    return frozenset(normalise_name(name) for one in stated for name in one.value)


def _settings(found: Discovered, key: str) -> Iterator[Stated[tuple[str, ...]]]:
    """A list of the workspace's root, or for `uv pip` of every configuration file."""
    if found.command.kind in _PIP:
        yield from (file.values[key] for file in found.config if key in file.values)
    elif found.command.kind.is_project and found.workspace is not None:
        stated = found.workspace.root.settings.get(key)
        if stated is not None:
            yield stated


def stated_requirements(found: Discovered, key: str) -> Iterator[Requirement]:
    """The requirements of a setting, with the index pins a project's have."""
    pins: tuple[SourcePin, ...] = ()
    if found.command.kind.is_project and found.workspace is not None:
        pins = found.workspace.root.pins
    for stated in _settings(found, key):
        for text in stated.value:
            requirement = parse_requirement(text, stated.origin, found.surroundings)
            if isinstance(requirement, Problem):
                continue
            yield pinned(requirement, [pin for pin in pins if pin.package == requirement.name])
