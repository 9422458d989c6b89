"""Where a value comes from."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Generic, TypeVar

from indexdoctor.records import record

T = TypeVar("T")


class OriginKind(enum.StrEnum):
    """The kinds of place a value can be written down in."""

    FILE = "file"
    ENV = "env"
    OPTION = "option"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """One place a value was read from.

    `name` is the path as shown to a person (kind file), the variable's name (env), the option as
    typed, such as `--index-url` (option), or the name of the built-in default (default).
    `line` counts from 1. `key` is the dotted key path in a TOML file (`tool.uv.index[0].url`) or
    the option inside a requirements file (`--index-url`).
    """

    kind: OriginKind
    name: str
    line: int | None = None
    key: str | None = None

    @classmethod
    def file(cls, name: object, line: int | None = None, key: str | None = None) -> Origin:
        return cls(OriginKind.FILE, str(name), line, key)

    @classmethod
    def env(cls, variable: str) -> Origin:
        return cls(OriginKind.ENV, variable)

    @classmethod
    def option(cls, option: str) -> Origin:
        return cls(OriginKind.OPTION, option)

    @classmethod
    def default(cls, name: str) -> Origin:
        return cls(OriginKind.DEFAULT, name)

    def __str__(self) -> str:
        if self.kind is OriginKind.FILE and self.line is not None:
            return f"{self.name}:{self.line}"
        if self.kind is OriginKind.DEFAULT:
            return f"default ({self.name})"
        return self.name


@record
class Stated(Generic[T]):
    """A value together with the place it was stated in."""

    value: T
    origin: Origin


@record
class Shadowed(Generic[T]):
    """An alternative that lost, and why, in one clause ("[tool.uv] is ignored beside uv.toml")."""

    value: T
    origin: Origin
    reason: str


@record
class Setting(Generic[T]):
    """The value in effect, where it comes from, and the alternatives it shadows."""

    value: T
    origin: Origin
    shadowed: tuple[Shadowed[T], ...] = ()
