"""What uv does once in a run, whichever of its tasks asks for it first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from indexdoctor.model.exchange import Flow, Wait

T = TypeVar("T")


@dataclass(slots=True)
class Once(Generic[T]):
    """Results by key; who asks while another flow is at it waits for that one.

    `name` keeps the keys of several such tables apart.
    """

    name: str
    done: dict[Any, T | Exception] = field(default_factory=dict)
    pending: set[Any] = field(default_factory=set)

    def get(self, key: Any, make: Callable[[], Flow[T]]) -> Flow[T]:
        """The result for `key`, or the exception that `make` has ended with."""
        while key in self.pending:
            yield Wait((self.name, str(key)))
        if key not in self.done:
            self.pending.add(key)
            try:
                self.done[key] = yield from make()
            except Exception as error:
                self.done[key] = error
                raise
            finally:
                self.pending.discard(key)
        found = self.done[key]
        if isinstance(found, Exception):
            raise found
        return found

    def forget(self) -> None:
        """Begin anew."""
        self.done.clear()
