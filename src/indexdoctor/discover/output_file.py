"""The file that `uv pip compile -o` is going to write, where it is there from before.

crates/uv/src/commands/pip/compile.rs and crates/uv-requirements/src/upgrade.rs
"""

from __future__ import annotations

import os
from pathlib import Path

from indexdoctor.discover.pylock_file import is_pylock, read_pylock
from indexdoctor.discover.requirements_files import read_requirements
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.origin import Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.requirements_files import OutputPin
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions.lock import PYLOCK

Read = tuple[tuple[OutputPin, ...], tuple[Problem, ...]]


def read_output(command: Command, surroundings: Surroundings) -> Read:
    """The versions in it; none with `--upgrade`, with which uv does not read it."""
    named = command.options.last("output-file")
    if command.kind is not CommandKind.PIP_COMPILE or named is None:
        return (), ()
    path = Path(os.path.normpath(surroundings.cwd / named.value))
    if command.options.flag("upgrade") or not path.exists():
        return (), ()
    if _is_pylock(command, path, surroundings):
        return _of_pylock(path, named, surroundings)
    files, problems = read_requirements((named,), (), surroundings)
    return tuple(pin for one in files.requirements for pin in _pins(one)), problems


def _is_pylock(command: Command, path: Path, surroundings: Surroundings) -> bool:
    if PYLOCK not in surroundings.uv:
        return False
    form = command.options.last("format")
    return is_pylock(path.name, surroundings.uv) if form is None else form.value == "pylock.toml"


def _of_pylock(path: Path, named: Stated[str], surroundings: Surroundings) -> Read:
    read = read_pylock(path, named.origin, surroundings)
    if isinstance(read, Problem):
        return (), (read,)
    pins = (
        OutputPin(one.name, one.version, index=one.index or "")
        for one in read.packages
        if one.version is not None
    )
    return tuple(pins), ()


def _pins(requirement: Requirement) -> tuple[OutputPin, ...]:
    """The pin that a line is; a range, a URL and several specifiers are none."""
    name, specifier = requirement.name, requirement.specifier
    exact = specifier.startswith("==") and not specifier.startswith("===")
    if name is None or requirement.url is not None or not exact:
        return ()
    if "," in specifier or specifier.endswith("*"):
        return ()
    return (OutputPin(name, specifier.removeprefix("==").strip(), requirement.marker),)
