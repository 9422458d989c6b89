"""What uv refuses after it has read options, variables and files together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.config import ConfigFile
from indexdoctor.model.origin import Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import LOCK_VARIABLES_YIELD, PROJECT_MUST_EXIST


def conflicts(
    command: Command, environment: Options, config: Sequence[ConfigFile]
) -> Iterator[Problem]:
    """Settings that exclude one another, wherever each comes from (crates/uv/src/settings.rs)."""
    options = command.options
    refresh = options.last("refresh") or options.last("refresh-package")
    offline = options.last("offline") or environment.last("offline")
    if offline is None:
        offline = next((c.values["offline"] for c in config if "offline" in c.values), None)
    if refresh is not None and refresh.value != "false" and _is_on(offline):
        assert offline is not None
        message = f"uv does not take {offline.origin} and {refresh.origin} together"
        yield Problem(message, refresh.origin, hint="leave one of them out")
    preference = options.last("python-preference")
    managed = options.last("managed-python")
    if managed is None:
        variables = (environment.last(name) for name in ("managed-python", "no-managed-python"))
        managed = next(filter(_is_on, variables), None)
    if preference is not None and managed is not None:
        message = f"uv does not take {managed.origin} and {preference.origin} together"
        yield Problem(message, preference.origin, hint="leave one of them out")


def lock_switches(command: Command, environment: Options, uv: Uv) -> Iterator[Problem]:
    """UV_FROZEN beside UV_LOCKED, and either of them beside the other's option."""
    options = command.options
    frozen = options.last("frozen") or options.last("check-exists")
    locked = options.last("locked")
    if command.kind is CommandKind.LOCK:
        locked = locked or options.last("check")
    places = [
        typed or environment.last(name) for name, typed in (("frozen", frozen), ("locked", locked))
    ]
    if LOCK_VARIABLES_YIELD in uv and (frozen or locked):
        return
    if all(_is_on(place) for place in places):
        one, other = (place.origin for place in places if place is not None)
        yield Problem(f"uv does not take {other} and {one} together", other)


def _is_on(value: Stated[str] | None) -> bool:
    return value is not None and value.value in ("true", True)


def missing_directories(
    command: Command, environment: Options, before: Surroundings, after: Surroundings
) -> Iterator[Problem]:
    """`--directory` and `--project`, and their variables, when they name no directory.

    `before` and `after` are the surroundings before and after the change of directory.
    """
    for name, base in (("directory", before.cwd), ("project", after.cwd)):
        given = command.options.last(name) or environment.last(name)
        if name == "project" and PROJECT_MUST_EXIST not in after.uv:
            continue
        if given is None or Path(os.path.normpath(base / given.value)).is_dir():
            continue
        path = Path(os.path.normpath(base / given.value))
        yield Problem(f"the directory {before.shown(path)} does not exist", given.origin)
