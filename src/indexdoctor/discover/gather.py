"""All that is written down for one command: which files count, and what stands in them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from indexdoctor.discover.config import config_of, read_config
from indexdoctor.discover.conflicts import conflicts, lock_switches, missing_directories
from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.environment import read_environment
from indexdoctor.discover.paths import real, system_configs, user_config
from indexdoctor.discover.project import read_project
from indexdoctor.discover.pylock_file import is_pylock
from indexdoctor.discover.pylock_source import pylock_alone, pylocks_among
from indexdoctor.discover.required_version import required_version
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.discover.requirements_files import read_requirements
from indexdoctor.discover.tools import tool_requirements
from indexdoctor.discover.workspace import Place, find_place
from indexdoctor.model.config import (
    Command,
    CommandKind,
    ConfigFile,
    ConfigScope,
    Discovered,
    IndexOption,
    Options,
    Requirement,
    RequirementsFiles,
    Surroundings,
    UnreadFile,
)
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem

_SHADOWED = "[tool.uv] is ignored as a whole beside a uv.toml in the same directory"
_MISTAKEN = "uv takes none of the settings of a [tool.uv] table with a mistake in it"
_MEMBER = "only the workspace root's configuration is read, not a member's"
_ONE_FILE = "--config-file names the only file that is read"
_USERS_OWN = "uv tool and uvx read the user's and the system's configuration only"
_PIP_ONLY = "uv takes index options of a requirements file for `uv pip` commands only"
_NO_CONFIG = "--no-config switches configuration files off"


def discover(surroundings: Surroundings, command: Command) -> Discovered:
    """Read everything uv would read for `command`."""
    environment, problems = read_environment(
        surroundings.environ, surroundings.uv, command.kind, command.options
    )
    before, surroundings = surroundings, _moved(surroundings, command.options, environment)
    given = command.options.last("project") or environment.last("project")
    start = surroundings.cwd
    if given is not None:
        start = Path(os.path.normpath(surroundings.cwd / given.value))
    place = find_place(start, surroundings)
    files = _Files(surroundings, command, environment)
    files.collect(place)
    if command.kind.is_tool:
        place = Place(None, None, start)
    if command.kind.is_project:
        place = _with_lock(place, surroundings)
    requirements, read_problems = _requirements(surroundings, command, environment)
    return Discovered(
        surroundings=surroundings,
        command=command,
        environment=environment,
        config=tuple(files.config),
        unread=tuple(files.unread),
        workspace=place.workspace,
        project=place.project,
        requirements=requirements,
        problems=tuple(
            dict.fromkeys(
                (
                    *problems,
                    *missing_directories(command, environment, before, surroundings),
                    *files.problems,
                    *conflicts(command, environment, files.config),
                    *required_version(files.config, files.mistaken, surroundings.uv),
                    *(
                        (*place.problems, *lock_switches(command, environment, surroundings.uv))
                        if command.kind.is_project
                        else ()
                    ),
                    *read_problems,
                )
            )
        ),
    )


def _with_lock(place: Place, surroundings: Surroundings) -> Place:
    """The workspace with its uv.lock; only project commands read it, and it can be large."""
    if place.workspace is None:
        return place
    path = place.workspace.root.path.parent / "uv.lock"
    if not path.exists():
        return place
    from indexdoctor.discover.lock_file import read_lock

    lock = read_lock(path, surroundings)
    if isinstance(lock, Problem):
        return replace(place, problems=(*place.problems, lock))
    return replace(place, workspace=replace(place.workspace, lock=lock))


def _moved(surroundings: Surroundings, options: Options, environment: Options) -> Surroundings:
    directory = options.last("directory") or environment.last("directory")
    if directory is None:
        return surroundings
    return replace(surroundings, cwd=Path(os.path.normpath(surroundings.cwd / directory.value)))


class _Files:
    """The configuration files of one command, in uv's order."""

    def __init__(self, surroundings: Surroundings, command: Command, environment: Options) -> None:
        self.surroundings = surroundings
        self.command = command
        self.environment = environment
        self.config: list[ConfigFile] = []
        self.unread: list[UnreadFile] = []
        self.mistaken: list[ConfigFile] = []
        self.problems: list[Problem] = []

    def collect(self, place: Place) -> None:
        named = self.command.options.last("config-file") or self.environment.last("config-file")
        if named is not None:
            self._named(named)
            self._pass_over(place, _ONE_FILE)
            return
        no_config = self.command.options.flag("no-config") or self.environment.flag("no-config")
        if no_config:
            self._pass_over(place, _NO_CONFIG)
            return
        if self.command.kind.is_tool:
            self._pass_over(place, _USERS_OWN)
        else:
            self._project(place)
        user = user_config(self.surroundings)
        if user is not None:
            self._add(real(user, self.surroundings), ConfigScope.USER)
        for candidate in system_configs(self.surroundings):
            path = real(candidate, self.surroundings)
            if path.is_file():
                self._add(path, ConfigScope.SYSTEM)
                break

    def _named(self, named: Stated[str]) -> None:
        path = Path(os.path.normpath(self.surroundings.cwd / Path(named.value).expanduser()))
        config, problems = read_config(path, ConfigScope.EXPLICIT, self.surroundings)
        self.problems += problems
        if config is not None:
            self.config.append(config)
        elif not path.exists():
            message = f"the configuration file {self.surroundings.shown(path)} does not exist"
            self.problems.append(Problem(message, named.origin))

    def _pass_over(self, place: Place, reason: str) -> None:
        for directory in (place.config_from, *place.config_from.parents):
            for name in ("uv.toml", "pyproject.toml"):
                config, _ = read_config(directory / name, ConfigScope.PROJECT, self.surroundings)
                if config is not None:
                    self.unread.append(UnreadFile(config.path, reason, config))
                    return

    def _project(self, place: Place) -> None:
        """The first uv.toml, or pyproject.toml with [tool.uv], at or above the directory."""
        for directory in (place.config_from, *place.config_from.parents):
            found = self._add(directory / "uv.toml", ConfigScope.PROJECT)
            beside, problems = read_config(
                directory / "pyproject.toml", ConfigScope.PROJECT, self.surroundings
            )
            if found:
                if beside is not None:
                    self.unread.append(UnreadFile(beside.path, _SHADOWED, beside))
                break
            self.problems += problems
            if beside is not None and problems:
                # uv warns, and goes on looking above.
                self.mistaken.append(beside)
                self.unread.append(UnreadFile(beside.path, _MISTAKEN, beside))
            elif beside is not None:
                self.config.append(beside)
                break
        self._members(place)

    def _members(self, place: Place) -> None:
        used = {config.path for config in self.config}
        if place.project is None or place.project.path.parent == place.config_from:
            return
        for name in ("uv.toml", "pyproject.toml"):
            path = place.project.path.parent / name
            config, _ = read_config(path, ConfigScope.PROJECT, self.surroundings)
            if config is not None and path not in used and (config.values or config.indexes):
                self.unread.append(UnreadFile(path, _MEMBER, config))

    def _add(self, path: Path, scope: ConfigScope) -> bool:
        config, problems = read_config(path, scope, self.surroundings)
        self.problems += problems
        if config is not None:
            self.config.append(config)
        return config is not None or bool(problems)


