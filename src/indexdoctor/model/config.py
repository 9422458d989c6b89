"""What the readers found: configuration files, requirements files, the command, the project."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.others import Others
from indexdoctor.model.problem import Problem
from indexdoctor.model.url import Address
from indexdoctor.versions import Uv, newest

if TYPE_CHECKING:
    from datetime import datetime

    from indexdoctor.model.lock import LockFile
    from indexdoctor.model.pylock import Pylock
    from indexdoctor.model.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything outside the files that decides what a client does.

    `environ` is a snapshot of the environment. `platform` is `linux`, `macos` or `windows`. `uv` is
    the version the command runs, and how it behaves. `account_home` is the home directory that the
    system holds for the account; it counts where no variable names one. `now` is when the command
    runs, with a time zone; without it nothing is said about the age of a token.
    Readers take this value instead of looking at the process, so that each can be tested alone.
    """

    cwd: Path
    environ: Mapping[str, str]
    platform: str = "linux"
    uv: Uv = field(default_factory=newest)
    account_home: Path | None = None
    now: datetime | None = None

    @property
    def home(self) -> Path | None:
        """The home directory as uv finds it ($HOME, %USERPROFILE%); None when there is none."""
        name = "USERPROFILE" if self.platform == "windows" else "HOME"
        value = self.environ.get(name)
        return Path(value) if value else None

    def shown(self, path: Path) -> str:
        """`path` as shown to the user: relative to the working directory, else `~/…`."""
        try:
            return str(path.relative_to(self.cwd))
        except ValueError:
            pass
        if self.home is not None:
            try:
                return f"~/{path.relative_to(self.home).as_posix()}"
            except ValueError:
                pass
        return str(path)


class CommandKind(enum.StrEnum):
    """The uv commands indexdoctor models; the value is how one types it after `uv`."""

    PIP_COMPILE = "pip compile"
    PIP_INSTALL = "pip install"
    PIP_SYNC = "pip sync"
    LOCK = "lock"
    SYNC = "sync"
    ADD = "add"
    RUN = "run"
    TREE = "tree"
    EXPORT = "export"
    PUBLISH = "publish"
    TOOL_INSTALL = "tool install"
    TOOL_RUN = "tool run"
    TOOL_UPGRADE = "tool upgrade"

    @property
    def is_pip(self) -> bool:
        """Whether the `[tool.uv.pip]` table applies."""
        return self.value.startswith("pip ")

    @property
    def is_project(self) -> bool:
        """Whether the command works on the project's pyproject.toml (lock, sync, add, …)."""
        return not (self.is_pip or self.is_tool or self is CommandKind.PUBLISH)

    @property
    def is_tool(self) -> bool:
        """Whether the command is the user's own, whatever the project (`uvx` is `tool run`)."""
        return self.value.startswith("tool ")

    @property
    def runs(self) -> bool:
        """Whether the first argument is a command, and all that follows is that command's."""
        return self in (CommandKind.RUN, CommandKind.TOOL_RUN)


@dataclass(frozen=True, slots=True)
class Options:
    """Option values by long name without dashes (`index-url`), in the order given.

    A flag that was given holds the text `true` (or `false` for its `--no-…` form, stored under the
    positive name where uv has such a pair). The same shape serves the command line and the
    environment: `Options` made from `UV_*` variables use the name of the option they stand for.
    """

    values: Mapping[str, tuple[Stated[str], ...]] = field(default_factory=dict)

    def all(self, name: str) -> tuple[Stated[str], ...]:
        return self.values.get(name, ())

    def last(self, name: str) -> Stated[str] | None:
        found = self.values.get(name)
        return found[-1] if found else None

    def flag(self, name: str) -> bool:
        found = self.last(name)
        return found is not None and found.value == "true"


@dataclass(frozen=True, slots=True)
class Command:
    """The user's command: typed after `--`, or the one assumed for what was found.

    `arguments` are the positional words of uv (source files of `pip compile`, requirements of
    `pip install` and `add`, distributions of `publish`, the package of `tool install` and
    `tool upgrade`, what `run` and `tool run` run). `assumed` says the user typed none.
    `known` False: no command indexdoctor models, as `problems` says.
    """

    kind: CommandKind
    options: Options = field(default_factory=Options)
    arguments: tuple[Stated[str], ...] = ()
    assumed: bool = False
    problems: tuple[Problem, ...] = ()
    known: bool = True


class ConfigScope(enum.StrEnum):
    PROJECT = "project"
    USER = "user"
    SYSTEM = "system"
    EXPLICIT = "explicit"  # --config-file, UV_CONFIG_FILE
    RECEIPT = "receipt"  # what uv noted when it installed a tool
    SCRIPT = "script"  # the `[tool.uv]` table of a script's block


