"""uv's environment variables, in the shape of the options they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexdoctor.discover import variables
from indexdoctor.discover.option_values import guarded, refusal
from indexdoctor.discover.options import GLOBAL, SECRET, OptionSpec, options_of
from indexdoctor.discover.since import came
from indexdoctor.model.command import CommandKind, Options
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import reserved_in
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import (
    EMPTY_NAMES_REFUSED,
    NAMES_READ_ALWAYS,
    SWITCHES_READ_ALWAYS,
)

_YES = frozenset({"y", "yes", "t", "true", "on", "1"})
_NO = frozenset({"n", "no", "f", "false", "off", "0"})


def read_environment(
    environ: Mapping[str, str],
    uv: Uv,
    kind: CommandKind | None = None,
    typed: Options | None = None,
) -> tuple[Options, tuple[Problem, ...]]:
    """The variables that stand for options of the command `kind` (None: of any command).

    UV_INDEX is the index list of all commands but `uv publish`, whose `--index` is
    UV_PUBLISH_INDEX. A wrong value of a variable whose option is in `typed` is left out without a
    word: in uv an option hides its variable even when that is invalid (but for the global options,
    which are checked before the command's own words are read). `UV_PUBLISH_PASSWORD` and
    `UV_PUBLISH_TOKEN` are kept as `Secret`.
    """
    reader = _Reader(environ, _specs(kind, uv), typed or Options(), uv)
    options, is_pip = variables.OPTIONS, kind is not None and kind.is_pip
    if kind is CommandKind.PUBLISH:
        options = {n: o for n, o in options.items() if o != "index"} | variables.PUBLISH
    for variable, option in options.items():
        reader.option(variable, option, publish=kind is CommandKind.PUBLISH)
    if kind is CommandKind.PUBLISH:
        reader.strict_switch("UV_PUBLISH_NO_ATTESTATIONS", "no-attestations")
    if "UV_WORKING_DIRECTORY" in reader.environ and "directory" not in reader.values:
        reader.text("UV_WORKING_DIRECTORY", "directory")
    always = SWITCHES_READ_ALWAYS in uv
    switches = dict(variables.SWITCHES)
    if not always:
        switches |= variables.GLOBAL_SWITCHES
    if is_pip:
        switches = {n: o for n, o in switches.items() if n not in variables.NOT_OF_PIP}
    for variable, option in switches.items():
        reader.parsed_switch(variable, option)
    reader.conflicts()
    if always:
        for variable, option in variables.GLOBAL_SWITCHES.items():
            reader.switch(variable, option)
    for variable in variables.CHECKED_SWITCHES:
        reader.switch(variable, None)
    for variable, option in variables.NAME_LISTS.items():
        own = option in reader.specs and not (is_pip and variable in variables.NOT_OF_PIP)
        if own or NAMES_READ_ALWAYS in uv:
            reader.names(variable, option)
    for variable in (*variables.SECONDS, *variables.COUNTS):
        reader.number(variable)
    return Options(reader.values), tuple(reader.problems)


def _specs(kind: CommandKind | None, uv: Uv) -> Mapping[str, OptionSpec]:
    if kind is not None:
        return options_of(kind, uv).long
    merged: dict[str, OptionSpec] = {}
    for other in CommandKind:
        if other is not CommandKind.PUBLISH:
            merged = {**options_of(other, uv).long, **merged}
    return merged


class _Reader:
    def __init__(
        self,
        environ: Mapping[str, str],
        specs: Mapping[str, OptionSpec],
        typed: Options,
        uv: Uv,
    ) -> None:
        self.environ = {n: text for n, text in environ.items() if came(n, variables.SINCE, uv)}
        self.specs = specs
        self.typed = typed
        self.uv = uv
        self.values: dict[str, tuple[Stated[Any], ...]] = {}
        self.problems: list[Problem] = []

    def _is_typed(self, option: str) -> bool:
        return option not in GLOBAL and bool(self.typed.all(option))

    def option(self, variable: str, option: str, *, publish: bool) -> None:
        """A variable that uv's parser reads like the option's value."""
        spec = self.specs.get(option)
        text = self.environ.get(variable)
        if text is None or spec is None or not spec.takes_value:
            return
        parts = spec.split(text) if text else [""]
        for part in parts:
            reason = _reason(spec, part, self.uv, publish=publish)
            if not part and not came(variable, variables.EMPTY_SINCE, self.uv):
                reason = "it is empty"
            if reason is not None:
                self._refuse(variable, reason, option, reserved=reserved_in(part))
                return
        if option in variables.EMPTY_IS_UNSET and not publish:
            parts = [part for part in parts if part]
        self._keep(variable, option, parts)

    def text(self, variable: str, option: str) -> None:
        self._keep(variable, option, [self.environ[variable]])

    def parsed_switch(self, variable: str, option: str) -> None:
        """A yes or no that uv's parser reads, in commands that have the option."""
        if option in self.specs:
            self.switch(variable, option, hidden=True)

    def switch(self, variable: str, option: str | None, *, hidden: bool = False) -> None:
        """A yes or no, in the words clap takes; with `hidden` its option hides a wrong one."""
        text = self.environ.get(variable)
        if text is None:
            return
        if not came(variable, variables.ANY_WORD_SINCE, self.uv):
            assert option is not None
            self.strict_switch(variable, option)
            return
        lowered = text.lower()
        if lowered not in _YES and lowered not in _NO:
            self._refuse(
                variable,
                "it is neither yes nor no",
                option if hidden else None,
                hint="uv takes true, false, yes, no, on, off, 1 and 0; unset it to leave it out",
            )
        elif option is not None and option in self.specs:
            self._keep(variable, option, ["true" if lowered in _YES else "false"])

    def strict_switch(self, variable: str, option: str) -> None:
        """A switch without uv's own reading of yes and no: clap takes `true` and `false` only."""
        text = self.environ.get(variable)
        if text is None:
            return
        if text in ("true", "false"):
            self._keep(variable, option, [text])
        else:
            self._refuse(variable, "here uv takes only true and false", option)

    def names(self, variable: str, option: str) -> None:
        """Names parted by white space; empty is as good as not set."""
        words = self.environ.get(variable, "").split()
        if any(refusal("extra", word, self.uv) is not None for word in words):
            self._refuse(variable, "a name in it is not valid")
        elif variable in self.environ and not words and EMPTY_NAMES_REFUSED in self.uv:
            self._refuse(variable, "it is empty", hint="unset it")
        elif words and option in self.specs:
            self._keep(variable, option, words)

    def number(self, variable: str) -> None:
        text = self.environ.get(variable)
        if text is None or (not text and came(variable, variables.EMPTY_SINCE, self.uv)):
            return
        text = text.removeprefix("+")
        unit = " of seconds" if variable in variables.SECONDS else ""
        if not (text.isascii() and text.isdigit()):
            self._refuse(variable, f"it is no whole number{unit}")
        elif len(text) > 20 or int(text) > variables.LARGEST.get(variable, 2**64 - 1):
            self._refuse(variable, "the number is too large")
        elif "CONCURRENT" in variable and int(text) == 0:
            self._refuse(variable, "it is zero")

    def conflicts(self) -> None:
        """Refuse variables beside options, and beside one another, as uv's parser does.

        For the parser a variable is the option itself, whatever its value, unless that option is
        typed. Called when all variables that the parser reads have been read.
        """
        stated = {name: values[-1].origin for name, values in self._as_typed()}
        for option, values in self.values.items():
            origin, spec = values[-1].origin, self.specs.get(option)
            if option in stated or spec is None:
                continue
            stated[option] = origin
            for other, place in stated.items():
                if other == option:
                    continue
                if other in spec.conflicts or self._are_opposites(option, other):
                    message = f"uv does not take {origin} and {place} together"
                    self.problems.append(Problem(message, origin, hint="leave one of them out"))
                    break

    def _are_opposites(self, one: str, other: str) -> bool:
        """Whether they switch one thing on and off; --index and --no-index are no such pair."""
        pair = (f"no-{one}" == other) or (f"no-{other}" == one)
        specs = (self.specs.get(one), self.specs.get(other))
        return pair and not any(spec is not None and spec.takes_value for spec in specs)

    def _as_typed(self) -> Iterator[tuple[str, tuple[Stated[Any], ...]]]:
        """The typed options by the name they were typed with."""
        for name, values in self.typed.values.items():
            negated = f"no-{name}"
            if values[-1].value == "false" and negated in self.specs:
                yield negated, values
            else:
                yield name, values

    def _keep(self, variable: str, option: str, parts: list[str]) -> None:
        origin = Origin.env(variable)
        if option in SECRET:
            kept: Iterator[Any] = (Secret(part) for part in parts)
        else:
            kept = (guarded(part) for part in parts)
        if parts:
            self.values[option] = tuple(Stated(part, origin) for part in kept)

    def _refuse(
        self,
        variable: str,
        reason: str,
        option: str | None = None,
        hint: str | None = None,
        reserved: str | None = None,
    ) -> None:
        if option is not None and self._is_typed(option):
            return
        message = f"uv refuses the value of {variable}: {reason}"
        origin = Origin.env(variable)
        self.problems.append(Problem(message, origin, hint=hint, reserved=reserved))


def _reason(spec: OptionSpec, text: str, uv: Uv, *, publish: bool) -> str | None:
    if not text:
        return None if spec.empty or spec.name in SECRET else "it is empty"
    if spec.choices:
        return None if spec.offers(text) else f"it takes {', '.join(spec.choices[:8])}"
    return refusal(spec.name, text, uv, publish=publish)