def _requirements(
    surroundings: Surroundings,
    command: Command,
    environment: Options,
) -> tuple[RequirementsFiles, tuple[Problem, ...]]:
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
    sources = [s for s in sources if s not in tables]
    constraints = options.all("constraints") or environment.all("constraints")
    overrides = options.all("overrides") or environment.all("overrides")
    files, problems = read_requirements(sources, constraints, surroundings, overrides)
    found: list[Requirement] = []
    if kind.is_tool:
        typed += options.all("with-executables-from")
        typed[:0] = tool_requirements(command)
    every = list(problems)
    for text in typed:
        requirement = parse_requirement(text.value, text.origin, surroundings)
        if isinstance(requirement, Problem):
            every.append(requirement)
        else:
            found.append(requirement)
    index_options = list(files.index_options)
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
    return (
        replace(
            files,
            requirements=(*files.requirements, *found),
            index_options=tuple(index_options),
            project_indexes=tuple(project_indexes),
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
    config, _ = config_of(document, ConfigScope.PROJECT, is_pyproject=True)
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
    return chosen, indexes, list(problems)


def assumed_commands(
    surroundings: Surroundings, requirement_paths: tuple[Path, ...] = ()
) -> tuple[Command, ...]:
    """The commands looked at when the user typed none.

    Requirements files named (or else found here) as `uv pip install -r` reads them, a pylock.toml
    as `uv pip sync` does, a project as `uv lock`, each index with a publish URL as
    `uv publish --index`.
    """
    environment, _ = read_environment(surroundings.environ, surroundings.uv)
    files = _Files(surroundings, Command(CommandKind.LOCK), environment)
    place = find_place(surroundings.cwd, surroundings)
    files.collect(place)
    commands: list[Command] = []
    paths = list(requirement_paths)
    if not paths and place.project is None:
        for pattern in ("requirements*.txt", "requirements*.in", "pylock.toml", "pylock.*.toml"):
            paths += sorted(surroundings.cwd.glob(pattern))
    pylocks = [path for path in paths if is_pylock(path.name, surroundings.uv)]
    for path in pylocks:
        named_file = Stated(str(path), Origin.file(surroundings.shown(path)))
        commands.append(Command(CommandKind.PIP_SYNC, arguments=(named_file,), assumed=True))
    found_any = bool(paths)
    paths = [path for path in paths if path not in pylocks]
    if paths:
        given = tuple(Stated(str(path), Origin.file(surroundings.shown(path))) for path in paths)
        options = Options({"requirements": given})
        commands.append(Command(CommandKind.PIP_INSTALL, options, assumed=True))
    if requirement_paths:
        return tuple(commands)
    if place.project is not None:
        commands.append(Command(CommandKind.LOCK, assumed=True))
    elif not found_any and any(config.indexes or config.pip_indexes for config in files.config):
        commands.append(Command(CommandKind.PIP_INSTALL, assumed=True))
    for config in files.config:
        for index in config.of_kind(IndexKind.INDEX):
            if index.publish_url is not None and index.name is not None:
                named = (Stated(index.name, index.field_origin("publish-url")),)
                options = Options({"index": named})
                commands.append(Command(CommandKind.PUBLISH, options, assumed=True))
        if "publish-url" in config.values:
            commands.append(Command(CommandKind.PUBLISH, assumed=True))
    return tuple(commands)
