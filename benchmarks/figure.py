"""One measured figure against its limit, and the table of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in `unit`, and the limit it is held to.

    `basis` says what the number was compared with, or how it was taken.
    """

    name: str
    value: float
    limit: float
    unit: str
    basis: str

    @property
    def ratio(self) -> float:
        """The part of the limit that is used: above 1 the limit is exceeded."""
        return self.value / self.limit

    @property
    def within(self) -> bool:
        return self.ratio <= 1


def table(figures: Sequence[Figure]) -> str:
    """A line a figure: name, value, limit, ratio of the two, ok or over, and the basis."""
    rows = [("figure", "value", "limit", "ratio", "", "measured against")]
    rows += [
        (
            figure.name,
            f"{figure.value:.2f} {figure.unit}",
            f"{figure.limit:g} {figure.unit}",
            f"{figure.ratio:.2f}",
            "ok" if figure.within else "over",
            figure.basis,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = ("  ".join(f"{cell:<{widths[n]}}" for n, cell in enumerate(row)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
