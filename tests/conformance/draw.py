"""Choices that are random but repeatable."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws from a generator seeded with a text, so that a world depends on its number alone."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def chance(self, percent: float) -> bool:
        """True in `percent` of a hundred draws."""
        return self._random.random() * 100 < percent

    def one(self, options: Sequence[T]) -> T:
        return options[self._random.randrange(len(options))]

    def weighted(self, *options: tuple[float, T]) -> T:
        """One of the values, by weight."""
        values = [value for _, value in options]
        return self._random.choices(values, [weight for weight, _ in options])[0]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different options in a random order (all of them if there are fewer)."""
        return self._random.sample(list(options), min(count, len(options)))

    def token(self, length: int = 10) -> str:
        return "".join(
            self._random.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(length)
        )
