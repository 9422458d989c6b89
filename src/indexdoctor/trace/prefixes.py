"""What build servers, terminals and tools write around a line of uv's.

Each form was taken from the tool's own output: GitHub's raw logs and the columns of `gh run view
--log`, GitLab's times with a stream and section marks, Azure's times, Jenkins' times and branches,
BuildKit's steps, `docker compose logs`, journald, and the name PowerShell puts before the first
line of standard error.
"""

from __future__ import annotations

import re

_DATE = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_UNIT = r"\S+ [\w.@-]+\[\d+\]: "
_PREFIX = re.compile(
    r"(?P<columns>[^\t\n]{1,200}\t[^\t\n]{1,200}\t)?\ufeff?"
    rf"(?:(?P<journal>[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d {_UNIT}|{_DATE} {_UNIT})"
    rf"|\[?{_DATE}\]? ?(?P<gitlab>[0-9a-f]{{2}}[OE][+ ]?)?"
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]? +"
    r"|(?P<step>#\d+) \d+\.\d+ )?"
)
_LEVELS = ("TRACE", "DEBUG", "INFO ", "INFO\t", "WARN ", "ERROR ")
_SERVICE = re.compile(r"(?P<service>[\w.-]{1,60}?)\s+\| ?|\[(?P<branch>[^\[\]]{1,60})\] ")
_STREAM = ("columns", "journal", "step")


class Prefixes:
    """Takes the prefix off each line. Names of services are known from where uv's levels follow."""

    def __init__(self) -> None:
        self._services: set[str] = set()

    def take_off(self, text: str) -> tuple[str, str, bool]:
        """The stream a line belongs to (empty where there is one only), what is left of it, and
        whether it continues the line before."""
        if text.startswith(_LEVELS):
            return "", text, False
        match = _PREFIX.match(text)
        stream, more = "", False
        if match is not None and match.end():
            text = text[match.end() :]
            stream = next((match[name] for name in _STREAM if match[name]), "")
            more = match["gitlab"] is not None and "+" in match["gitlab"]
            if match["journal"]:
                stream = stream.rsplit(" ", 2)[1]
        service = _SERVICE.match(text)
        if service is None:
            return stream, text, more
        name, rest = service["service"] or service["branch"], text[service.end() :]
        if rest.lstrip().startswith(_LEVELS):
            self._services.add(name)
        if name in self._services:
            return f"{stream}{name}", rest, more
        return stream, text, more
