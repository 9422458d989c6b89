"""The lines of a log: what stands around the messages of uv is taken away.

A log comes from a terminal, a file or a build server. Build servers put the time before each line,
terminals wrap and colour, and two threads can write into one line. What is left here is the number
of the line in the file, its level where it has one, and the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexdoctor.records import record
from indexdoctor.trace.prefixes import Prefixes
from indexdoctor.trace.secrets import hidden
from indexdoctor.trace.wrapping import Numbered, unwrapped

LONGEST = 20_000  # characters of one line that are looked at; the rest says nothing of requests

_COLOUR = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_LEVELS = ("TRACE ", "DEBUG ")
_RESOLVER = (
    *("TRACE Selecting candidate ", "TRACE Found candidate ", "TRACE Returning candidate "),
    *(
        "TRACE Exhausted all ",
        "TRACE Assigned packages",
        "TRACE Chose package ",
        "TRACE Resolution",
    ),
    *("DEBUG Searching for a ", "DEBUG Selecting: ", "DEBUG Adding ", "TRACE No cache entry "),
)
# uv's own time since its start, and the indentation of old releases.
_ELAPSED = r"\s*(?:\d+(?:\.\d+)?(?:s|ms|µs)\s+){0,2}"
_TARGET = r"(?:([a-z]\w*(?:::\w+)+):?\s+)?"
_LEVEL = re.compile(rf"{_ELAPSED}(TRACE|DEBUG|INFO|WARN|ERROR)\s+{_TARGET}")
# A prefix that is none of the known ones, where uv's level and message stand behind it.
_SOME_PREFIX = re.compile(rf"[^`\"']{{0,120}}?\s(TRACE|DEBUG)\s+{_TARGET}(?=[A-Z][a-z]+ |uv \d)")
# The message of one thread can begin in the line of another.
_GLUED = re.compile(r"(?<=.)(?=(?:TRACE|DEBUG) (?:[A-Z][a-z]+ |uv \d))")


@record
class Line:
    """A message and where it stands.

    `number` counts from 1; `level` is empty for uv's output. `stream` tells the jobs, services or
    steps apart whose lines stand in one file.
    """

    number: int
    level: str
    text: str
    stream: str = ""


def strip_colour(text: str) -> str:
    """`text` without the escapes of terminals."""
    return _COLOUR.sub("", text) if "\x1b" in text else text


def _plain(raw: str) -> str:
    """A line as it was seen: no colour, no zeros of UTF-16, what a progress bar left."""
    text = strip_colour(raw[:LONGEST].rstrip("\r\n"))
    if "\0" in text:
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.rstrip("\r").rpartition("\r")[2]
    return text


def read_line(number: int, raw: str) -> Iterator[Line]:
    """The messages of one line of a file; more than one where two were written into it."""
    stream, text, _ = Prefixes().take_off(_plain(raw))
    yield from _messages(number, stream, text)


def _messages(number: int, stream: str, text: str) -> Iterator[Line]:
    if text.startswith(_LEVELS) and text.find("TRACE ", 6) < 0 and text.find("DEBUG ", 6) < 0:
        level = _LEVEL.match(text)  # what nearly all lines are
        if level is not None:
            yield Line(number, level[1], text[level.end() :].rstrip(), stream)
            return
    for part in _GLUED.split(text):
        level = _LEVEL.match(part) or _SOME_PREFIX.match(part)
        if level is None:
            yield Line(number, "", part.rstrip(), stream)
        else:
            yield Line(number, level[1], part[level.end() :].rstrip(), stream)


def plain_lines(raw: Iterable[str]) -> Iterator[Numbered]:
    """The lines as they were before a terminal coloured and wrapped them, with their numbers."""
    return unwrapped((number, _plain(text)) for number, text in enumerate(raw, 1))


def read_lines(raw: Iterable[str]) -> Iterator[Line]:
    """All messages of a log, in order, without the secrets that stand in them in clear."""
    for number, stream, text in _whole(_without_resolver(plain_lines(raw))):
        yield from _messages(number, stream, hidden(text))


def _without_resolver(lines: Iterable[Numbered]) -> Iterator[Numbered]:
    """The lines without what uv's resolver says, which is most of a long log; the last is kept."""
    skipped: Numbered | None = None
    for line in lines:
        text = line[1]
        if text.startswith(_RESOLVER) and text.find("TRACE ", 6) < 0 and text.find("DEBUG ", 6) < 0:
            skipped = line
        else:
            skipped = None
            yield line
    if skipped is not None:
        yield skipped


def _whole(lines: Iterable[Numbered]) -> Iterator[tuple[int, str, str]]:
    """Number, stream and text, where a line that continues another is put behind it."""
    prefixes = Prefixes()
    held: tuple[int, str, str] | None = None
    for number, text in lines:
        stream, rest, more = prefixes.take_off(text)
        if held is not None and more:
            held = (held[0], held[1], held[2] + rest)
            continue
        if held is not None:
            yield held
        held = (number, stream, rest)
    if held is not None:
        yield held
