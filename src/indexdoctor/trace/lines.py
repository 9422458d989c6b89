"""The lines of a log: what stands around the messages of uv is taken away.

A log comes from a terminal, a file or a build server. Build servers put the time before each line,
terminals wrap and colour, and two threads can write into one line. What is left here is the number
of the line in the file, its level where it has one, and the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexdoctor.records import record

LONGEST = 20_000  # characters of one line that are looked at; the rest says nothing of requests

_COLOUR = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_DATE = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
# What build servers write before a line: GitHub's columns, GitLab's stream, Jenkins' brackets,
# BuildKit's step.
_SERVER = re.compile(
    r"(?:[^\t\n]{0,200}\t[^\t\n]{0,200}\t)?\ufeff?"
    rf"(?:\[?{_DATE}\]? ?(?:[0-9a-f]{{2}}[OE][ +]? ?)?"
    r"|\[?\d\d:\d\d:\d\d(?:\.\d+)?\]? +|#\d+ \d+\.\d+ )"
)
# uv's own time since its start, and the indentation of old releases.
_ELAPSED = r"\s*(?:\d+(?:\.\d+)?(?:s|ms|µs)\s+){0,2}"
_LEVEL = re.compile(rf"{_ELAPSED}(TRACE|DEBUG|INFO|WARN|ERROR)\s+(?:([a-z]\w*(?:::\w+)+)\s+)?")
# The message of one thread can begin in the line of another.
_GLUED = re.compile(r"(?<=\S)(?=(?:TRACE|DEBUG) [A-Z][a-z]+ )")


@record
class Line:
    """A message and where it stands. `number` counts from 1; `level` is empty for uv's output."""

    number: int
    level: str
    text: str


def strip_colour(text: str) -> str:
    """`text` without the escapes of terminals."""
    return _COLOUR.sub("", text) if "\x1b" in text else text


def read_line(number: int, raw: str) -> Iterator[Line]:
    """The messages of one line of a file; more than one where two were written into it."""
    text = strip_colour(raw[:LONGEST]).rstrip("\r\n")
    text = text.rpartition("\r")[2] or text  # what a progress bar wrote over
    server = _SERVER.match(text)
    if server is not None:
        text = text[server.end() :]
    for part in _GLUED.split(text):
        level = _LEVEL.match(part)
        if level is None:
            yield Line(number, "", part.rstrip())
        else:
            yield Line(number, level[1], part[level.end() :].rstrip())


def read_lines(raw: Iterable[str]) -> Iterator[Line]:
    """All messages of a log, in order."""
    for number, text in enumerate(raw, 1):
        yield from read_line(number, text)
