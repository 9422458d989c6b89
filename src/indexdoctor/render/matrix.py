"""The matrix of one index: credential sources against roles."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.model.report import Cell, SourceRow, State, Subject
from indexdoctor.records import record
from indexdoctor.render.line import Line, Piece, flow, line_width, pad, width_of, wrap
from indexdoctor.render.view import STYLES, View

_GAP = 2
_NOTE = 24  # columns that must be left for a note that is wrapped beside the others


@record
class _Row:
    """One row ready to be laid out: the texts on the left, then cells or a note."""

    left: tuple[str, str, str]
    cells: tuple[Cell, ...]
    note: str
    style: str = ""


def cell_text(cell: Cell) -> str:
    """The cell's text; an empty one says its state, so that no kind of answer is left out."""
    return cell.text or cell.state.value


def cell_style(cell: Cell) -> str:
    return "" if cell.state is State.OK else STYLES[cell.state]


def source_left(row: SourceRow) -> tuple[str, str, str]:
    """What identifies a source: its title, its place, and who and which secret it holds."""
    who = " ".join(part for part in (row.username, row.secret) if part)
    stem = row.title.removesuffix("*")  # the variable is known from `UV_INDEX_<NAME>_*`
    said = row.place == row.title or (stem != row.title and row.place.startswith(stem))
    return row.title, "" if said else row.place, who


def _rows(subject: Subject, client: str) -> list[_Row]:
    rows = [
        _Row(source_left(row), row.cells, row.note)
        if row.cells or row.username
        else _unused(row, str(subject.origin))
        for row in subject.rows
    ]
    if subject.sends:
        rows.append(_Row((f"=> {client} sends", "", ""), subject.sends, "", "bold"))
    return rows


def _unused(row: SourceRow, origin: str) -> _Row:
    """A source that gives nothing: its place stands behind the reason, out of the columns.

    A place that is that of the index (`origin`), or named by the reason, is left out.
    """
    title, place, who = source_left(row)
    said = not place or place == origin or place in row.note
    note = row.note if said else f"{row.note} ({place})".strip()
    return _Row((title, "", who), (), note)


def matrix(subject: Subject, client: str, view: View) -> list[Line]:
    """The rows side by side when they fit, else with long places below, else stacked."""
    rows = _rows(subject, client)
    if not rows:
        return []
    for longest in (None, 28, 0):
        lines = _side_by_side(subject, rows, longest, view)
        if view.width is None or all(line_width(line) <= view.width for line in lines):
            return lines
    return _stacked(subject, rows, view)


def _side_by_side(
    subject: Subject, rows: list[_Row], longest: int | None, view: View
) -> list[Line]:
    """A table; places of more than `longest` columns get a line of their own under their row."""
    below: dict[int, str] = {}
    if longest is not None:
        kept = list(rows)
        for number, row in enumerate(rows):
            title, place, who = row.left
            if width_of(place) > longest:
                below[number] = place
                kept[number] = replace(row, left=(title, "", who))
        rows = kept
    # A row whose place and holder are empty may run its title across those columns.
    shared = [row for row in rows if any(row.left[1:])]
    widths = [max((width_of(row.left[n]) for row in shared), default=0) for n in range(3)]
    left = sum(width + _GAP for width in widths if width)
    for row in rows:
        if row not in shared:
            left = max(left, width_of(row.left[0]) + _GAP)
    columns = [
        max([width_of(role)] + [width_of(cell_text(r.cells[n])) for r in rows if n < len(r.cells)])
        for n, role in enumerate(subject.roles)
    ]
    lines: list[Line] = []
    if any(row.cells for row in rows):
        head = [(pad(r, w + _GAP), "dim") for r, w in zip(subject.roles, columns, strict=True)]
        lines.append([(" " * (2 + left), ""), *head])
    for number, row in enumerate(rows):
        texts = [pad(text, w + _GAP) for text, w in zip(row.left, widths, strict=True) if w]
        if row not in shared:
            texts = [row.left[0]]
        line: Line = [("  ", ""), (texts[0], row.style)]
        line.extend((text, "cyan" if text.strip() == row.left[1] else "") for text in texts[1:])
        line.append((" " * (2 + left - line_width(line)), ""))
        for cell, width in zip(row.cells, columns, strict=False):
            line.append((pad(cell_text(cell), width + _GAP), cell_style(cell)))
        narrow = view.width is not None and view.width - line_width(line) < _NOTE
        if row.note and not narrow:
            lines.extend(wrap(line, [(row.note, "dim")], view))
        else:
            lines.append([*line, (row.note, "dim")])
        if number in below:
            lines.append([("    ", ""), (below[number], "cyan")])
    return lines


def _stacked(subject: Subject, rows: list[_Row], view: View) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        title, place, who = row.left
        head: list[Line] = [[(title, row.style)]]
        head.extend([[(text, style)] for text, style in ((place, "cyan"), (who, "")) if text])
        if row.note and not row.cells:
            head.append([(row.note, "dim")])
        lines.extend(flow([("  ", "")], head, view, gap=2, indent=4, joined=True))
        if row.cells:
            cells: list[Line] = [
                [(f"{role} ", "dim"), (cell_text(cell), cell_style(cell))]
                for role, cell in zip(subject.roles, row.cells, strict=False)
            ]
            if row.note:
                cells.append([(row.note, "dim")])
            lines.extend(flow([("    ", "")], cells, view, indent=4, joined=True))
    return lines


def sent_with(subject: Subject, view: View) -> list[Line]:
    """What the client's own requests carried, role by role, below the line of what it sends."""
    found: dict[str, list[str]] = {}
    for role, cell in zip(subject.roles, subject.sends, strict=False):
        if cell.why:
            found.setdefault(cell.why, []).append(role)
    text = "; ".join(f"{', '.join(roles)}: {why}" for why, roles in found.items())
    return wrap([("     ", "")], [(text, "dim")], view) if text else []


def reasons(subject: Subject, view: View) -> list[Line]:
    """Why there is no answer, each reason once; the cells are named when texts repeat.

    What stands below the line of what the client sends is not said again.
    """
    said = {cell.why for cell in subject.sends}
    found: dict[tuple[str, str], list[str]] = {}
    for row in subject.rows:
        for role, cell in zip(subject.roles, row.cells, strict=False):
            told = not cell.why or cell.why in said
            if not told and cell.state not in (State.OK, State.PROBLEM):
                where = f"{row.title} {role}" if len(subject.roles) > 1 else row.title
                found.setdefault((cell_text(cell), cell.why), []).append(where)
    texts = [text for text, _ in found]
    lines: list[Line] = []
    for (text, why), places in found.items():
        reason = why if why.startswith(text) else f"{text}: {why}"
        pieces: list[Piece] = [(reason, "dim")]
        if texts.count(text) > 1:
            pieces.append((f" ({', '.join(dict.fromkeys(places))})", "dim"))
        lines.extend(wrap([("  ", "")], pieces, view, indent=4))
    return lines
