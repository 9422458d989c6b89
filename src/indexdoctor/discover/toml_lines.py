"""Line numbers for the key paths of a TOML text that tomllib has accepted.

tomllib gives values without positions; this scanner walks the same text once more and notes the
line of each key, of each array element and of each table header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^\n,\]}#]*")
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[btnfre"\\])')
_ESCAPES = {
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    '"': '"',
    "\\": "\\",
}


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    lines: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)
    seen_to: int = 0
    line: int = 1

    def note(self, path: Path) -> None:
        self.line += self.text.count("\n", self.seen_to, self.at)
        self.seen_to = max(self.seen_to, self.at)
        self.lines.setdefault(path, self.line)

    def run(self) -> None:
        prefix: Path = ()
        size = len(self.text)
        while True:
            self._skip(_BLANK)
            if self.at >= size:
                return
            if self.text[self.at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()

    def _header(self) -> Path:
        double = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if double else 1
        names = self._key()
        end = self.text.find("\n", self.at)
        after = len(self.text) if end < 0 else end
        path = self._resolve(names[:-1])
        if double:
            array = (*path, names[-1])
            number = self.counts.get(array, 0)
            self.counts[array] = number + 1
            path = (*array, number)
        else:
            path = self._resolve(names)
        self.at = start
        self.note(path)
        self.at = after
        return path

    def _resolve(self, names: Path) -> Path:
        """The path of a header: a name that is an array of tables means its last table."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def _key(self) -> Path:
        names: list[str | int] = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at] in "\"'":
                names.append(self._string())
            else:
                match = _BARE_KEY.match(self.text, self.at)
                if match is None:
                    raise ValueError("no key")
                names.append(match[0])
                self.at = match.end()
            self._skip(_SPACE)
            if self.text[self.at : self.at + 1] != ".":
                return tuple(names)
            self.at += 1

    def _pair(self, prefix: Path) -> None:
        start = self.at
        path = (*prefix, *self._key())
        after, self.at = self.at, start
        self.note(path)
        self.at = after + 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        elif first and first in "\"'":
            self._string()
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while True:
            self._skip(_BLANK)
            if self.text[self.at] == "]":
                self.at += 1
                return
            self.note((*path, number))
            self._value((*path, number))
            number += 1
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self.text[self.at] == "}":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)

    def _string(self) -> str:
        quote = self.text[self.at]
        long = self.text.startswith(quote * 3, self.at)
        mark = quote * 3 if long else quote
        self.at += len(mark)
        start = self.at
        while True:
            end = self.text.find(mark, self.at)
            if end < 0:
                raise ValueError("open string")
            slashes = len(self.text[start:end]) - len(self.text[start:end].rstrip("\\"))
            if quote == '"' and slashes % 2:
                self.at = end + 1
                continue
            if long:
                # Up to two quotes may stand right before the closing three.
                while self.text.startswith(quote, end + 3) and end + 3 < len(self.text):
                    end += 1
            self.at = end + len(mark)
            body = self.text[start:end]
            return _ESCAPE.sub(_unescape, body) if quote == '"' else body


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU":
        return chr(int(code[1:], 16))
    return _ESCAPES[code]


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each key path; empty for a text that is not valid TOML."""
    scanner = _Scanner(text)
    try:
        scanner.run()
    except (ValueError, IndexError):
        return scanner.lines
    return scanner.lines


def dotted(path: Path) -> str:
    """A key path as text: `tool.uv.index[0].url`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part}]"
        else:
            out += f".{part}" if out else part
    return out