@dataclass(frozen=True, slots=True)
class SourcePin:
    """A `[tool.uv.sources]` entry that pins a package to an index by name."""

    package: str
    index: str
    origin: Origin
    marker: str | None = None
    extra: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A configuration file that exists and is not used by this command, with the reason.

    `content` is what it would have said, so that shadowed values can be shown.
    """

    path: Path
    reason: str
    content: ConfigFile | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement as it was written.

    `name` is normalised (PEP 503); None when only a path or URL was given. `specifier` is the
    version part (`>=2,<3`), `url` a direct URL. `text` is the requirement without any secret.
    `hashes` are those of `--hash` behind it: pairs of algorithm and hexadecimal digest.
    """

    name: str | None
    text: str
    origin: Origin
    specifier: str = ""
    marker: str | None = None
    extras: tuple[str, ...] = ()
    url: Address | None = None
    path: str | None = None
    editable: bool = False
    index: str | None = None  # an index this requirement is pinned to, by name
    pins: tuple[SourcePin, ...] = ()  # the same for some machines only, by their markers
    hashes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IndexOption:
    """An index option of a requirements file that counts (or one that is ignored, with why)."""

    index: Index
    ignored: str | None = None


@dataclass(frozen=True, slots=True)
class RequirementsFiles:
    """What the requirements and constraint files of a command hold, nested files included.

    `index_options` are in the order uv appends them. `no_index` and `require_hashes` are the
    options' origins if given. `constraints`, `build_constraints` and `overrides` start no requests
    of their own, `excludes` are names. `project_indexes` are the `[[tool.uv.index]]` tables of a
    pyproject.toml that was named as a source of requirements. `local` are the
    projects that are named by their path. `pylock` is a `pylock.toml` in place of all of these.
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


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """The parts of a `pyproject.toml` that decide what is asked of an index.

    `requirements` are `[project] dependencies`; `optional` and `groups` map an extra or group to
    its requirements. `is_package` says whether uv would build the project itself
    (`[build-system]`, `tool.uv.package`), `build_requires` what that build asks for (None: it has
    no `[build-system]`), `build_backend` the object that builds. `indexes` are
    its `[[tool.uv.index]]` tables and `settings` its other `[tool.uv]` values, whether or not the
    file counts as configuration; `pins` are the index pins in force for its requirements.
    `is_script` says it is the block of a script instead (PEP 723), which has no name.
    """

    path: Path
    name: str | None = None
    version: str | None = None
    requires_python: str | None = None
    requirements: tuple[Requirement, ...] = ()
    optional: Mapping[str, tuple[Requirement, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[Requirement, ...]] = field(default_factory=dict)
    default_groups: tuple[str, ...] = ("dev",)
    dynamic: tuple[str, ...] = ()
    is_package: bool = False
    build_requires: tuple[Requirement, ...] | None = None
    build_backend: str | None = None
    indexes: tuple[Index, ...] = ()
    settings: Mapping[str, Stated[Any]] = field(default_factory=dict)
    pins: tuple[SourcePin, ...] = ()
    is_script: bool = False


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace of the project: its root and members (the root project included).

    `lock` is its `uv.lock`; None when there is none, or none that can be read.
    """

    root: ProjectTable
    members: tuple[ProjectTable, ...] = ()
    lock: LockFile | None = None


@dataclass(frozen=True, slots=True)
class Hygiene:
    """Places of secrets that others can see.

    `committed` are those in files that git tracks, `readable` the netrc file and credential store
    that every account of the machine may read.
    """

    committed: tuple[Origin, ...] = ()
    readable: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Discovered:
    """Everything that is written down for one command, before any precedence is applied.

    `config` is in uv's order: the first file wins for single values, lists are joined in this
    order. `environment` holds the `UV_*` variables in the shape of options. `installed` are the
    versions in the environment of a tool that is upgraded, by name. `workflows` are those of the
    repository; they are read for an upload only. `others` is what stands in the settings of other
    clients, which uv does not read.
    """

    surroundings: Surroundings
    command: Command
    environment: Options = field(default_factory=Options)
    config: tuple[ConfigFile, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    workspace: Workspace | None = None
    project: ProjectTable | None = None
    requirements: RequirementsFiles = field(default_factory=RequirementsFiles)
    installed: Mapping[str, str] = field(default_factory=dict)
    workflows: tuple[Workflow, ...] = ()
    others: Others = field(default_factory=Others)
    problems: tuple[Problem, ...] = ()
    hygiene: Hygiene = field(default_factory=Hygiene)

    @property
    def is_script(self) -> bool:
        """Whether the command works on a script instead of a project."""
        return self.project is not None and self.project.is_script

    @property
    def locks(self) -> bool:
        """Whether the command resolves for a lock, if only to throw it away.

        `uv run` and `uv sync` of a script without a lock do not.
        """
        if not self.is_script or self.command.kind not in (CommandKind.RUN, CommandKind.SYNC):
            return self.command.kind.is_project
        return self.workspace is not None and self.workspace.lock is not None

    @property
    def installs_apart(self) -> bool:
        """Whether installing builds a client of its own, after the one that resolved."""
        return self.locks or self.command.kind in (CommandKind.TOOL_INSTALL, CommandKind.TOOL_RUN)

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """The problems for which uv itself would refuse to go on."""
        return tuple(problem for problem in self.problems if problem.fatal)
