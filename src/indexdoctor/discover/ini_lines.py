"""Files in sections with the line of every value, as Python's configparser has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SECTION = re.compile(r"\[(.+)\]")
_ENTRY = re.compile(r"([^=:]+?)\s*[=:]\s*(.*)")


@dataclass(slots=True)
class Entry:
    """One value: key in lower case, `lines` with their numbers, the first that of the key."""

    section: str
    key: str
    lines: list[tuple[int, str]]

    @property
    def text(self) -> str:
        """The value, its lines joined as they stand, without white space around it."""
        return "\n".join(text for _, text in self.lines).strip()

    def words(self) -> Iterator[tuple[int, str]]:
        """The words of a value that is a list, each with its line."""
        for line, text in self.lines:
            for word in text.split():
                yield line, word


def entries(text: str) -> Iterator[Entry]:
    """The values in their order; lines that belong to no section or have no `=` are passed over.

    A line that is indented goes on with the value above it. A comment is a line of its own.
    """
    section, current = "", None
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith(("#", ";")):
            continue
        if not stripped:
            continue
        if line[0].isspace() and current is not None:
            current.lines.append((number, stripped))
            continue
        if current is not None:
            yield current
            current = None
        found = _SECTION.match(stripped)
        if found is not None:
            section = found[1]
            continue
        entry = _ENTRY.match(stripped)
        if entry is not None and section:
            current = Entry(section, entry[1].lower(), [(number, entry[2])])
    if current is not None:
        yield current
