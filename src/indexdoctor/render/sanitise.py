"""Foreign text made safe to show: no control characters, no hidden direction, no strange space."""

from __future__ import annotations

import dataclasses
import enum
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from indexdoctor.model.finding import Remedy
from indexdoctor.model.secret import Secret

ValueT = TypeVar("ValueT")

# Controls, format characters (bidi, zero-width, tags), surrogates, private use, unassigned,
# line and paragraph separators.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_PLAIN = re.compile(r"[\x20-\x7e]*")
# What runners of CI take for a command: `::name::` behind no more than space in a line, and
# `##[name]`, `##vso[name]` or `##teamcity[name]` anywhere (actions/runner, ActionCommand.cs).
_COMMAND = re.compile(r"(?<!\S):(?=:[A-Za-z])|#(?=#[A-Za-z]*\[)")
_BREAKS = re.compile(r"[\t\n\r\v\f]+")


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def clean(text: str, *, keep_lines: bool = False) -> str:
    """`text` with every invisible or control character in escaped form (`\\x1b`, `\\u202e`).

    The first sign of what a CI runner would take for a command is escaped too (`\\x3a:error::`).
    Tabs and line breaks become one space, or stay line breaks with `keep_lines`. Other kinds of
    space become a plain one. Cleaning twice changes nothing more.
    """
    if _PLAIN.fullmatch(text):
        return _COMMAND.sub(lambda sign: _escape(sign[0]), text)
    if keep_lines:
        lines = text.replace("\r\n", "\n").split("\n")
        return "\n".join(clean(line) for line in lines)
    out: list[str] = []
    for character in _BREAKS.sub(" ", text):
        if " " <= character <= "~":
            out.append(character)
            continue
        category = unicodedata.category(character)
        if category == "Zs":
            out.append(" ")
        else:
            out.append(_escape(character) if category in _HIDDEN else character)
    return _COMMAND.sub(lambda sign: _escape(sign[0]), "".join(out))


def _same(value: Any) -> Any:
    return value


def map_text(
    value: ValueT, change: Callable[[str], str], part: Callable[[Any], Any] = _same
) -> ValueT:
    """`value` with `change` applied to every string inside it.

    Goes through dataclasses, tuples, lists and mappings (keys too). Secrets, bytes, numbers,
    enumerations and anything unknown stay as they are. Parts in which nothing changes are kept.
    Each dataclass is given to `part` first, which may put another of its kind in its place.
    """
    result: ValueT = _map(value, change, change, part)
    return result


def _map(
    value: Any,
    change: Callable[[str], str],
    block: Callable[[str], str],
    part: Callable[[Any], Any] = _same,
) -> Any:
    if isinstance(value, (enum.Enum, Secret)):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, (tuple, list)):
        items = [_map(item, change, block, part) for item in value]
        return (
            value if all(a is b for a, b in zip(items, value, strict=True)) else type(value)(items)
        )
    if isinstance(value, Mapping):
        return {
            _map(key, change, block, part): _map(item, change, block, part)
            for key, item in value.items()
        }
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = part(value)
        changes: dict[str, Any] = {}
        for field in dataclasses.fields(value):
            old = getattr(value, field.name)
            many_lines = isinstance(value, Remedy) and field.name == "command"
            new = block(old) if many_lines and old is not None else _map(old, change, block, part)
            if new is not old:
                changes[field.name] = new
        return dataclasses.replace(value, **changes) if changes else value
    return value


def cleaned(value: ValueT) -> ValueT:
    """`value` with every string inside it cleaned; a remedy's command keeps its lines."""
    result: ValueT = _map(value, clean, lambda text: clean(text, keep_lines=True))
    return result
