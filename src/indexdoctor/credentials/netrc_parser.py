"""The text of a netrc file, by the rules of uv's own parser (crates/uv-netrc).

They are close to Python's `netrc` module and differ from what curl or ftp accept:

- A word is ended by a blank, tab, CR or LF; a word that starts with `"` ends at the next `"`;
  a backslash takes the next character literally, quoted or not.
- An empty quoted word where a keyword could stand ends the file.
- `#` starts a comment where a keyword could stand, up to the end of the line. But when the line
  before the comment is empty, only the word itself is skipped: the second word of the comment is
  an unknown word, and one unknown word makes uv drop the whole file (uv 0.13.8 does so). Before
  0.11.16, a comment before the first entry ended the line only if its first word was `#` alone.
- `macdef` runs to the first blank line. The last of several entries for a host wins.
"""

from __future__ import annotations

import re

from indexdoctor.credentials.reading import RUST_WHITE_SPACE
from indexdoctor.model.secret import Secret
from indexdoctor.records import record

_BLANKS = re.compile(r"[\n\t\r ]*+")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.|\\\Z)*+)"?', re.DOTALL)
_BARE = re.compile(r"(?:[^\n\t\r \\]++|\\.|\\\Z)++", re.DOTALL)
_ESCAPE = re.compile(r"\\(.|\Z)", re.DOTALL)
_ENTRY_WORDS = frozenset({"", "machine", "default", "macdef"})


@record
class NetrcEntry:
    """One `machine` (or `default`, host `default`) entry.

    `line` is that of the keyword. A login or password that is not given is empty.
    """

    host: str
    login: str
    password: Secret
    line: int


@record
class NetrcError:
    """The word that made the file unreadable. `message` does not hold it: it can be a secret."""

    line: int
    message: str


class _Lexer:
    """Words of a text; `line` is that of the word read last, counted from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self._counted = 0

    def word(self) -> str:
        """The next word; empty at the end, and for an empty quoted word."""
        blanks = _BLANKS.match(self.text, self.position)
        start = blanks.end() if blanks else self.position
        self.line += self.text.count("\n", self._counted, start)
        self._counted = start
        if self.text.startswith('"', start):
            quoted = _QUOTED.match(self.text, start)
            raw = quoted[1] if quoted else ""
            self.position = quoted.end() if quoted else start
        else:
            bare = _BARE.match(self.text, start)
            raw = bare[0] if bare else ""
            # The blank that ends a word is read with it, which the comment rule depends on.
            self.position = min((bare.end() if bare else start) + 1, len(self.text))
        if "\\" in raw:
            return _ESCAPE.sub(lambda found: found[1] or " ", raw)
        return raw

    def rest_of_line(self) -> str:
        end = self.text.find("\n", self.position)
        end = len(self.text) if end < 0 else end
        line = self.text[self.position : end]
        self.position = min(end + 1, len(self.text))
        return line

    def skip_comment(self, before: int) -> None:
        """Skip the line of a comment whose first word was read from position `before` on."""
        if self.text.find("\n", before, self.position) < 0:
            self.rest_of_line()


def parse_netrc(
    text: str, *, lone_sign: bool = False
) -> tuple[tuple[NetrcEntry, ...], NetrcError | None]:
    """All entries in file order, and the error that makes uv drop them all, if any.

    `lone_sign`: outside an entry, only a `#` that stands alone makes a comment of its line.
    """
    lexer = _Lexer(text)
    entries: list[NetrcEntry] = []
    pending: str | None = None
    while True:
        before = lexer.position
        word = lexer.word() if pending is None else pending
        pending = None
        line = lexer.line
        if not word:
            return tuple(entries), None
        if word.startswith("#"):
            if word == "#" or not lone_sign:
                lexer.skip_comment(before)
        elif word == "macdef":
            lexer.word()
            while lexer.rest_of_line().strip(RUST_WHITE_SPACE):
                pass
        elif word in ("machine", "default"):
            host = lexer.word() if word == "machine" else word
            if not host:
                return tuple(entries), NetrcError(line, "`machine` without a host name")
            found = _read_fields(lexer, host, line)
            if isinstance(found, NetrcError):
                return tuple(entries), found
            entry, pending = found
            entries.append(entry)
        else:
            message = "a word that is none of `machine`, `default`, `macdef`"
            return tuple(entries), NetrcError(line, message)


def _read_fields(lexer: _Lexer, host: str, line: int) -> tuple[NetrcEntry, str] | NetrcError:
    """The fields of an entry, and the word that ended it."""
    login = password = ""
    while True:
        before = lexer.position
        word = lexer.word()
        if word in _ENTRY_WORDS:
            return NetrcEntry(host, login, Secret(password), line), word
        if word.startswith("#"):
            lexer.skip_comment(before)
        elif word in ("login", "user"):
            login = lexer.word()
        elif word == "password":
            password = lexer.word()
        elif word == "account":
            lexer.word()
        else:
            message = "a word that is none of `login`, `user`, `password`, `account`"
            return NetrcError(lexer.line, message)
