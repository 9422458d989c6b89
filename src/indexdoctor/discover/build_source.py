"""What `uv build` builds: a directory, or members of its workspace.

crates/uv/src/commands/build_frontend.rs
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from indexdoctor.discover.requirements import normalise_name
from indexdoctor.discover.workspace import Place, find_place, read_table
from indexdoctor.model.command import Command
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record


@record
class BuildSource:
    """The projects to build, in the workspace of `place`."""

    place: Place
    tables: tuple[ProjectTable, ...] = ()
    problems: tuple[Problem, ...] = ()


def find_build(command: Command, start: Path, surroundings: Surroundings) -> BuildSource:
    """The projects that a command names, else the one in `start`."""
    named = next(iter(command.arguments), None)
    folder = start if named is None else Path(os.path.normpath(surroundings.cwd / named.value))
    if named is not None and not folder.exists():
        problem = Problem(f"{surroundings.shown(folder)} does not exist", named.origin)
        return BuildSource(Place(None, None, start), problems=(problem,))
    if folder.is_file():
        origin = Origin.file(surroundings.shown(folder))
        text = "not determined: what the build of a source distribution asks for"
        problem = Problem(text, origin, fatal=False, hint="name the directory of the project")
        return BuildSource(Place(None, None, start), problems=(problem,))
    place = find_place(folder, surroundings)
    members = place.workspace.members if place.workspace is not None else ()
    wanted = {normalise_name(value.value) for value in command.options.all("package")}
    if wanted or command.options.flag("all-packages"):
        chosen = tuple(
            member
            for member in members
            if not wanted or normalise_name(member.name or "") in wanted
            if member.is_package
        )
        problems = (*place.problems, *(() if chosen else _none(command)))
        return BuildSource(place, chosen, problems)
    path = folder / "pyproject.toml"
    own = next((member for member in members if member.path == path), None)
    if own is not None:
        return BuildSource(place, (own,), place.problems)
    found = read_table(path, surroundings)
    if isinstance(found, Problem):
        return BuildSource(place, problems=(found,))
    if found is not None:
        # Without a [project] it has no name, and is no part of a workspace.
        return BuildSource(place, (found,), place.problems)
    if (folder / "setup.py").is_file():
        return BuildSource(place, (ProjectTable(path),))
    text = f"{surroundings.shown(folder)} is no project: it has neither pyproject.toml nor setup.py"
    problem = Problem(text, Origin.file(surroundings.shown(path)), late=True)
    return BuildSource(place, problems=(problem,))


def _none(command: Command) -> Iterator[Problem]:
    stated = (*command.options.all("package"), *command.options.all("all-packages"))
    yield Problem("the workspace has no such package that can be built", stated[0].origin)
