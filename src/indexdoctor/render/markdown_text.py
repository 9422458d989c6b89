"""Text as Markdown that shows it as it is: no markup, link, image, mention or reference in it.

Escaping is not enough: code hosts look for `@name`, `#1`, `GH-1`, `www.` and commit numbers in what
the Markdown has become. In code they look for nothing. So a word stays text only when it is plainly
one, and everything else (URLs, paths, options, names with signs) becomes a code span, in which no
Markdown is read: its fence is longer than every run of backticks inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_OPENING, _CLOSING = "(\"'“‘", ".,;:?!)\"'”’…"
_ENDS = (",", ";", ":", ")")  # behind them another span begins
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+|-[^\W\d_]+)*")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_COMMIT = re.compile(r"[0-9a-fA-F]{7,}")
_SIGNS = ("-", "–", "—", "→", "·", "…")
_NUMBERED = re.compile(r"\d+[.)]")
_BACKTICKS = re.compile(r"`+")


def _parts(word: str) -> tuple[str, str, str]:
    """The word without the punctuation around it, which stands before and after."""
    core = word.lstrip(_OPENING)
    before = word[: len(word) - len(core)]
    stem = core.rstrip(_CLOSING)
    return before, stem, core[len(stem) :]


def _is_plain(word: str, *, first: bool) -> bool:
    """Whether a word can stand as it is; at the beginning of a line some begin a list."""
    _, core, _ = _parts(word)
    if first and (not core or _NUMBERED.fullmatch(word)):
        return False
    if not core or core in _SIGNS:
        return not first
    if _VERSION.fullmatch(core):
        return True
    return bool(_WORD.fullmatch(core)) and not _COMMIT.fullmatch(core)


def _fence(content: str, least: int) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(content)), default=0)
    return "`" * max(least, longest + 1)


def code(content: str) -> str:
    """A code span; empty text gives nothing."""
    content = " ".join(content.split())
    if not content:
        return ""
    fence = _fence(content, 1)
    space = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{fence}{space}{content}{space}{fence}"


def bold(markup: str) -> str:
    """The whole of a line or a cell in bold."""
    return f"**{markup}**" if markup else ""


def block(content: str) -> str:
    """A fenced block: something to type, line by line."""
    fence = _fence(content, 3)
    return "\n".join((fence, content.rstrip("\n"), fence))


@dataclass(slots=True)
class _Piece:
    """Some of a line: text, code that was written as such, or what is shown as code (`odd`).

    `glued` says that no space is before it.
    """

    words: list[str]
    kind: Literal["plain", "code", "odd"]
    glued: bool

    def __str__(self) -> str:
        content = "".join(self.words)
        if self.kind == "plain":
            return content
        before, core, after = _parts(content) if self.kind == "odd" else ("", "", "")
        if core.count("(") > core.count(")"):
            core, after = core + after, ""
        return f"{before}{code(core)}{after}" if core else code(content)


def text(content: str) -> str:
    """One line of prose; what stands between backticks, and what is no plain word, is code."""
    made: list[_Piece] = []
    for piece in _pieces(content):
        last = made[-1] if made else None
        if last is None or "plain" in (piece.kind, last.kind):
            made.append(piece)
        elif piece.glued:
            last.words += piece.words
            last.kind = "code"
        elif piece.kind == last.kind == "odd" and not last.words[-1].endswith(_ENDS):
            last.words += [" ", *piece.words]
        else:
            made.append(piece)
    return "".join(f"{'' if piece.glued else ' '}{piece}" for piece in made).strip()


def _pieces(content: str) -> Iterator[_Piece]:
    parts = content.split("`")
    if len(parts) % 2 == 0:  # a backtick without its other half is a sign like others
        parts = [content]
    glued = False
    first = True
    for number, part in enumerate(parts):
        if number % 2 and part.strip():
            yield _Piece([part], "code", glued)
            glued, first = True, False
        elif part:
            for word in re.split(r"(\s+)", part):
                if not word or word.isspace():
                    glued = glued and not word
                    continue
                yield _Piece([word], "plain" if _is_plain(word, first=first) else "odd", glued)
                glued, first = True, False


def cell(markup: str) -> str:
    """Markup inside a table. Parsers differ on a backslash before a pipe: they are set apart."""
    return re.sub(r"\\(?=\|)", r"\\ ", markup).replace("|", r"\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of markup, without the columns in which no row has anything."""
    body = [list(row) for row in rows]
    kept = [n for n in range(len(head)) if any(row[n] for row in body)]
    if not kept:
        return ""
    lines = [[cell(head[n]) for n in kept], ["---"] * len(kept)]
    lines += [[cell(row[n]) for n in kept] for row in body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
