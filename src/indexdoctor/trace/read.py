"""From the lines of a log to the stories of the commands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indexdoctor.trace.lines import Line, read_lines
from indexdoctor.trace.messages import Event, Said, understand
from indexdoctor.trace.story import Story
from indexdoctor.trace.teller import Teller

_ROWS = 5  # rows of uv's own output over which a sentence is broken at the width of the terminal
_DRAWN = re.compile(r"^[\s│├╰└─▶┬×|>-]+")
_LAST_WORDS = "Released lock"  # what uv's log ends with where nothing is printed


@dataclass(slots=True)
class _Stream:
    """What is being read of one job, service or step."""

    name: str
    teller: Teller = field(default_factory=Teller)
    rows: list[str] = field(default_factory=list)
    last: Line | None = None

    def take(self, line: Line) -> Iterator[Story]:
        """Add a line; the story that is at its end with it, if any."""
        event = understand(line.number, line.text)
        if event is not None and event.said is Said.VERSION and self._begins_anew(line):
            yield self.end()
        if line.text:
            self.last = line
        if line.level:
            self.rows.clear()
        elif line.text and event is None:
            event = self._over_rows(line)
        elif event is not None:
            self.rows = [line.text.strip()] if event.said is Said.ERROR else []
        shows = self.teller.story.shows
        if line.level == "TRACE":
            shows.trace = True
        elif line.level == "DEBUG":
            shows.debug = True
            shows.begins |= event is not None and event.said is Said.VERSION
        if event is not None:
            self.teller.take(event)

    def _over_rows(self, line: Line) -> Event | None:
        self.rows = [*self.rows, _DRAWN.sub("", line.text)][-_ROWS:]
        for first in range(len(self.rows) - 2, -1, -1):
            event = understand(line.number, " ".join(self.rows[first:]))
            if event is not None and event.said is not Said.ERROR:
                self.rows.clear()
                return event
        return None

    def _begins_anew(self, line: Line) -> bool:
        """Whether another command begins: uv's log opens with its version, once."""
        events = self.teller.story.events
        return bool(line.level) and any(event.said is not Said.VERSION for event in events)

    def end(self) -> Story:
        """The story so far; the next begins."""
        story = self.teller.end()
        story.stream = self.name
        last = self.last
        story.shows.ends = last is None or not last.level or last.text.startswith(_LAST_WORDS)
        self.teller = Teller()
        self.rows.clear()
        return story


def stories(raw: Iterable[str]) -> Iterator[Story]:
    """The story of each command in a log, at least one; `raw` are its lines as they stand there.

    A command begins where uv tells its version. The lines of several services, jobs or steps are
    told apart by what stands before them.
    """
    streams: dict[str, _Stream] = {}
    told = 0
    for line in read_lines(raw):
        stream = streams.get(line.stream)
        if stream is None:
            stream = streams[line.stream] = _Stream(line.stream)
        for story in stream.take(line):
            told += 1
            yield story
    for stream in streams.values():
        if stream.teller.story.events:
            told += 1
            yield stream.end()
    if not told:
        yield next((stream.end() for stream in streams.values()), Story())
