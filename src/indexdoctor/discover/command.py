"""The user's own uv command, typed after `--`, read as uv's parser (clap) reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from indexdoctor.discover.options import ALIASES, NEGATED, SECRET, short, split_values, takes_value
from indexdoctor.model.config import Command, CommandKind, Options, Surroundings
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret

_KINDS = {kind.value: kind for kind in CommandKind}
# `uv publish` only; that one of a pair comes from a variable is seen when settings are resolved.
_CONFLICTS = (
    ("token", "username"),
    ("token", "password"),
    ("index", "publish-url"),
    ("index", "check-url"),
)
_MODELLED = ", ".join(f"uv {kind.value}" for kind in CommandKind)


def parse_command(words: Sequence[str], surroundings: Surroundings) -> Command:
    """Read the words of a uv command; problems where uv would refuse them or it is not modelled."""
    reader = _Reader(_without_program(list(words)))
    kind = reader.subcommand()
    if kind is None:
        origin = Origin.option(reader.seen or "the command after --")
        problem = Problem(
            f"indexdoctor does not know the command `uv {reader.seen}`".rstrip("` ") + "`",
            origin,
            hint=f"it knows {_MODELLED}",
        )
        return Command(CommandKind.LOCK, problems=(problem,))
    reader.rest(kind)
    values = {name: tuple(found) for name, found in reader.values.items()}
    problems = [*reader.problems, *_conflicts(kind, values)]
    return Command(kind, Options(values), tuple(reader.arguments), problems=tuple(problems))


def _without_program(words: list[str]) -> list[str]:
    if not words:
        return words
    name = PurePath(words[0]).name.lower()
    if name in ("uv", "uv.exe"):
        return words[1:]
    if name.startswith(("python", "py")) and words[1:3] == ["-m", "uv"]:
        return words[3:]
    return words


class _Reader:
    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0
        self.kind: CommandKind | None = None
        self.values: dict[str, list[Stated[Any]]] = {}
        self.arguments: list[Stated[str]] = []
        self.problems: list[Problem] = []
        self.seen = ""

    def subcommand(self) -> CommandKind | None:
        """Read up to the command's name, global options on the way included."""
        names: list[str] = []
        while self.at < len(self.words):
            word = self.words[self.at]
            if word.startswith("-") and word != "-":
                self._option()
                continue
            self.at += 1
            names.append(word)
            self.seen = " ".join(names)
            if self.seen in _KINDS:
                self.kind = _KINDS[self.seen]
                return self.kind
            if names != ["pip"]:
                return None
        return None

    def rest(self, kind: CommandKind) -> None:
        """Read the options and arguments after the command's name."""
        while self.at < len(self.words):
            word = self.words[self.at]
            if word == "--":
                self._take_arguments(self.words[self.at + 1 :])
                return
            if word.startswith("-") and word != "-":
                self._option()
                continue
            if kind is CommandKind.RUN:
                # What is run, and all its own options, is not for uv.
                self._take_arguments(self.words[self.at :])
                return
            self._take_arguments([word])
            self.at += 1

    def _take_arguments(self, words: list[str]) -> None:
        self.arguments += [Stated(word, Origin.option(word)) for word in words]

    def _option(self) -> None:
        word = self.words[self.at]
        self.at += 1
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            self._long(name, value if equals else None)
        else:
            self._shorts(word[1:])

    def _long(self, name: str, value: str | None) -> None:
        typed = f"--{name}"
        name = ALIASES.get(name, name)
        wants = takes_value(self.kind, name)
        if wants is None:
            self._refuse(typed, f"uv has no option {typed} here")
        elif not wants:
            self._store(name, typed, "true")
        else:
            self._with_value(name, typed, value)

    def _shorts(self, letters: str) -> None:
        for position, letter in enumerate(letters):
            typed = f"-{letter}"
            name = short(self.kind, letter)
            if name is None:
                self._refuse(typed, f"uv has no option {typed} here")
                return
            if takes_value(self.kind, name):
                value = letters[position + 1 :].removeprefix("=")
                self._with_value(name, typed, value or None)
                return
            self._store(name, typed, "true")

    def _with_value(self, name: str, typed: str, value: str | None) -> None:
        if value is None:
            following = self.words[self.at] if self.at < len(self.words) else None
            if following is None or (following.startswith("-") and len(following) > 1):
                self._refuse(typed, f"{typed} needs a value")
                return
            self.at += 1
            value = following
        for part in split_values(self.kind, name, value):
            self._store(name, typed, part)

    def _store(self, name: str, typed: str, value: str) -> None:
        if name in NEGATED:
            name, value = NEGATED[name], "false"
        kept: Any = Secret(value) if name in SECRET else value
        self.values.setdefault(name, []).append(Stated(kept, Origin.option(typed)))

    def _refuse(self, typed: str, message: str) -> None:
        self.problems.append(Problem(message, Origin.option(typed), hint="see uv help"))


def _conflicts(kind: CommandKind, values: dict[str, tuple[Stated[Any], ...]]) -> list[Problem]:
    """Options that clap refuses together."""
    pairs = _CONFLICTS if kind is CommandKind.PUBLISH else ()
    return [
        Problem(
            f"uv does not take {values[one][-1].origin} and {values[other][-1].origin} together",
            values[other][-1].origin,
            hint="leave one of them out",
        )
        for one, other in pairs
        if one in values and other in values
    ]
