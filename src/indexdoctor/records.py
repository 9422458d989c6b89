"""Records: dataclasses with slots whose attributes stay as they were made.

`dataclasses` writes and compiles up to seven methods for each frozen class. indexdoctor has two
hundred such classes, and that was a quarter of the run of `explain`. A record has only its
`__init__` made so. All else is said here once, over the names of its attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """A class decorator in place of `dataclass(frozen=True, slots=True)`.

    That nothing is assigned later is held by the type checker alone: at run time a guard would have
    to be compiled for each class. `field`, `fields` and `replace` of `dataclasses` apply, and
    methods that the class has itself are kept.
    """
    made: type[Any] = dataclass(slots=True, eq=False, repr=False)(cls)
    every = fields(made)
    key = _key([each.name for each in every if each.compare])
    shown = [each.name for each in every if each.repr]

    def equals(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    def text(self: object) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({said})"

    for name, method in (("__eq__", equals), ("__hash__", hashed), ("__repr__", text)):
        if name not in vars(made):
            setattr(made, name, method)
    return made


def _key(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    """What a record is compared by; of a single name, `attrgetter` would not make a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda made: tuple(getattr(made, name) for name in names)
