"""Why a saved report cannot be read, with the place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")


class SavedError(Exception):
    """What is wrong with a saved report; `path` leads to it (`findings[0].origins[1].line`).

    The message holds no value of the report: that may be anything.
    """

    def __init__(self, situation: str, path: str = "") -> None:
        super().__init__(situation)
        self.situation = situation
        self.path = path

    def within(self, place: str) -> None:
        """Put `place` before the path, while the error goes up."""
        separator = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{place}{separator}{self.path}"

    def __str__(self) -> str:
        return f"{self.path}: {self.situation}" if self.path else self.situation


@contextmanager
def at(place: str) -> Iterator[None]:
    """Name the place of what goes wrong inside."""
    try:
        yield
    except SavedError as error:
        error.within(place)
        raise


def each(
    place: str, items: Iterable[ItemT], convert: Callable[[ItemT], ValueT]
) -> tuple[ValueT, ...]:
    """Every item converted; what goes wrong names the place and the number of the item."""
    found = []
    for number, item in enumerate(items):
        with at(f"{place}[{number}]"):
            found.append(convert(item))
    return tuple(found)
