"""How user names and secrets are spoilt on their way to the client."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterator

from indexdoctor.diagnose.encoded import decode


class Fault(enum.StrEnum):
    """How a secret was spoilt on its way; the value is a clause about it."""

    EMPTY = "it is empty"
    NEWLINE = "it ends with a line break"
    INNER_NEWLINE = "it holds a line break"
    SPACE_BEFORE = "it begins with white space"
    SPACE_AFTER = "it ends with white space"
    QUOTES = "quotes stand around it"
    JSON = "it is a whole JSON document, not the token inside"
    MASKED = "it is a mask that some program printed in place of the secret"
    PLACEHOLDER = "it is a placeholder of some instructions"
    VARIABLE = "it is the name of a variable that was not expanded"
    COMMAND = "it is a command that no shell has run"
    ENCODED = "it is a user name and secret in base64, as they stand in the header"
    PERCENT = "it is percent-encoded, and is sent with its % signs"
    SCHEME = "it begins with the word Basic or Bearer, which belongs to the header"


# Whole secrets only: a password may well hold a dollar sign or a star.
_MASKS = re.compile(
    r"\*{3,}|x{4,}|•{3,}|<hidden>|\[hidden\]|<redacted>|\[?redacted\]?|\[?masked\]?|\[?filtered\]?",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(
    r"<(?:your[-_ ])?(?:api[-_ ])?(?:access[-_ ])?(?:password|token|secret|key)>"
    r"|your[-_ ](?:api[-_ ])?(?:access[-_ ])?(?:password|token|secret|key)(?:[-_ ]here)?",
    re.IGNORECASE,
)
_VARIABLES = re.compile(
    r"\$\{\{.*\}\}"  # GitHub Actions
    r"|\{\{.*\}\}"  # templates
    r"|\$\{[A-Za-z_][\w.:-]*\}"  # shells, uv's configuration does not expand it
    r"|\$\([A-Za-z_][\w.]*\)"  # Azure Pipelines
    r"|\$env:[A-Za-z_]\w*"  # PowerShell
    r"|\$[A-Z_][A-Z0-9_]*"
    r"|%[A-Z_][A-Z0-9_]*%"
)
_COMMANDS = re.compile(r"\$\(\w[^\n]* [^\n]*\)")


def faults_of(text: str) -> Iterator[Fault]:
    """How a text that is sent as a user name or secret was spoilt, in the order of `Fault`."""
    core = text.strip()
    if not core:
        yield Fault.SPACE_AFTER if text else Fault.EMPTY
        return
    tail = text[len(text.rstrip()) :]
    if "\n" in tail or "\r" in tail:
        yield Fault.NEWLINE
    if "\n" in core or "\r" in core:
        yield Fault.INNER_NEWLINE
    if text[0].isspace():
        yield Fault.SPACE_BEFORE
    if tail and "\n" not in tail and "\r" not in tail:
        yield Fault.SPACE_AFTER
    inner = core
    if len(core) > 1 and core[0] == core[-1] and core[0] in "\"'`":
        inner = core[1:-1].strip()
        yield Fault.QUOTES
    if _is_json(inner):
        yield Fault.JSON
    if _MASKS.fullmatch(inner):
        yield Fault.MASKED
    if _PLACEHOLDERS.fullmatch(inner):
        yield Fault.PLACEHOLDER
    if _VARIABLES.fullmatch(inner):
        yield Fault.VARIABLE
    elif _COMMANDS.fullmatch(inner):
        yield Fault.COMMAND
    if _is_encoded_pair(inner):
        yield Fault.ENCODED
    if _is_percent_encoded(inner):
        yield Fault.PERCENT
    if re.match(r"(?i)(basic|bearer)\s+\S", inner):
        yield Fault.SCHEME


def _is_percent_encoded(text: str) -> bool:
    """Whether every % begins the code of a character that URLs reserve, and there is one."""
    return (
        re.fullmatch(r"(?i)[^%]*(?:%(?:2[0-9a-f]|3[a-f]|40|5[b-e]|60|7[b-e])[^%]*)+", text)
        is not None
    )


def _is_encoded_pair(text: str) -> bool:
    """Whether this is `user:secret` or `:secret` in base64."""
    if len(text) < 24:
        return False
    return re.fullmatch(rb"[\w.@+-]*:[\x21-\x7e]{16,}", decode(text) or b"") is not None


def _is_json(text: str) -> bool:
    """Whether this is a JSON object or list."""
    if not text.startswith(("{", "[")):
        return False
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False
