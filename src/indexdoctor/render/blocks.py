"""The blocks around the matrix: findings, problems, settings, branches, requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexdoctor.model.exchange import Exchange, KeyringExchange
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import Branch, File, Note
from indexdoctor.model.selection import Ignored
from indexdoctor.render import words
from indexdoctor.render.line import Line, flow, pad, width_of, wrap
from indexdoctor.render.repeats import repeats
from indexdoctor.render.view import View

SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def place(origin: Origin) -> list[Line]:
    """An origin as parts of a line: where it is, and the key there."""
    parts: list[Line] = [[(str(origin), "cyan")]]
    if origin.key:
        parts.append([(origin.key, "dim")])
    return parts


def labelled(rows: Iterable[tuple[str, str]], view: View) -> list[Line]:
    """Lines of a label and a text, the texts under one another.

    A text that starts with a line break is something to type: its lines are kept as they are.
    """
    rows = list(rows)
    room = max((width_of(label) for label, _ in rows), default=0)
    if view.width is not None:
        room = min(room, max(8, view.width // 3))
    lines: list[Line] = []
    for label, text in rows:
        style = "green" if label.startswith("fix") else "dim"
        lead: Line = [(f"  {pad(label, room)}  ", style)]
        if text.startswith("\n"):
            lines.extend(_typed(text[1:], lead if label else [], room + 4, view))
        elif "  " in text:  # parts: what was sent, with what, the answer
            parts: list[Line] = [[(part, "")] for part in text.split("  ")]
            lines.extend(flow(lead, parts, view, gap=2, indent=room + 4, joined=True))
        else:
            lines.extend(wrap(lead, [(text, "")], view, indent=room + 4))
    return lines


def _typed(text: str, lead: Line, indent: int, view: View) -> list[Line]:
    """The lines of a command or patch, never wrapped; moved to the left where they do not fit."""
    typed = text.split("\n")
    fits = view.width is None or all(indent + width_of(line) <= view.width for line in typed)
    space = (" " * (indent if fits or lead else 6), "")
    lines: list[Line] = [[space, (line, "bold")] for line in typed]
    if lead:
        lines[0] = [*lead, (typed[0], "bold")]
    return lines


def finding(item: Finding, view: View) -> list[Line]:
    """One finding: what happens, where, what was seen, why, what to type."""
    style = SEVERITY_STYLES.get(item.severity, "bold")
    head: Line = [(f"{item.severity.value}[{item.code} {item.name}]", style)]
    if item.confidence is not Confidence.CERTAIN:
        head.append((f" ({item.confidence.value})", "dim"))
    head.append((": ", style))
    if not (item.evidence or item.why or item.decide or view.verbose):
        # Nothing was seen and nothing has to be explained: a remark, for one line.
        more = f"  (indexdoctor explain {item.code})"
        return wrap(head, [(item.cause, "bold"), (more, "dim")], view, indent=2)
    lines = wrap(head, [(item.cause, "bold")], view, indent=2)
    for number, origin in enumerate(item.origins):
        arrow = "  --> " if number == 0 else "      "
        lines.extend(flow([(arrow, "dim")], place(origin), view, indent=6, joined=True))
    rows: list[tuple[str, str]] = []
    for evidence in item.evidence:
        request = f"  (request {evidence.exchange})" if view.verbose and evidence.exchange else ""
        rows.append((evidence.label, evidence.text + request))
    if item.why:
        rows.append(("why", item.why))
    if item.decide:
        rows.append(("to decide", item.decide))
    for remedy in item.remedies:
        label = "fix (safe)" if remedy.safe else "fix"
        if remedy.summary:
            rows.append((label, remedy.summary))
            label = ""
        if remedy.command:
            rows.append((label, "\n" + remedy.command))
    rows.append(("more", f"indexdoctor explain {item.code}"))
    return lines + labelled(rows, view)


def problem(item: Problem, view: View) -> list[Line]:
    word, style = ("error", "bold red") if item.fatal else ("warning", "bold yellow")
    lines = wrap([(f"{word}: ", style)], [(item.message, "bold")], view, indent=2)
    lines.extend(flow([("  --> ", "dim")], place(item.origin), view, indent=6, joined=True))
    return lines + (labelled([("hint", item.hint)], view) if item.hint else [])


def settings(items: Iterable[tuple[str, Setting[object]]], view: View) -> list[Line]:
    """Each setting with its place, then what it shadows, and why that lost."""
    rows: list[tuple[str, str, str, str]] = []
    for name, setting in items:
        rows.append((name, words.value_text(setting.value), str(setting.origin), ""))
        for shadowed in setting.shadowed:
            value = words.value_text(shadowed.value)
            rows.append(("  instead of", value, str(shadowed.origin), shadowed.reason))
    widths = [max((width_of(row[n]) for row in rows), default=0) for n in range(3)]
    fits = view.width is None or sum(widths) + 8 <= view.width
    lines: list[Line] = []
    for name, value, origin, reason in rows:
        minor = "dim" if name.startswith(" ") else ""
        if fits:
            lead: Line = [
                (f"  {pad(name, widths[0])}  ", minor),
                (f"{pad(value, widths[1])}  ", minor),
                (pad(origin, widths[2]) + "  ", "cyan"),
            ]
            lines.extend(wrap(lead, [(reason, "dim")], view, indent=6))
        else:
            parts: list[Line] = [[(name, minor)], [(value, minor)], [(origin, "cyan")]]
            if reason:
                parts.append([(reason, "dim")])
            lines.extend(flow([("  ", "")], parts, view, gap=2, indent=6, joined=True))
    return lines


def files(items: Iterable[File], view: View) -> list[Line]:
    """The files of a lock: the URL, the line, and the root and policy it comes under."""
    lines: list[Line] = []
    for item in items:
        below = f"below {item.root} of {item.index}" if item.index else "below no index"
        parts: list[Line] = [
            [(item.url, "")],
            [(str(item.origin), "cyan")],
            [(f"{below}: policy ", "dim"), (item.policy.value.value, "")],
        ]
        lines.extend(flow([(f"  {item.package}", "bold")], parts, view, gap=2, indent=4))
    return lines


def branches(items: Iterable[Branch], view: View) -> list[Line]:
    """For each role what is sent first, whatever comes, and then what follows each answer."""
    return [line for role, mine in by_role(items).items() for line in _role(role, mine, view)]


def by_role(items: Iterable[Branch]) -> dict[str, list[Branch]]:
    roles: dict[str, list[Branch]] = {}
    for branch in items:
        roles.setdefault(branch.role, []).append(branch)
    return roles


def grouped(items: list[Branch]) -> tuple[tuple[str, ...], dict[tuple[str, ...], list[str]]]:
    """The steps all answers begin with; for each further way, the statuses that lead to it."""
    shared = _shared([branch.steps for branch in items])
    groups: dict[tuple[str, ...], list[str]] = {}
    for branch in items:
        steps = branch.steps[len(shared) :] or ("nothing more happens",)
        groups.setdefault(steps, []).append(str(branch.status))
    return shared, groups


def _role(role: str, items: list[Branch], view: View) -> list[Line]:
    shared, groups = grouped(items)
    lines = _steps(f"  {role}: ", shared or ("",), view)
    if len(groups) == 1 and shared:
        return lines
    labels = [f"if {' '.join(statuses)}" for statuses in groups.values()]
    room = max(map(width_of, labels), default=0)
    for label, steps in zip(labels, groups, strict=True):
        lines.extend(_steps(f"    {pad(label, room)}  ", steps, view))
    return lines


def _steps(label: str, steps: tuple[str, ...], view: View) -> list[Line]:
    lines: list[Line] = []
    for number, step in enumerate(steps):
        lead = (" " * width_of(label) if number else label, "bold")
        lines.extend(wrap([lead], [(step, "")], view))
    return lines


def _shared(all_steps: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The steps that all begin with."""
    count = 0
    for steps in zip(*all_steps, strict=False):
        if len(set(steps)) > 1:
            break
        count += 1
    return all_steps[0][:count]


