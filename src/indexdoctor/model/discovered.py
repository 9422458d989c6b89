"""Everything the readers found for one command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.config import ConfigFile, UnreadFile
from indexdoctor.model.origin import Origin
from indexdoctor.model.others import Others
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable, Workspace
from indexdoctor.model.requirements_files import RequirementsFiles
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

if TYPE_CHECKING:
    from indexdoctor.model.workflow import Workflow


@record
class Hygiene:
    """Places of secrets that others can see.

    `committed` are those in files that git tracks, `readable` the netrc file and credential store
    that every account of the machine may read.
    """

    committed: tuple[Origin, ...] = ()
    readable: tuple[Origin, ...] = ()


@record
class Discovered:
    """Everything that is written down for one command, before any precedence is applied.

    `config` is in uv's order: the first file wins for single values, lists are joined in this
    order. `environment` holds the `UV_*` variables in the shape of options. `installed` are the
    versions in the environment of a tool that is upgraded, by name. `workflows` are those of the
    repository; they are read for an upload only. `others` is what stands in the settings of other
    clients, which uv does not read. `unloaded` are the `UV_*` variables that a file of variables
    sets and the environment does not: uv reads no `.env` for itself. Their keys are the names.
    `from_log`: all this stands for what a log tells, and of files and variables nothing is known.
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
    unloaded: tuple[Origin, ...] = ()
    problems: tuple[Problem, ...] = ()
    hygiene: Hygiene = field(default_factory=Hygiene)
    from_log: bool = False

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
