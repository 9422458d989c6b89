"""Lines of styled pieces: measuring, wrapping with a hanging indent, and writing them out.

Kept apart from rich's own layout, which cuts cells that do not fit and reads text as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexdoctor.render.view import View
from indexdoctor.render.words import ascii_signs

Piece = tuple[str, str]  # the text, and a style of rich ("" for none)
Line = list[Piece]


def width_of(text: str) -> int:
    """The columns a text takes in a terminal (wide characters take two)."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def line_width(line: Line) -> int:
    return sum(width_of(text) for text, _ in line)


def pad(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _words(pieces: Iterable[Piece]) -> Iterator[Line]:
    """The words of the pieces, each a list of what it is made of; spaces in between are dropped."""
    word: Line = []
    for text, style in pieces:
        parts = text.split(" ")
        for number, part in enumerate(parts):
            if number and word:
                yield word
                word = []
            if part:
                word.append((part, style))
    if word:
        yield word


def wrap(lead: Line, text: Iterable[Piece], view: View, indent: int | None = None) -> list[Line]:
    """`lead` followed by `text`, broken between words; later lines start under the text.

    `indent` overrides where later lines start. A word that is wider than the line (a URL) is
    kept whole: it can be copied, and nothing is lost.
    """
    pieces = list(text)
    if view.width is None or line_width(lead) + line_width(pieces) <= view.width:
        return [[*lead, *pieces]]
    start = line_width(lead) if indent is None else indent
    lines: list[Line] = []
    current, used, fresh = list(lead), line_width(lead), True
    for word in _words(pieces):
        size = line_width(word)
        if not fresh and used + 1 + size > view.width:
            lines.append(current)
            current, used, fresh = [(" " * start, "")], start, True
        if not fresh:
            current.append((" ", word[0][1] if current[-1][1] == word[0][1] else ""))
            used += 1
        current.extend(word)
        used, fresh = used + size, False
    lines.append(current)
    return lines


def flow(
    lead: Line,
    parts: list[Line],
    view: View,
    gap: int = 3,
    indent: int = 2,
    joined: bool = False,
) -> list[Line]:
    """`lead` followed by whole parts with a gap between them; a part that does not fit moves on.

    With `joined` the first part follows the lead at once.
    """
    lines: list[Line] = []
    current, used, empty = list(lead), line_width(lead), joined or not lead
    for part in parts:
        size = line_width(part)
        if not empty and view.width is not None and used + gap + size > view.width:
            lines.append(current)
            current, used, empty = [(" " * indent, "")], indent, True
            if indent + size > view.width:
                broken = wrap(current, part, view)
                lines.extend(broken[:-1])
                current, used, empty = broken[-1], line_width(broken[-1]), False
                continue
        if not empty:
            current.append((" " * gap, ""))
            used += gap
        current.extend(part)
        used, empty = used + size, False
    lines.append(current)
    return lines


def to_text(lines: Iterable[Line], view: View) -> str:
    """The lines as one text, with the escapes of the styles when the view allows colour."""
    if not view.unicode:
        lines = [[(ascii_signs(text), style) for text, style in line] for line in lines]
    if not view.color:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
    import io

    from rich.console import Console
    from rich.text import Text

    target = io.StringIO()
    console = Console(
        file=target,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        width=1_000_000,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        text = Text(end="\n", no_wrap=True, overflow="ignore")
        for piece, style in line:
            text.append(piece, style or None)
        text.rstrip()
        console.print(text, soft_wrap=True)
    return target.getvalue()
