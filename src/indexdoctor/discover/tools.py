"""What `uv tool install`, `uv tool run` and `uvx` take as the name of a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.discover.requirements import NAME, normalise_name
from indexdoctor.model.command import Command
from indexdoctor.model.origin import Stated

_AT = re.compile(rf"({NAME})(\[[^\]]*\])?@(.+)")
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|post|dev)[-_.]?\d*)*")


def tool_requirements(command: Command) -> Iterator[Stated[str]]:
    """The requirement on the tool's package: `--from`, else what is run or installed.

    `ruff@0.6` is `ruff==0.6`, `ruff@latest` any version (crates/uv/src/commands/tool/mod.rs).
    """
    named = command.options.last("from") or next(iter(command.arguments), None)
    if named is None:
        return
    match = _AT.fullmatch(named.value)
    if match is None:
        yield named
        return
    name, extras, version = match[1], match[2] or "", match[3]
    if version == "latest":
        yield Stated(f"{name}{extras}", named.origin)
    elif _VERSION.fullmatch(version):
        yield Stated(f"{name}{extras}=={version}", named.origin)
    else:
        yield named


def newest_wanted(command: Command) -> str | None:
    """The package of which the newest version is asked for (`ruff@latest`), by normalised name."""
    named = command.options.last("from") or next(iter(command.arguments), None)
    match = None if named is None or not command.kind.is_tool else _AT.fullmatch(named.value)
    return normalise_name(match[1]) if match is not None and match[3] == "latest" else None
