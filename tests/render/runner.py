"""The runner of GitHub Actions as far as it reads commands from the output of a step.

By the rules of actions/runner (ActionCommand.cs, ActionCommandManager.cs): a line whose first signs
are `::` is a command of the second kind; else `##[` anywhere in it begins one of the first kind.
Names that are not registered are no commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

REGISTERED = {
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
}


@dataclass
class Command:
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    data: str = ""


def commands(output: str) -> Iterator[Command]:
    """Those that the runner would act on; after `stop-commands` there are none."""
    for line in output.splitlines():
        found = _second(line) or _first(line)
        if found is not None:
            yield found
            if found.name == "stop-commands":
                return


def _second(line: str) -> Command | None:
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    info, separator, data = line[2:].partition("::")
    if not separator:
        return None
    return _made(info, ",", data, {"%0D": "\r", "%0A": "\n"}, {"%3A": ":", "%2C": ","})


def _first(line: str) -> Command | None:
    _, prefix, rest = line.partition("##[")
    info, bracket, data = rest.partition("]")
    if not (prefix and bracket):
        return None
    return _made(info, ";", data, {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]"}, {})


def _made(
    info: str, between: str, data: str, decoded: dict[str, str], also: dict[str, str]
) -> Command | None:
    name, _, given = info.partition(" ")
    if name.lower() not in REGISTERED:
        return None
    properties: dict[str, str] = {}
    for pair in given.strip().split(between):
        key, _, value = pair.partition("=")
        if key and value:
            properties[key.lower()] = _decode(value, decoded | also)
    return Command(name.lower(), properties, _decode(data, decoded))


def _decode(text: str, decoded: dict[str, str]) -> str:
    for code, sign in decoded.items():
        text = text.replace(code, sign)
    return text.replace("%25", "%")
