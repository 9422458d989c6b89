"""All that is written down for one command: which files count, and what stands in them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexdoctor.discover.build_source import find_build
from indexdoctor.discover.config import read_config
from indexdoctor.discover.conflicts import conflicts, lock_switches, missing_directories
from indexdoctor.discover.env_file import unloaded, with_env_files
from indexdoctor.discover.environment import read_environment
from indexdoctor.discover.hygiene import hygiene
from indexdoctor.discover.other_clients import read_others
from indexdoctor.discover.paths import real, system_configs, user_config
from indexdoctor.discover.pylock_file import is_pylock
from indexdoctor.discover.receipts import Receipt, already_installed, of_upgrade
from indexdoctor.discover.removed import without_removed
from indexdoctor.discover.required_version import required_version
from indexdoctor.discover.requirement_sources import read_sources
from indexdoctor.discover.scripts import SUFFIXES, Script, find_script, named_script
from indexdoctor.discover.workspace import Place, find_place
from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.config import ConfigFile, ConfigScope, UnreadFile
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import IndexKind
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import Workspace
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions.tools import TARGETS_WORKSPACE

if TYPE_CHECKING:
    from indexdoctor.model.workflow import Workflow

_SHADOWED = "[tool.uv] is ignored as a whole beside a uv.toml in the same directory"
_MISTAKEN = "uv takes none of the settings of a [tool.uv] table with a mistake in it"
_MEMBER = "only the workspace root's configuration is read, not a member's"
_ONE_FILE = "--config-file names the only file that is read"
_USERS_OWN = "uv tool and uvx read the user's and the system's configuration only"
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
    named = named_script(command) if given is None else None
    if named is not None and TARGETS_WORKSPACE in surroundings.uv and command.kind.runs:
        start = Path(os.path.normpath(surroundings.cwd / named.value)).parent
    script = find_script(command, surroundings)
    place = find_place(start, surroundings)
    files = _Files(surroundings, command, environment)
    files.collect(place)
    surroundings, env_problems = with_env_files(surroundings, command, environment)
    alone = command.options.flag("no-project") or environment.flag("no-project")
    if command.kind.is_tool or (alone and command.kind is CommandKind.RUN):
        place = Place(None, None, start)
    receipt = of_upgrade(command, surroundings)
    if isinstance(receipt, Receipt):
        files.config.insert(0, receipt.config)
    if script is not None:
        place = files.add_script(script)
    build = None
    if command.kind is CommandKind.BUILD:
        build = find_build(command, start, surroundings)
        place = build.place
    if command.kind is CommandKind.REMOVE:
        place = without_removed(place, command)
    if command.kind.is_project:
        place = _with_lock(place, surroundings)
    requirements, read_problems = read_sources(surroundings, command, environment, receipt)
    if build is not None:
        requirements = replace(requirements, local=build.tables)
        read_problems = (*read_problems, *build.problems)
    found = Discovered(
        surroundings=surroundings,
        command=command,
        environment=environment,
        config=tuple(files.config),
        unread=tuple(files.unread),
        workspace=place.workspace,
        project=place.project,
        requirements=requirements,
        installed=receipt.installed if isinstance(receipt, Receipt) else {},
        workflows=_workflows(surroundings) if command.kind is CommandKind.PUBLISH else (),
        others=read_others(surroundings, start),
        unloaded=unloaded(surroundings, command, environment),
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
                    *already_installed(command, surroundings),
                    *env_problems,
                    *read_problems,
                )
            )
        ),
    )
    return replace(found, hygiene=hygiene(found))


def _workflows(surroundings: Surroundings) -> tuple[Workflow, ...]:
    from indexdoctor.discover.workflows import read_workflows

    return read_workflows(surroundings)


def _with_lock(place: Place, surroundings: Surroundings) -> Place:
    """The workspace with its uv.lock; only project commands read it, and it can be large."""
    if place.workspace is None:
        return place
    root = place.workspace.root
    path = root.path.with_name(f"{root.path.name}.lock" if root.is_script else "uv.lock")
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

    def add_script(self, script: Script) -> Place:
        """Put a script's settings before all others; the script, as a place to work on."""
        if script.config is not None:
            self.config.insert(0, script.config)
        table = script.table
        workspace = None if table is None else Workspace(table, (table,))
        return Place(table, workspace, script.path.parent, script.problems)

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
        used = {config.path for config in self.config}
        for directory in (place.config_from, *place.config_from.parents):
            for name in ("uv.toml", "pyproject.toml"):
                config, _ = read_config(directory / name, ConfigScope.PROJECT, self.surroundings)
                if config is not None and config.path not in used:
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
        """What a member says for itself; of those that are not the project only indexes count."""
        used = {config.path for config in self.config}
        for table in () if place.workspace is None else place.workspace.members:
            folder = table.path.parent
            own = place.project is not None and table.path == place.project.path
            if folder == place.config_from or table.is_script:
                continue
            # The explicit indexes of a member are there for its pins.
            if not own and all(index.explicit for index in table.indexes):
                continue
            for name in ("uv.toml", "pyproject.toml"):
                config, _ = read_config(folder / name, ConfigScope.PROJECT, self.surroundings)
                if config is None or config.path in used:
                    continue
                if config.values or config.indexes:
                    self.unread.append(UnreadFile(config.path, _MEMBER, config))

    def _add(self, path: Path, scope: ConfigScope) -> bool:
        config, problems = read_config(path, scope, self.surroundings)
        self.problems += problems
        if config is not None:
            self.config.append(config)
        return config is not None or bool(problems)


def assumed_commands(
    surroundings: Surroundings, requirement_paths: tuple[Path, ...] = ()
) -> tuple[Command, ...]:
    """The commands looked at when the user typed none.

    Requirements files named (or else found here) as `uv pip install -r` reads them, a script named
    as `uv run` does, a project as `uv lock`, each index with a publish URL as `uv publish --index`.
    """
    environment, _ = read_environment(surroundings.environ, surroundings.uv)
    files = _Files(surroundings, Command(CommandKind.LOCK), environment)
    place = find_place(surroundings.cwd, surroundings)
    files.collect(place)
    commands: list[Command] = []
    paths = [path for path in requirement_paths if path.suffix.lower() not in SUFFIXES]
    for path in requirement_paths:
        if path not in paths:
            named = Stated(str(path), Origin.file(surroundings.shown(path)))
            commands.append(Command(CommandKind.RUN, arguments=(named,), assumed=True))
    if not requirement_paths and place.project is None:
        for pattern in ("requirements*.txt", "requirements*.in"):
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
                chosen = (Stated(index.name, index.field_origin("publish-url")),)
                options = Options({"index": chosen})
                commands.append(Command(CommandKind.PUBLISH, options, assumed=True))
        if "publish-url" in config.values:
            commands.append(Command(CommandKind.PUBLISH, assumed=True))
    return tuple(commands)
