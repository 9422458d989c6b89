"""Files of variables that `uv run --env-file` names, as the library dotenvy reads them.

uv read them for itself too, after its settings and before its first request: what they say of
credentials, netrc, certificates and proxies counted, options did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions.settings import RUN_ENV_FILE_PASSED, TOOL_ENV_FILE_PASSED

_PASSED = {CommandKind.RUN: RUN_ENV_FILE_PASSED, CommandKind.TOOL_RUN: TOOL_ENV_FILE_PASSED}
_SIZE_LIMIT = 1024 * 1024
_KEY = re.compile(r"\s*(?:export\s+(?=[A-Za-z_]))?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*")
_WORD = re.compile(r"[^\W_]*")


def with_env_files(
    surroundings: Surroundings, command: Command, environment: Options
) -> tuple[Surroundings, tuple[Problem, ...]]:
    """The surroundings with what uv takes for itself, and the files that are not there."""
    passed = _PASSED.get(command.kind)
    off = command.options.flag("no-env-file") or environment.flag("no-env-file")
    if passed is None or off:
        return surroundings, ()
    environ = dict(surroundings.environ)
    problems: list[Problem] = []
    named = command.options.all("env-file") or environment.all("env-file")
    for stated in reversed(named):
        path = surroundings.cwd / stated.value
        text = _read(path)
        if text is None:
            message = f"the environment file {surroundings.shown(path)} cannot be read"
            problems.append(Problem(message, stated.origin))
            break
        for name, value in variables(text, environ):
            environ.setdefault(name, value)
    if passed in surroundings.uv:
        return surroundings, tuple(problems)
    return replace(surroundings, environ=environ), tuple(problems)


def unloaded(
    surroundings: Surroundings, command: Command, environment: Options
) -> tuple[Origin, ...]:
    """The `UV_*` variables that a `.env` of the project, or a file named for what is run, sets.

    uv reads none of them for itself; those that the environment has as well are left out.
    """
    named = command.options.all("env-file") or environment.all("env-file")
    paths = [surroundings.cwd / stated.value for stated in named]
    here = (surroundings.cwd, *surroundings.cwd.parents)
    project = next((each for each in here if (each / "pyproject.toml").is_file()), here[0])
    paths += [each / ".env" for each in dict.fromkeys((here[0], project))]
    found: dict[str, Origin] = {}
    for path in dict.fromkeys(paths):
        for number, line in enumerate((_read(path) or "").splitlines(), start=1):
            match = _KEY.match(line)
            if match is not None and match[1].startswith("UV_"):
                found.setdefault(match[1], Origin.file(surroundings.shown(path), number, match[1]))
    return tuple(origin for name, origin in found.items() if name not in surroundings.environ)


def _read(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(_SIZE_LIMIT).decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


def variables(text: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The variables of a file in its order, up to the first line that is none.

    `environ` holds what `$NAME` stands for before the file's own variables do.
    """
    own: dict[str, str] = {}
    for line in _lines(text):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _KEY.match(line)
        if match is None:
            return
        rest = line[match.end() :]
        value = "" if rest.startswith("#") else _value(rest, {**own, **environ})
        if value is None:
            return
        own[match[1]] = value
        yield match[1], value


def _lines(text: str) -> Iterator[str]:
    """Lines, those together between which a quote is open."""
    gathered = ""
    for line in text.splitlines():
        gathered = f"{gathered}\n{line}" if gathered else line
        if not _is_open(gathered):
            yield gathered
            gathered = ""
    if gathered:
        yield gathered


def _is_open(text: str) -> bool:
    quote, before, skipped = "", " ", False
    for character in text:
        if skipped:
            skipped = False
        elif character == "\\":
            skipped = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#" and before.isspace():
            return False
        before = character
    return bool(quote) or skipped


def _value(text: str, known: Mapping[str, str]) -> str | None:
    """The value up to its end or a comment; None when it is none."""
    found, quote, at = "", "", 0
    while at < len(text):
        character = text[at]
        at += 1
        if quote == "'":
            if character == quote:
                quote = ""
            else:
                found += character
        elif character == "\\":
            escaped = text[at : at + 1]
            if not escaped or escaped not in "\\'\"$ n":
                return None
            found += "\n" if escaped == "n" else escaped
            at += 1
        elif character == "$":
            name, at = _name(text, at)
            if name is None:
                return None
            found += known.get(name, "")
        elif quote or character not in "'\" \t":
            if character == quote:
                quote = ""
            else:
                found += character
        elif character in "'\"":
            quote = character
        else:
            rest = text[at:].lstrip(" \t")
            return found if not rest or rest.startswith("#") else None
    return None if quote else found


def _name(text: str, at: int) -> tuple[str | None, int]:
    """The name behind a `$`, with or without braces, and where it ends."""
    if text[at : at + 1] == "{":
        end = text.find("}", at)
        return (None, at) if end < 0 else (text[at + 1 : end], end + 1)
    match = _WORD.match(text, at)
    assert match is not None
    return match[0], match.end()
