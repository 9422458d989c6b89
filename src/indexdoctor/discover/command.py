"""The user's own uv command, typed after `--`, read as uv's parser (clap) reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from indexdoctor.discover.option_values import guarded, refusal
from indexdoctor.discover.options import (
    GLOBAL,
    PIP_GLOBAL,
    SECRET,
    TLS_SWITCHES,
    OptionSpec,
    OptionTable,
    first_release,
    options_of,
)
from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import reserved_in
from indexdoctor.versions import Uv

_KINDS = {kind.value: kind for kind in CommandKind}
_MODELLED = ", ".join(f"uv {kind.value}" for kind in CommandKind)
_PYTHON = re.compile(r"(?:python[0-9.]*|pypy[0-9.]*|py)(?:\.exe)?")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_ARGUMENT = Origin.option("the command line")
# The commands that take words of their own; uv refuses any word after the others.
_WITH_ARGUMENTS = frozenset(
    {
        *(CommandKind.PIP_COMPILE, CommandKind.PIP_INSTALL, CommandKind.PIP_SYNC),
        *(CommandKind.ADD, CommandKind.REMOVE, CommandKind.RUN, CommandKind.BUILD),
        CommandKind.PUBLISH,
        *(CommandKind.TOOL_INSTALL, CommandKind.TOOL_RUN, CommandKind.TOOL_UPGRADE),
    }
)
# What uv asks for at the least, as words or as one of these options.
_NEEDED = {
    CommandKind.PIP_COMPILE: ("group",),
    CommandKind.PIP_INSTALL: ("requirements", "editable", "group"),
    CommandKind.PIP_SYNC: ("group",),
    CommandKind.ADD: ("requirements",),
    CommandKind.REMOVE: (),
    CommandKind.TOOL_INSTALL: (),
    CommandKind.TOOL_RUN: (),
    CommandKind.TOOL_UPGRADE: ("all",),
}
# The options taken between the words of a command's name.
_NAMESPACES = {
    "pip": (CommandKind.PIP_INSTALL, GLOBAL | PIP_GLOBAL),
    "tool": (CommandKind.TOOL_INSTALL, GLOBAL),
}


def parse_command(words: Sequence[str], surroundings: Surroundings) -> Command:
    """Read the words of a uv command.

    `problems` holds what uv would refuse (fatal), and that a command is not one indexdoctor
    models. An option's values are in the order typed; a password or token is a `Secret`, and a
    value that may hold a URL with user information has a `repr` without it. Of `uv run` and
    `uv tool run` (`uvx`), the argument is what is run; its own arguments are left away.
    """
    rest = list(words)
    if rest and _ASSIGNMENT.match(rest[0]):
        problem = Problem(
            "a variable in front of the command is not read here",
            _ARGUMENT,
            hint="set it in front of indexdoctor, or with export",
        )
        return Command(CommandKind.LOCK, problems=(problem,))
    reader = _Reader(_without_program(rest), surroundings.uv)
    return reader.command() or _unknown(reader)


def _without_program(words: list[str]) -> list[str]:
    if not words:
        return words
    name = PureWindowsPath(PurePosixPath(words[0]).name).name.lower()
    if name in ("uv", "uv.exe"):
        return words[1:]
    if name in ("uvx", "uvx.exe"):
        return ["tool", "run", *words[1:]]
    if _PYTHON.fullmatch(name) and words[1:3] == ["-m", "uv"]:
        return words[3:]
    return words


def _unknown(reader: _Reader) -> Command:
    seen = " ".join(reader.names)
    if reader.problems:
        return Command(CommandKind.LOCK, problems=tuple(reader.problems))
    if not seen or seen in _NAMESPACES:
        message = "there is no uv command after `--`"
    elif re.fullmatch(r"[a-z0-9 _-]+", seen):
        message = f"indexdoctor does not model the command `{seen}`"
    else:
        message = "indexdoctor does not model this command"
    problem = Problem(message, _ARGUMENT, hint=f"it models {_MODELLED}")
    return Command(CommandKind.LOCK, problems=(problem,), known=False)


class _Reader:
    def __init__(self, words: list[str], uv: Uv) -> None:
        self.words = words
        self.uv = uv
        self.at = 0
        self.names: list[str] = []
        self.kind: CommandKind | None = None
        self.table: OptionTable = options_of(CommandKind.LOCK, uv).only(GLOBAL)
        self.values: dict[str, list[Stated[Any]]] = {}
        self.given: dict[str, Origin] = {}
        self.arguments: list[Stated[str]] = []
        self.problems: list[Problem] = []

    def command(self) -> Command | None:
        """The whole command; None when it is not one that is modelled."""
        self._name()
        if self.kind is None:
            return None
        outer, self.values, self.given = self.values, {}, {}
        self.table = options_of(self.kind, self.uv)
        self._rest(self.kind)
        # An option typed after the command's name hides the one before it.
        values = {name: tuple(found) for name, found in (outer | self.values).items()}
        if not self.problems:
            self._conflicts()
            self._needed(self.kind)
        several = len(self.arguments) != 1 or "all" in self.given
        if self.kind is CommandKind.TOOL_UPGRADE and several and not self.problems:
            message = "indexdoctor looks at the upgrade of one tool at a time"
            problem = Problem(message, _ARGUMENT, hint="name one tool")
            return Command(self.kind, problems=(problem,), known=False)
        return Command(
            self.kind,
            Options(values),
            tuple(self.arguments),
            problems=tuple(self.problems),
        )

    def _name(self) -> None:
        """Read up to the command's name, global options on the way included."""
        while self.at < len(self.words):
            word = self.words[self.at]
            if word == "--":
                return
            if word.startswith("-") and word != "-":
                self._option()
                continue
            self.at += 1
            self.names.append(word)
            self.kind = _KINDS.get(" ".join(self.names))
            if self.kind is not None or len(self.names) > 1 or word not in _NAMESPACES:
                return
            kind, names = _NAMESPACES[word]
            self.table = options_of(kind, self.uv).only(names)

    def _rest(self, kind: CommandKind) -> None:
        """Read the options and arguments after the command's name."""
        while self.at < len(self.words):
            word = self.words[self.at]
            if word.startswith("-") and word not in ("-", "--"):
                self._option()
                continue
            if word == "--":
                self._arguments(kind, self.words[self.at + 1 :])
                return
            if kind.runs:
                # What is run, and all its own options, is not for uv.
                self._arguments(kind, self.words[self.at :])
                return
            self.at += 1
            self._arguments(kind, [word])

    def _arguments(self, kind: CommandKind, words: list[str]) -> None:
        if words and kind not in _WITH_ARGUMENTS:
            message = f"`uv {kind.value}` takes no arguments besides options"
            self.problems.append(Problem(message, _ARGUMENT, hint="see `uv help`"))
            return
        kept = words[:1] if kind.runs else words
        if kind is CommandKind.BUILD and len(self.arguments) + len(kept) > 1:
            message = "`uv build` takes one directory"
            self.problems.append(Problem(message, _ARGUMENT, hint="use --all-packages"))
            return
        if kind is CommandKind.TOOL_INSTALL and len(self.arguments) + len(kept) > 1:
            message = f"`uv {kind.value}` takes one package"
            self.problems.append(Problem(message, _ARGUMENT, hint="name the others with --with"))
            return
        self.arguments += [Stated(guarded(word), _ARGUMENT) for word in kept]

    def _option(self) -> None:
        word = self.words[self.at]
        self.at += 1
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            self._long(name, value if equals else None)
        else:
            self._letters(word[1:])

    def _long(self, name: str, value: str | None) -> None:
        spec = self.table.long.get(name)
        typed = f"--{name}" if re.fullmatch(r"[A-Za-z0-9_-]+", name) else "an option"
        if spec is None:
            self._unknown_option(typed, name)
        elif spec.takes_value:
            self._with_value(spec, typed, value)
        elif value is not None:
            self._refuse(typed, f"{typed} is a switch and takes no value")
        else:
            self._store(spec, typed, "true")

    def _letters(self, letters: str) -> None:
        for position, letter in enumerate(letters):
            typed = f"-{letter}" if letter.isalnum() else "an option"
            spec = self.table.short.get(letter)
            if spec is None:
                self._unknown_option(typed, None)
                return
            if spec.takes_value:
                rest = letters[position + 1 :]
                self._with_value(spec, typed, rest.removeprefix("=") if rest else None)
                return
            self._store(spec, typed, "true")

    def _with_value(self, spec: OptionSpec, typed: str, value: str | None) -> None:
        if value is None:
            following = self.words[self.at] if self.at < len(self.words) else None
            if following is None or (following.startswith("-") and following != "-"):
                self._refuse(typed, f"{typed} needs a value")
                return
            self.at += 1
            value = following
        parts = spec.split(value) if value else [""]
        for part in parts:
            reason = self._refusal(spec, part)
            if reason is not None:
                message = f"uv refuses the value of {typed}: {reason}"
                self._refuse(typed, message, reserved=reserved_in(part))
                return
        for part in parts:
            self._store(spec, typed, part, first=part is parts[0])

    def _refusal(self, spec: OptionSpec, value: str) -> str | None:
        if not value:
            return None if spec.empty else "it is empty"
        if spec.choices:
            return None if spec.offers(value) else f"it takes {', '.join(spec.choices[:8])}"
        return refusal(spec.name, value, self.uv, publish=self.kind is CommandKind.PUBLISH)

    def _store(self, spec: OptionSpec, typed: str, value: str, *, first: bool = True) -> None:
        origin = Origin.option(typed)
        name, kept = spec.name, guarded(value) if spec.takes_value else value
        if first and spec.name in self.given and not spec.repeats:
            self._refuse(typed, f"{typed} can be given only once")
            return
        self.given[spec.name] = origin
        if spec.name == "help":
            self._refuse(typed, f"with {typed} uv shows its help and does nothing else")
            return
        if not spec.takes_value:
            self._take_back(spec)
        if spec.positive is not None:
            name, kept = spec.positive, "false"
        stated: Stated[Any] = Stated(Secret(value) if name in SECRET else kept, origin)
        self.values.setdefault(name, []).append(stated)

    def _take_back(self, spec: OptionSpec) -> None:
        """Of a switch and its opposite the last one counts, unless uv refuses them together."""
        opposites = {spec.positive or f"no-{spec.name}"}
        if (spec.positive or spec.name) in TLS_SWITCHES:
            opposites |= TLS_SWITCHES | {f"no-{name}" for name in TLS_SWITCHES}
            opposites.discard(spec.name)
        for other in opposites & self.given.keys() - set(spec.conflicts):
            del self.given[other]
            self.values.pop(self.table.long[other].positive or other, None)

    def _unknown_option(self, typed: str, name: str | None) -> None:
        where = " ".join(self.names[: len(self.kind.value.split())] if self.kind else self.names)
        command = f"uv {where}".strip()
        hint = f"see `uv help{' ' + where if where else ''}`"
        if self.kind is None and name in options_of(CommandKind.PIP_INSTALL, self.uv).long:
            hint = f"type {typed} after the command's name"
        came = first_release(self.kind, name, self.uv) if self.kind and name else None
        if came is not None:
            message = f"`{command}` of uv {self.uv.version} has no option {typed}"
            self._refuse(typed, message, f"it came with uv {came}")
            return
        self._refuse(typed, f"`{command}` has no option {typed}", hint)

    def _refuse(
        self, typed: str, message: str, hint: str = "see `uv help`", reserved: str | None = None
    ) -> None:
        origin = Origin.option(typed)
        self.problems.append(Problem(message, origin, hint=hint, reserved=reserved))

    def _conflicts(self) -> None:
        """Report options that uv refuses together, each pair once."""
        specs = {spec.name: spec for spec in self.table.long.values()}
        reported: set[frozenset[str]] = set()
        for name, origin in self.given.items():
            for other in specs[name].conflicts:
                pair = frozenset({name, other})
                if other in self.given and pair not in reported:
                    reported.add(pair)
                    message = f"uv does not take {origin} and {self.given[other]} together"
                    self.problems.append(Problem(message, origin, hint="leave one of them out"))

    def _needed(self, kind: CommandKind) -> None:
        alternatives = _NEEDED.get(kind)
        if alternatives is None or self.arguments or any(n in self.given for n in alternatives):
            return
        options = " or ".join(f"--{name}" for name in alternatives)
        message = f"`uv {kind.value}` needs an argument" + (f", or {options}" if options else "")
        self.problems.append(Problem(message, _ARGUMENT, hint="see `uv help`"))
