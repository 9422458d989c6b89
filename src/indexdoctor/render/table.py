"""The table format: for people, in a terminal or a pipe."""

from __future__ import annotations

from indexdoctor.model.comparison import Comparison
from indexdoctor.model.report import Report, State, Subject
from indexdoctor.render import blocks
from indexdoctor.render.comparison import sections as compared
from indexdoctor.render.line import Line, flow, line_width, to_text, wrap
from indexdoctor.render.matrix import matrix, reasons, sent_with
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import STYLES, View, is_brief, mark
from indexdoctor.render.words import value_text


def render(report: Report, view: View) -> str:
    """The verdict, each index (one line if healthy), the findings, and the verdict again.

    Where all is well there is nothing else: a line for each index between the verdicts.
    """
    report = cleaned(report)
    if report.comparison is not None:
        return _compared(report, report.comparison, view)
    verdict = _verdict(report, view)
    if is_brief(report, view):
        return to_text([*verdict, *_short(list(report.subjects), view, brief=True), *verdict], view)
    sections: list[list[Line]] = [verdict + _client(report, view)]
    if report.problems:
        sections.extend(blocks.problem(item, view) for item in report.problems)
    detailed = report.mode == "explain" or view.verbose
    if report.settings and detailed:
        sections.append([[("configuration", "bold")], *blocks.settings(report.settings, view)])
    sections.extend(_subjects(report, view, detailed))
    if report.files and detailed:
        sections.append([[("files fetched", "bold")], *blocks.files(report.files, view)])
    sections.extend(blocks.finding(item, view) for item in report.findings)
    if report.ignored:
        sections.append(blocks.ignored(report.ignored, view))
    if view.verbose and report.exchanges:
        sections.append([[("requests", "bold")], *blocks.requests(report.exchanges, view)])
    if view.verbose and report.keyring:
        sections.append([[("keyring", "bold")], *blocks.keyring(report.keyring, view)])
    if report.notes:
        sections.append(blocks.notes(report.notes, view))
    if report.footer:
        sections.append(blocks.labelled(report.footer, view))
    if view.verbose and report.environment:
        sections.append([[("made with", "bold")], *blocks.labelled(report.environment, view)])
    sections.append(verdict)
    return _joined(sections, view)


def _compared(report: Report, comparison: Comparison, view: View) -> str:
    """The verdict, what differs, why, what to do, and the verdict again."""
    state = State.OK if not comparison.differences else State.UNKNOWN
    state = State.PROBLEM if comparison.breaks else state
    style = f"bold {STYLES[state]}"
    verdict = wrap([(f"{mark(state, view)} ", style)], [(comparison.verdict, style)], view)
    if not comparison.differences:
        return _joined([verdict, *_end(report, view)], view)
    sections = [verdict + _client(report, view), *compared(comparison, view)]
    return _joined([*sections, *_end(report, view), verdict], view)


def _end(report: Report, view: View) -> list[list[Line]]:
    ends = [blocks.ignored(report.ignored, view)] if report.ignored else []
    return [*ends, *([blocks.notes(report.notes, view)] if report.notes else [])]


def _joined(sections: list[list[Line]], view: View) -> str:
    lines: list[Line] = []
    for section in sections:
        if lines:
            lines.append([])
        lines.extend(section)
    return to_text(lines, view)


def _verdict(report: Report, view: View) -> list[Line]:
    style = f"bold {STYLES[report.state]}"
    return wrap([(f"{mark(report.state, view)} ", style)], [(report.verdict, style)], view)


def _client(report: Report, view: View) -> list[Line]:
    client = report.client
    found = f" ({client.found})" if client.found else ""
    parts: list[Line] = [[(f"{client.name} {client.version}{found}", "dim")]]
    if client.command:
        parts.append([(client.command, "dim")])
    parts.append([(f"indexdoctor {report.tool_version}", "dim")])
    return flow([("  ", "")], parts, view, joined=True)


def _subjects(report: Report, view: View, detailed: bool) -> list[list[Line]]:
    """Neighbouring one-line subjects stand together; each detailed one stands alone."""
    sections: list[list[Line]] = []
    short: list[Subject] = []
    for subject in report.subjects:
        if detailed or not _is_brief(report, subject):
            sections.extend([_short(short, view)] if short else [])
            short = []
            sections.append(_detailed(report, subject, view))
        else:
            short.append(subject)
    return [*sections, _short(short, view)] if short else sections


