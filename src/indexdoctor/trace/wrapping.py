"""Logs copied from a terminal: a long message is cut over two or three rows of one width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

SAMPLE = 4000  # lines that are looked at to see whether a log was wrapped
_NARROWEST, _WIDEST = 40, 400  # columns of a terminal
_FEWEST = 3  # full rows that a wrapped log has at least
_MESSAGE = re.compile(r"\s*(?:\d+(?:\.\d+)?(?:s|ms|µs)\s+){0,2}(?:TRACE|DEBUG|INFO|WARN|ERROR)\s")

Numbered = tuple[int, str]


def width(lines: Sequence[str]) -> int | None:
    """The columns of the terminal that wrapped these lines; None if none did."""
    longest = max(map(len, lines), default=0)
    if not _NARROWEST <= longest <= _WIDEST or not any(map(_MESSAGE.match, lines)):
        return None
    full = [n for n, line in enumerate(lines[:-1]) if len(line) == longest]
    cut = [n for n in full if not _MESSAGE.match(lines[n + 1])]
    return longest if len(cut) >= _FEWEST and len(cut) * 3 >= len(full) * 2 else None


def unwrapped(lines: Iterable[Numbered]) -> Iterator[Numbered]:
    """The lines with the rows of each put together; the number is that of the first row."""
    rest = iter(lines)
    sample = list(islice(rest, SAMPLE))
    columns = width([text for _, text in sample])
    if columns is None:
        yield from sample
        yield from rest
        return
    yield from _joined(sample, rest, columns)


def _joined(sample: list[Numbered], rest: Iterator[Numbered], columns: int) -> Iterator[Numbered]:
    number, text, room = 0, "", 0
    for lines in (sample, rest):
        for each, row in lines:
            if room and text and row and not _MESSAGE.match(row):
                text += row if room == columns else f" {row}"
            else:
                if number:
                    yield number, text
                number, text = each, row
            # A space in the last column is not copied.
            room = len(row) if len(row) in (columns, columns - 1) else 0
    if number:
        yield number, text
