"""The command a user runs, and its options."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field

from indexdoctor.model.origin import Stated
from indexdoctor.model.problem import Problem
from indexdoctor.records import record


class CommandKind(enum.StrEnum):
    """The uv commands indexdoctor models; the value is how one types it after `uv`."""

    PIP_COMPILE = "pip compile"
    PIP_INSTALL = "pip install"
    PIP_SYNC = "pip sync"
    LOCK = "lock"
    SYNC = "sync"
    ADD = "add"
    REMOVE = "remove"
    RUN = "run"
    TREE = "tree"
    EXPORT = "export"
    BUILD = "build"
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
        others = (CommandKind.BUILD, CommandKind.PUBLISH)
        return not (self.is_pip or self.is_tool or self in others)

    @property
    def is_tool(self) -> bool:
        """Whether the command is the user's own, whatever the project (`uvx` is `tool run`)."""
        return self.value.startswith("tool ")

    @property
    def runs(self) -> bool:
        """Whether the first argument is a command, and all that follows is that command's."""
        return self in (CommandKind.RUN, CommandKind.TOOL_RUN)


@record
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


@record
class Command:
    """The user's command: typed after `--`, or the one assumed for what was found.

    `arguments` are the positional words of uv (source files of `pip compile`, requirements of
    `pip install` and `add`, packages of `remove`, the directory of `build`, distributions of
    `publish`, the package of `tool install` and `tool upgrade`, what `run` and `tool run` run).
    `assumed` says the user typed none.
    `known` False: no command indexdoctor models, as `problems` says.
    """

    kind: CommandKind
    options: Options = field(default_factory=Options)
    arguments: tuple[Stated[str], ...] = ()
    assumed: bool = False
    problems: tuple[Problem, ...] = ()
    known: bool = True
