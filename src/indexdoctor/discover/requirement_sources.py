"""Where a command's requirements come from besides the project: words, files, scripts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from indexdoctor.discover.config import config_of
from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.local_projects import local_projects
from indexdoctor.discover.output_file import read_output
from indexdoctor.discover.project import read_project
from indexdoctor.discover.pylock_source import pylock_alone, pylocks_among
from indexdoctor.discover.receipts import Receipt
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.discover.requirements_files import read_requirements
from indexdoctor.discover.scripts import SUFFIXES, read_block, read_script
from indexdoctor.discover.tools import tool_requirements
from indexdoctor.discover.workspace import index_mistakes
from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.config import ConfigScope
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.requirements_files import IndexOption, RequirementsFiles
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions.tools import SCRIPTS_AS_SOURCES

_PIP_ONLY = "uv takes index options of a requirements file for `uv pip` commands only"
_NO_TABLES = "uv takes no `[[tool.uv.index]]` of a script named as a source of requirements"


def read_sources(
    surroundings: Surroundings,
    command: Command,
    environment: Options,
    receipt: Receipt | Problem | None = None,
) -> tuple[RequirementsFiles, tuple[Problem, ...]]:
    """The requirements a command is given, and the index options that come with them.

    `receipt` is that of a tool to upgrade.
    """
    options, kind = command.options, command.kind
    sources: list[Stated[str]] = []
    typed: list[Stated[str]] = []
    if kind in (CommandKind.PIP_COMPILE, CommandKind.PIP_SYNC):
        sources += command.arguments
    elif kind in (CommandKind.PIP_INSTALL, CommandKind.ADD):
        sources += options.all("requirements")
        typed += command.arguments
    elif kind is CommandKind.RUN or kind.is_tool:
        sources += options.all("with-requirements")
        typed += options.all("with")
    if kind is CommandKind.PUBLISH:
        return RequirementsFiles(), ()
    pylocks = pylocks_among(sources, kind, surroundings)
    if pylocks:
        sources = [source for source in sources if source not in pylocks]
        if kind is not CommandKind.RUN:  # which passes over them
            others = bool(sources or typed)
            return pylock_alone(pylocks, command, environment, surroundings, others=others)
    tables = [s for s in sources if Path(s.value).name == "pyproject.toml"]
    scripts = [s for s in sources if _is_script(s.value, surroundings.uv)]
    sources = [s for s in sources if s not in (*tables, *scripts)]
    constraints = options.all("constraints") or environment.all("constraints")
    overrides = options.all("overrides") or environment.all("overrides")
    excludes = options.all("excludes") or environment.all("excludes")
    files, problems = read_requirements(sources, constraints, surroundings, overrides, excludes)
    bounds = options.all("build-constraints") or environment.all("build-constraints")
    built, bound_problems = read_requirements((), bounds, surroundings)
    found: list[Requirement] = []
    if kind.is_tool:
        typed += options.all("with-executables-from")
        typed[:0] = tool_requirements(command)
    every = [*problems, *bound_problems]
    if isinstance(receipt, Problem):
        every.append(receipt)
    elif receipt is not None:
        found += receipt.requirements
        files = replace(files, constraints=(*files.constraints, *receipt.constraints))
        every += receipt.problems
    editable = options.all("editable") if kind is CommandKind.PIP_INSTALL else ()
    for text in (*typed, *editable):
        is_editable = text in editable
        requirement = parse_requirement(text.value, text.origin, surroundings, is_editable)
        if isinstance(requirement, Problem):
            every.append(requirement)
        else:
            found.append(requirement)
    index_options = list(files.index_options)
    for source in scripts:
        read = _script_source(source, surroundings)
        found += read.requirements
        index_options += read.index_options
        files = replace(files, no_index=files.no_index or read.no_index)
        every += read.problems
    if not kind.is_pip:
        index_options = [replace(o, ignored=o.ignored or _PIP_ONLY) for o in index_options]
        files = replace(files, no_index=None)
    project_indexes: list[Index] = []
    for source in tables:
        members, more, table_problems = _project_source(source, surroundings, options)
        found += members
        index_options += [IndexOption(i) for i in more if i.kind is not IndexKind.INDEX]
        project_indexes += [i for i in more if i.kind is IndexKind.INDEX]
        every += table_problems
    # The tool itself and what is typed beside it come before files.
    ordered = (found, files.requirements) if kind.is_tool else (files.requirements, found)
    named = (*ordered[0], *ordered[1]) if kind.is_pip else ()
    local = list(local_projects(named, surroundings))
    project_indexes += [index for _, indexes in local for index in indexes]
    output, output_problems = read_output(command, surroundings)
    every += output_problems
    return (
        replace(
            files,
            output=output,
            requirements=(*ordered[0], *ordered[1]),
            build_constraints=built.constraints,
            index_options=tuple(index_options),
            project_indexes=tuple(project_indexes),
            local=tuple(table for table, _ in local),
        ),
        tuple(every),
    )


def _project_source(
    source: Stated[str], surroundings: Surroundings, options: Options
) -> tuple[list[Requirement], list[Index], list[Problem]]:
    """A pyproject.toml given as a requirements source: its dependencies and indexes."""
    path = Path(os.path.normpath(surroundings.cwd / source.value))
    document = read_document(path, surroundings)
    if not isinstance(document, Document):
        missing = Problem(f"{surroundings.shown(path)} does not exist", source.origin)
        return [], [], [document or missing]
    config, mistakes = config_of(document, ConfigScope.PROJECT, is_pyproject=True)
    table, problems = read_project(document, surroundings, config.sources if config else ())
    chosen = list(table.requirements)
    extras = {value.value for value in options.all("extra")}
    for extra, members in table.optional.items():
        if extra in extras or options.flag("all-extras"):
            chosen += members
    groups = {value.value for value in options.all("group")}
    for group, members in table.groups.items():
        if group in groups:
            chosen += members
    indexes = [
        index
        for kind in (
            *(IndexKind.INDEX, IndexKind.EXTRA_INDEX_URL),
            *(IndexKind.INDEX_URL, IndexKind.FIND_LINKS),
        )
        for index in (config.of_kind(kind) if config else ())
    ]
    return chosen, indexes, [*problems, *index_mistakes(document, mistakes, surroundings.uv)]


def _is_script(name: str, uv: Uv) -> bool:
    if SCRIPTS_AS_SOURCES not in uv or Path(name).name == "setup.py":
        return False
    return name.lower().endswith(SUFFIXES)


@record
class _FromScript:
    """What a script named as a source gives."""

    requirements: tuple[Requirement, ...] = ()
    index_options: tuple[IndexOption, ...] = ()
    no_index: Origin | None = None
    problems: tuple[Problem, ...] = ()


def _script_source(source: Stated[str], surroundings: Surroundings) -> _FromScript:
    """A script given as a source: like a requirements file, its pins and [[index]] do not count."""
    path = Path(os.path.normpath(surroundings.cwd / source.value))
    document = read_block(path, surroundings)
    if not isinstance(document, Document):
        shown = surroundings.shown(path)
        missing = Problem(f"{shown} has no `# /// script` block", source.origin)
        return _FromScript(problems=(document or missing,))
    script = read_script(document, surroundings)
    if script.table is None or script.config is None:
        wanted = script.table.requirements if script.table is not None else ()
        return _FromScript(wanted, problems=script.problems)
    config = script.config
    options = [
        IndexOption(index)
        for kind in (IndexKind.EXTRA_INDEX_URL, IndexKind.INDEX_URL, IndexKind.FIND_LINKS)
        for index in config.of_kind(kind)
    ]
    options += [IndexOption(index, _NO_TABLES) for index in config.of_kind(IndexKind.INDEX)]
    no_index = config.values.get("no-index")
    return _FromScript(
        tuple(replace(r, index=None) for r in script.table.requirements),
        tuple(options),
        no_index.origin if no_index is not None and no_index.value else None,
        script.problems,
    )
