"""The options of the modelled uv commands, as uv's own parser knows them.

`uv_options.json` is the table that uv 0.13.8 gives when its parser is asked about each option
(tests/discover/probe_options.py); hidden options and aliases are in it too. For each release that
changed an option, `uv_options_history.json` says what it was before (probe_history.py; null: it was
not there).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexdoctor.discover.schema import CHOICE_SINCE
from indexdoctor.discover.since import came
from indexdoctor.model.command import CommandKind
from indexdoctor.records import record
from indexdoctor.versions import NEWEST, Uv, known, newest
from indexdoctor.versions.change import release
from indexdoctor.versions.settings import INDEX_VARIABLE_LINES

_TABLE = Path(__file__).with_name("uv_options.json")
_HISTORY = Path(__file__).with_name("uv_options_history.json")
# Options taken before the command's name (`uv --offline lock`).
GLOBAL = frozenset(
    {
        *("allow-insecure-host", "allow-python-downloads", "cache-dir", "color", "config-file"),
        *("directory", "help", "isolated", "managed-python", "native-tls", "no-cache", "no-color"),
        *("no-config", "no-installer-metadata", "no-managed-python", "no-native-tls"),
        *("no-offline", "no-preview", "no-progress", "no-python-downloads", "no-system-certs"),
        *("offline", "preview", "preview-features", "project", "python-fetch"),
        *("python-preference", "quiet", "show-settings", "system-certs", "verbose"),
    }
)
# Options taken between `uv pip` and the command's name, besides the global ones.
PIP_GLOBAL = frozenset({"cert"})
# One word can hold several values (`value_delimiter` in crates/uv-cli/src/lib.rs).
DELIMITERS = {
    "allow-insecure-host": " ",
    "build-constraints": " ",
    "constraints": " ",
    "env-file": " ",
    "excludes": " ",
    "extra": ",",
    "extra-index-url": " ",
    "find-links": ",",
    "no-binary": ",",
    "no-emit-package": ",",
    "no-group": " ",
    "only-binary": ",",
    "only-emit-package": ",",
    "overrides": " ",
    "preview-features": ",",
    "with-requirements": ",",
}
SECRET = frozenset({"password", "token"})
# Of these the last one given counts, and takes the others back.
_OLDER_WORDS = {"index-strategy": ("unsafe-any-match",), "link-mode": ("reflink",)}
TLS_SWITCHES = frozenset({"native-tls", "system-certs"})


@record
class OptionSpec:
    """One option of one command.

    `choices` are the only values it takes (empty: any), but for `unlisted` ones. `conflicts` are
    the options uv refuses beside it. `repeats` says whether it may be given twice, `empty` whether
    its value may be empty. `positive` is the name of the switch it turns off (`offline` for
    `--no-offline`); None for all others. `delimiter` parts the values one word can hold (None: it
    holds one; empty: any white space).
    """

    name: str
    takes_value: bool = False
    choices: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    repeats: bool = False
    empty: bool = False
    positive: str | None = None
    delimiter: str | None = None

    def offers(self, text: str) -> bool:
        """Whether it is one of the values of an option with choices."""
        return text in self.choices or text in self.unlisted

    def split(self, text: str) -> list[str]:
        """The values that one word holds."""
        if self.name in ("with", "with-editable"):
            return _requirements(text)
        if self.delimiter is None:
            return [text]
        return text.split(self.delimiter or None)


@record
class OptionTable:
    """The options of one command by long name (aliases included) and by letter."""

    long: Mapping[str, OptionSpec]
    short: Mapping[str, OptionSpec]

    def only(self, names: frozenset[str]) -> OptionTable:
        """The same table, cut down to the options in `names`."""
        return OptionTable(
            {typed: spec for typed, spec in self.long.items() if spec.name in names},
            {letter: spec for letter, spec in self.short.items() if spec.name in names},
        )


def _requirements(text: str) -> list[str]:
    """Requirements parted by commas, but for those in brackets and between versions."""
    parts, start, depth = [], 0, 0
    for position, character in enumerate(text):
        if character == "[":
            depth += 1
        elif character == "]":
            depth = max(depth - 1, 0)
        elif character == "," and not depth:
            if text[position + 1 :].lstrip()[:1] in tuple("!=<>~"):
                continue
            parts.append(text[start:position])
            start = position + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


@functools.lru_cache(maxsize=2)
def _stored(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def options_of(kind: CommandKind, uv: Uv) -> OptionTable:
    """The table of a command in a version of uv."""
    return _table(kind, uv.like, INDEX_VARIABLE_LINES in uv)


def first_release(kind: CommandKind, typed: str, uv: Uv) -> str | None:
    """The release after `uv` with which an option came that `uv` does not know; None: no such."""
    spec = options_of(kind, newest()).long.get(typed)
    if spec is None:
        return None
    came = [v for v, delta in _later(kind, uv.like) if delta.get(spec.name, {}) is None]
    return came[0] if came else None


@functools.lru_cache
def _table(kind: CommandKind, version: str, any_space: bool) -> OptionTable:
    traits = _traits(kind)
    for _, delta in _later(kind, version):
        for name, before in delta.items():
            if before is None:
                del traits[name]
            else:
                traits[name] = _before(traits.get(name, {}), before)
    long: dict[str, OptionSpec] = {}
    short: dict[str, OptionSpec] = {}
    for name, trait in traits.items():
        spec = OptionSpec(
            name=name,
            takes_value=trait.get("value", False),
            choices=tuple(trait.get("choices", ())),
            unlisted=tuple(_older_words(name, version)),
            conflicts=tuple(trait.get("conflicts", ())),
            repeats=trait.get("repeats", False),
            empty=trait.get("empty", False),
            positive=_positive(name, traits),
            delimiter=_delimiter(name, any_space) if trait.get("repeats") else None,
        )
        for typed in (name, *trait.get("aliases", ())):
            long[typed] = spec
        for letter in trait.get("short", ()):
            short[letter] = spec
    return OptionTable(long, short)


def _older_words(name: str, version: str) -> Iterator[str]:
    """Values uv takes and does not list: the names that others had before."""
    later = CHOICE_SINCE.get(name, {})
    for word in _OLDER_WORDS.get(name, ()):
        if came(word, later, known(version)):
            yield word


def _traits(kind: CommandKind) -> dict[str, Any]:
    stored = _stored(_TABLE)
    command = stored["commands"][kind.value]
    traits: dict[str, Any] = {name: stored["options"][name] for name in command["options"]}
    traits |= command["other"]
    return traits


def _later(kind: CommandKind, version: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each release after `version` changed, the newest first: the options as they were."""
    if release(version) >= release(NEWEST):
        return
    for since, groups in _stored(_HISTORY).items():
        if release(since) <= release(version):
            return
        for commands, delta in groups.items():
            if kind.value in commands.split(", "):
                yield since, delta


def _before(trait: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """An option as it was; `lacks` are choices that were still to come."""
    found = {**trait, **{key: value for key, value in change.items() if key != "lacks"}}
    if "lacks" in change:
        found["choices"] = [c for c in trait["choices"] if c not in change["lacks"]]
    return {key: value for key, value in found.items() if value is not None}


def _delimiter(name: str, any_space: bool) -> str | None:
    if name == "index":
        return "" if any_space else " "
    return DELIMITERS.get(name)


def _positive(name: str, traits: Mapping[str, Any]) -> str | None:
    """What `--no-x` turns off, when `--x` is a switch of the command as well."""
    other = name.removeprefix("no-")
    if other == name or other not in traits:
        return None
    switches = not traits[name].get("value") and not traits[other].get("value")
    return other if switches else None