def ignored(items: Sequence[Ignored], view: View) -> list[Line]:
    """The one line that tells what does not count."""
    return wrap([], [(words.ignored_text(items), "yellow")], view, indent=2)


def requests(items: Iterable[Exchange], view: View) -> list[Line]:
    """Every request that was sent, in order, with what it carried and what came back."""
    rows = list(repeats(items))
    room = max((width_of(row.ids) for row in rows), default=0)
    lines: list[Line] = []
    for row in rows:
        parts: list[Line] = [[(row.request, "")], [(row.sent, "cyan")], [(row.result, "bold")]]
        if row.milliseconds is not None:
            parts.append([(f"{row.milliseconds:.0f} ms", "dim")])
        if row.why:
            parts.append([(row.why, "dim")])
        lead = (f"  {row.ids:>{max(room, 3)}}  ", "dim")
        lines.extend(flow([lead], parts, view, indent=7, joined=True))
    return lines


def keyring(items: Iterable[KeyringExchange], view: View) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        lines.extend(wrap([("  ", "")], [(words.keyring_text(item), "")], view, indent=4))
    return lines


def notes(items: Iterable[Note], view: View) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        lead = ("incomplete: ", "yellow") if item.incomplete else ("note: ", "dim")
        lines.extend(wrap([lead], [(item.text, "")], view, indent=2))
    return lines
