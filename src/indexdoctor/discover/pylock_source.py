"""A `pylock.toml` among the requirements files of a command.

crates/uv-requirements/src/specification.rs: nothing else may be named beside it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from indexdoctor.discover.pylock_file import is_pylock, read_pylock
from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.origin import Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirements_files import RequirementsFiles
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions.lock import PYLOCK, PYLOCK_EXTRAS, PYLOCK_NOT_ADDED

Read = tuple[RequirementsFiles, tuple[Problem, ...]]


def pylocks_among(
    sources: Sequence[Stated[str]], kind: CommandKind, surroundings: Surroundings
) -> list[Stated[str]]:
    """Those of the files named that this version of uv takes for a pylock.toml."""
    uv = surroundings.uv
    if PYLOCK not in uv:
        return []
    return [source for source in sources if is_pylock(Path(source.value).name, uv)]


def pylock_alone(
    pylocks: Sequence[Stated[str]],
    command: Command,
    environment: Options,
    surroundings: Surroundings,
    *,
    others: bool,
) -> Read:
    """Read a pylock.toml, or say why uv does not take it here."""
    named = pylocks[0]
    message = _refused(pylocks, command, environment, surroundings, others=others)
    if message is not None:
        return RequirementsFiles(), (Problem(message, named.origin),)
    if named.value.startswith(("http://", "https://")):
        message = f"{named.origin} names a file on a server, which indexdoctor does not fetch"
        return RequirementsFiles(), (Problem(message, named.origin, fatal=False),)
    path = Path(os.path.normpath(surroundings.cwd / Path(named.value).expanduser()))
    if command.kind is CommandKind.ADD:
        return RequirementsFiles(files=(path,)), ()
    read = read_pylock(path, named.origin, surroundings)
    if isinstance(read, Problem):
        return RequirementsFiles(files=(path,)), (read,)
    return RequirementsFiles(files=(path,), pylock=read), ()


def _refused(
    pylocks: Sequence[Stated[str]],
    command: Command,
    environment: Options,
    surroundings: Surroundings,
    *,
    others: bool,
) -> str | None:
    options, uv = command.options, surroundings.uv
    if command.kind is CommandKind.PIP_COMPILE:
        return "`uv pip compile` takes no pylock.toml"
    if command.kind is CommandKind.ADD:
        return "`uv add` takes no pylock.toml" if PYLOCK_NOT_ADDED in uv else None
    if others:
        return "uv takes no other requirements beside a pylock.toml"
    for name in ("constraints", "overrides"):
        if options.all(name) or environment.all(name):
            return f"uv takes no {name} beside a pylock.toml"
    if len(pylocks) > 1:
        return "uv takes one pylock.toml at a time"
    groups = options.all("group")
    if any(":" in group.value for group in groups):
        return "a group of a pylock.toml is named without a file"
    if PYLOCK_EXTRAS not in uv and (groups or options.all("extra") or options.flag("all-extras")):
        return f"uv {uv.version} takes neither --extra nor --group beside a pylock.toml"
    return None
