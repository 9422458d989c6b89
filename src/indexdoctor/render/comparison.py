"""A comparison of versions as lines: what differs, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.diagnose.words import listed
from indexdoctor.model.comparison import Aspect, Comparison, Difference, Found, Line, Reason, Side
from indexdoctor.render import blocks
from indexdoctor.render import line as lines
from indexdoctor.render.view import View

_TITLES = {
    Aspect.START: "start",
    Aspect.OUTCOME: "outcome",
    Aspect.ANSWER: "answers",
    Aspect.REQUESTS: "requests",
    Aspect.KEYRING: "keyring",
    Aspect.ORDER: "indexes",
    Aspect.INDEX: "index",
    Aspect.PUBLISH: "publishing",
    Aspect.LOCK: "lock file",
    Aspect.SETTING: "setting",
    Aspect.WARNING: "configuration",
}
NOTHING = {
    Aspect.REQUESTS: "not asked",
    Aspect.KEYRING: "not asked",
    Aspect.OUTCOME: "does not come to it",
    Aspect.ANSWER: "nothing more happens",
    Aspect.INDEX: "does not know it",
    Aspect.WARNING: "no warning",
}


def title(difference: Difference) -> str:
    """Where the versions differ, in a few words."""
    place = difference.place
    what = [_TITLES[place.aspect]]
    if place.subject:
        what.append(place.subject)
    if place.aspect is Aspect.ANSWER:
        role, _, status = place.part.partition(" ")
        what.append(f"{'' if role == 'read' else f'{role} '}{status}")
    elif place.part and place.part != place.subject:
        what.append(place.part)
    if difference.alike:
        what.append(f"and {difference.alike} more alike")
    return "  ".join([*([difference.command] if difference.command else []), *what])


def uv_names(versions: Sequence[str]) -> str:
    return f"uv {', '.join(versions)}"


def line_text(line: Line) -> str:
    """One thing a version does, with two spaces between its parts."""
    return "  ".join(part for part in (line.text, line.credential, line.answer) if part)


def side_texts(difference: Difference, side: Side) -> list[str]:
    if not side.lines:
        return [NOTHING.get(difference.place.aspect, "nothing")]
    return [line_text(line) for line in side.lines]


def reason_head(reason: Reason) -> str:
    until = "" if reason.until is None else f", until {reason.until}"
    together = f" (only with {listed(list(reason.together))})" if reason.together else ""
    return f"uv {reason.since}{until}  {reason.name}{together}"


def sections(comparison: Comparison, view: View) -> Iterator[list[lines.Line]]:
    """What differs, why, and what to do, each a block of lines."""
    for difference in comparison.differences:
        yield _difference(difference, comparison, view)
    for number, reason in enumerate(comparison.reasons):
        head: list[lines.Line] = [] if number else [[("why", "bold")]]
        yield [*head, *_reason(reason, comparison, view)]
    if comparison.found:
        yield [
            [("what to do", "bold")],
            *(line for found in comparison.found for line in _found(found, view)),
        ]
    if comparison.notes:
        yield blocks.notes(comparison.notes, view)


def _difference(difference: Difference, comparison: Comparison, view: View) -> list[lines.Line]:
    head: list[lines.Line] = [[(part, "bold")] for part in title(difference).split("  ")]
    if len(comparison.reasons) > 1 and difference.reasons:
        head.append([(f"({', '.join(difference.reasons)})", "dim")])
    return [
        *lines.flow([], head, view, gap=2, indent=4, joined=True),
        *(line for side in difference.sides for line in _side(difference, side, view)),
    ]


def _side(difference: Difference, side: Side, view: View) -> list[lines.Line]:
    """The versions, and beside them what they do; below them where there is no room."""
    name = uv_names(side.versions)
    room = max(lines.width_of(uv_names(each.versions)) for each in difference.sides)
    narrow = view.width is not None and room > view.width // 3
    style = "bold red" if any(line.bad for line in side.lines) else "bold"
    result: list[lines.Line] = [[(f"  {name}", style)]] if narrow else []
    indent = 4 if narrow else room + 4
    texts = side_texts(difference, side)
    for number, text in enumerate(texts):
        lead: lines.Line = [(" " * indent, "")]
        if number == 0 and not narrow:
            lead = [(f"  {lines.pad(name, room)}  ", style)]
        parts: list[lines.Line] = [[(part, "")] for part in text.split("  ")]
        widest = max(map(lines.line_width, parts))
        if len(parts) == 1 or (view.width is not None and indent + 2 + widest > view.width):
            words = [piece for part in parts for piece in part]
            spaced = [(f"{' ' if n else ''}{text}", style) for n, (text, style) in enumerate(words)]
            result += lines.wrap(lead, spaced, view, indent=indent + 2)
        else:
            result += lines.flow(lead, parts, view, gap=2, indent=indent + 2, joined=True)
    return result


def _reason(reason: Reason, comparison: Comparison, view: View) -> list[lines.Line]:
    head = reason_head(reason)
    others = [v for v in comparison.versions[1:] if v in reason.versions]
    if len(comparison.versions) > 2:
        head += f"  makes the difference for {uv_names(others)}"
    parts: list[lines.Line] = [[(part, "bold")] for part in head.split("  ")]
    rows = [("now", reason.now), ("before", reason.before), ("source", reason.source)]
    return [
        *lines.flow([("  ", "")], parts, view, gap=2, indent=4, joined=True),
        *blocks.labelled(rows, view),
    ]


def _found(found: Found, view: View) -> list[lines.Line]:
    finding = found.finding
    rows: list[tuple[str, str]] = []
    for remedy in finding.remedies:
        label = "fix (safe)" if remedy.safe else "fix"
        if remedy.summary:
            rows.append((label, remedy.summary))
            label = ""
        if remedy.command:
            rows.append((label, "\n" + remedy.command))
    rows.append(("more", f"indexdoctor explain {finding.code}"))
    head = f"{uv_names(found.versions)}: {finding.cause} [{finding.code}]"
    return [*lines.wrap([("  ", "")], [(head, "")], view, indent=4), *blocks.labelled(rows, view)]


def plain(comparison: Comparison) -> Iterator[str]:
    """Lines of `what: detail`, each complete in itself."""
    yield f"compared: {uv_names(comparison.versions)}"
    for difference in comparison.differences:
        what = title(difference).replace("  ", " ")
        why = f" ({', '.join(difference.reasons)})" if difference.reasons else ""
        for side in difference.sides:
            for text in side_texts(difference, side):
                yield f"differs: {what}: {uv_names(side.versions)}: {text}{why}"
    for reason in comparison.reasons:
        start = f"why: {reason_head(reason).replace('  ', ': ')}"
        yield f"{start}: for {uv_names(reason.versions)}"
        yield f"{start}: now: {reason.now}"
        yield f"{start}: before: {reason.before}"
        yield f"{start}: source: {reason.source}"
    for found in comparison.found:
        finding = found.finding
        start = f"finding {finding.code} {finding.name}: {uv_names(found.versions)}"
        yield f"{start}: {finding.cause}"
        for remedy in finding.remedies:
            label = "fix (safe)" if remedy.safe else "fix"
            if remedy.summary:
                yield f"{start}: {label}: {remedy.summary}"
            for line in (remedy.command or "").splitlines():
                yield f"{start}: {label}: {line}"
    for note in comparison.notes:
        yield f"{'incomplete' if note.incomplete else 'note'}: {note.text}"
