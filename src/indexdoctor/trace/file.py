"""A log in a file, read line by line whatever its size and encoding."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import TextIO

_PIECE = 1 << 20  # characters read at once of a line without an end
_STEP = 1 << 24  # characters between two words on progress


def lines(
    binary: io.BufferedReader,
    size: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Iterator[str]:
    """The lines of a log that is open for reading; it is closed at the end.

    `progress` is told now and then which part of the `size` in bytes was read. What is no text in
    the encoding of the log is replaced.
    """
    encoding = _encoding(binary.peek(4096))
    with io.TextIOWrapper(binary, encoding=encoding, errors="replace") as text:
        done = 0
        for line in whole_lines(text):
            yield line
            done += len(line)
            if progress is not None and size and done >= _STEP:
                done = 0
                progress(f"{min(100 * binary.tell() // size, 100)} % of the log read")


def whole_lines(text: TextIO) -> Iterator[str]:
    """Lines; of one longer than a mebibyte only the beginning."""
    begun = False
    while piece := text.readline(_PIECE):
        if not begun:
            yield piece
        begun = not piece.endswith("\n")


def _encoding(beginning: bytes) -> str:
    """UTF-16 by its mark or its zeros (PowerShell writes it), else UTF-8 with or without a mark."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    third = len(beginning) // 3
    if third and beginning[1::2].count(0) > third:
        return "utf-16-le"
    if third and beginning[::2].count(0) > third:
        return "utf-16-be"
    return "utf-8-sig"