def _is_brief(report: Report, subject: Subject) -> bool:
    """Whether one line says all: a healthy index, or one that is not asked and not at fault."""
    blamed = any(finding.subject == subject.label for finding in report.findings)
    return subject.state is State.OK or (subject.state is State.NOT_TRIED and not blamed)


def _header(subject: Subject, view: View, *, policy: bool = True) -> tuple[Line, list[Line]]:
    lead: Line = [
        (f"{mark(subject.state, view)} ", f"bold {STYLES[subject.state]}"),
        (subject.label, "bold"),
    ]
    parts: list[Line] = [] if subject.url == subject.label else [[(subject.url, "")]]
    parts.append([(str(subject.origin), "cyan")])
    if policy and subject.policy is not None:
        parts.append([("policy ", "dim"), (subject.policy.value.value, "")])
    return lead, parts


def _short(subjects: list[Subject], view: View, *, brief: bool = False) -> list[Line]:
    """One line each, in columns; what does not fit into the width is left to -v.

    Where not even the verdict of an index that was not asked fits beside its name, it goes on in
    further lines, or with `brief` is cut to its first words.
    """
    rows = [_columns(subject, view) for subject in subjects]
    for left_out in ((), (3,), (1, 3), (1, 2, 3)):
        kept = [[cell for n, cell in enumerate(row) if n not in left_out] for row in rows]
        widths = [max(map(line_width, column)) for column in zip(*kept, strict=True)]
        lines = [_aligned(row, widths) for row in kept]
        if view.width is None or all(line_width(line) <= view.width for line in lines):
            return lines
    lines = []
    for subject, (lead, *parts, verdict) in zip(subjects, rows, strict=True):
        if brief or subject.state is State.OK:
            text = subject.verdict.partition(":")[0]
            lines.append([*lead, ("   ", ""), (text, STYLES[subject.state])])
        else:
            lines += flow(lead, [part for part in (*parts, verdict) if part], view, indent=4)
    return lines


def _columns(subject: Subject, view: View) -> list[Line]:
    """The mark and name, URL, place, policy and verdict of one subject; empty where there is none.

    An index without a name has its URL for one.
    """
    lead, parts = _header(subject, view)
    url = [] if subject.url == subject.label else parts.pop(0)
    policy = parts[1] if len(parts) > 1 else []
    return [lead, url, parts[0], policy, [(subject.verdict, STYLES[subject.state])]]


def _aligned(cells: list[Line], widths: list[int]) -> Line:
    line: Line = []
    for cell, width in zip(cells[:-1], widths, strict=False):
        if width:
            line.extend((*cell, (" " * (width - line_width(cell) + 3), "")))
    return [*line, *cells[-1]]


def _detailed(report: Report, subject: Subject, view: View) -> list[Line]:
    policy = subject.policy
    reasoned = policy is not None and bool(subject.policy_reason or policy.shadowed)
    lead, parts = _header(subject, view, policy=not reasoned)
    lines = flow(lead, parts, view, indent=4)
    facts: list[tuple[str, str]] = []
    if subject.standing:
        facts.append(("standing", subject.standing))
    if policy is not None and reasoned:
        origin = "" if policy.origin == subject.origin else f", {policy.origin}"
        reason = f": {subject.policy_reason}" if subject.policy_reason else ""
        facts.append(("policy", f"{policy.value.value}{origin}{reason}"))
        for lost in policy.shadowed:
            facts.append(("", f"not {value_text(lost.value)} ({lost.origin}): {lost.reason}"))
    for other in subject.overrides:
        facts.append(("other", f"{other.text} ({other.origin}): {other.reason}"))
    lines.extend(blocks.labelled(facts, view))
    client = f"{report.client.name} {report.client.version}"
    lines.extend(matrix(subject, client, view))
    lines.extend(sent_with(subject, view))
    if subject.branches:
        lines.extend(blocks.branches(subject.branches, view))
    codes = dict.fromkeys(f.code for f in report.findings if f.subject == subject.label)
    more = ", ".join(code for code in codes if code not in subject.verdict)
    if not report.exchanges and subject.state is State.NOT_TRIED and not more:
        return lines + reasons(subject, view)  # the verdict above says that nothing was sent
    style = STYLES[subject.state]
    text = f"{subject.verdict} (also {more})" if more else subject.verdict
    lines.extend(wrap([("  => ", f"bold {style}")], [(text, style)], view))
    return lines + reasons(subject, view)
