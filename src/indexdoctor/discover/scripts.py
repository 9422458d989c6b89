"""The `# /// script` block of a Python file (PEP 723, crates/uv-scripts/src/lib.rs).

A script is a project of one file: its block has dependencies, and settings in `[tool.uv]` that
come before those of any other file.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from indexdoctor.discover.config import config_of
from indexdoctor.discover.documents import MAX_CONFIG, Document, document_of
from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.project import read_script_table
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.config import ConfigFile, ConfigScope
from indexdoctor.model.index import IndexKind
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

SUFFIXES = (".py", ".pyw")
_OPENING, _CLOSING = "# /// script", "///"
# These make the block when there is none.
_MAKES_BLOCK = frozenset({CommandKind.ADD, CommandKind.LOCK})


@record
class Script:
    """A script and what its block says; both are None where the block cannot be read."""

    path: Path
    table: ProjectTable | None = None
    config: ConfigFile | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def lock(self) -> Path:
        """Where `uv lock --script` writes the lock."""
        return self.path.with_name(f"{self.path.name}.lock")


def named_script(command: Command) -> Stated[str] | None:
    """The Python file a command is given: with `--script`, or as what `uv run` runs."""
    options = command.options
    if command.kind is not CommandKind.RUN:
        return options.last("script") if command.kind.is_project else None
    target = next(iter(command.arguments), None)
    if target is None or target.value == "-" or options.flag("module"):
        return None
    if target.value.startswith(("http://", "https://")):
        return None
    typed = options.flag("script") or options.flag("gui-script")
    return target if typed or target.value.lower().endswith(SUFFIXES) else None


def find_script(command: Command, surroundings: Surroundings) -> Script | None:
    """The script a command works on; None for a command that works on a project.

    What `uv run` runs is such a script only if it has a block (of one named without a command it
    is said that it has none).
    """
    named = named_script(command)
    if named is None:
        return None
    path = Path(os.path.normpath(surroundings.cwd / named.value))
    document = read_block(path, surroundings)
    if document is None and command.kind is CommandKind.RUN and not command.assumed:
        return None
    if document is None and command.kind in _MAKES_BLOCK:
        document = Document(path, surroundings.shown(path), {}, {}, surroundings.uv)
    if not isinstance(document, Document):
        shown = surroundings.shown(path)
        missing = Problem(
            f"{shown} has no `{_OPENING}` block", named.origin, hint="uv init --script"
        )
        return Script(path, problems=(document or missing,))
    return read_script(document, surroundings)


def read_script(document: Document, surroundings: Surroundings) -> Script:
    """What a block says. Of its mistakes uv takes none."""
    config, mistakes = config_of(document, ConfigScope.SCRIPT, is_pyproject=True)
    pins = config.sources if config is not None else ()
    table, problems = read_script_table(document, surroundings, pins)
    if config is not None:
        indexes = config.of_kind(IndexKind.INDEX)
        table = replace(table, indexes=indexes, settings=config.values, pins=pins)
    return Script(document.path, table, config, (*mistakes, *problems))


def read_block(path: Path, surroundings: Surroundings) -> Document | Problem | None:
    """The block of a file; None when there is none, or no such file."""
    shown = surroundings.shown(path)
    text = read_text(path, MAX_CONFIG)
    if isinstance(text, Unreadable):
        if text.missing:
            return None
        return Problem(f"{shown} cannot be read: {text.reason}", Origin.file(shown))
    lines = text.replace("\r\n", "\n").split("\n")
    if _OPENING not in lines:
        return None
    first = lines.index(_OPENING) + 1
    block: list[str] = []
    for line in lines[first:]:
        if line != "#" and not line.startswith("# "):
            break
        block.append(line[2:])
    if _CLOSING not in block:
        message = f"the `{_OPENING}` block of {shown} has no end"
        return Problem(message, Origin.file(shown, first), hint="end it with a line `# ///`")
    last = len(block) - 1 - block[::-1].index(_CLOSING)
    return document_of("\n".join(block[:last]) + "\n", path, surroundings, above=first)
