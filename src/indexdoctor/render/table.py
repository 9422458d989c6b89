"""The table format: for people, in a terminal or a pipe."""

from __future__ import annotations

from indexdoctor.model.report import Report, State, Subject
from indexdoctor.render import blocks
from indexdoctor.render.line import Line, flow, to_text, wrap
from indexdoctor.render.matrix import matrix, reasons
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import STYLES, View, mark
from indexdoctor.render.words import value_text


def render(report: Report, view: View) -> str:
    """The verdict, each index (one line if healthy), the findings, and the verdict again."""
    report = cleaned(report)
    verdict = _verdict(report, view)
    sections: list[list[Line]] = [verdict + _client(report, view)]
    if report.problems:
        sections.extend(blocks.problem(item, view) for item in report.problems)
    detailed = report.mode == "explain" or view.verbose
    if report.settings and detailed:
        sections.append([[("configuration", "bold")], *blocks.settings(report.settings, view)])
    sections.extend(_subjects(report, view, detailed))
    sections.extend(blocks.finding(item, view) for item in report.findings)
    if view.verbose and report.exchanges:
        sections.append([[("requests", "bold")], *blocks.requests(report.exchanges, view)])
    if view.verbose and report.keyring:
        sections.append([[("keyring", "bold")], *blocks.keyring(report.keyring, view)])
    if report.notes:
        sections.append(blocks.notes(report.notes, view))
    if report.footer:
        sections.append(blocks.labelled(report.footer, view))
    sections.append(verdict)
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
    return flow([("  ", "")], parts, view, joined=True)


def _subjects(report: Report, view: View, detailed: bool) -> list[list[Line]]:
    """Neighbouring one-line subjects stand together; each detailed one stands alone."""
    sections: list[list[Line]] = []
    open_list = False
    for subject in report.subjects:
        full = detailed or subject.state is not State.OK
        lines = _detailed(report, subject, view) if full else _short(subject, view)
        if not full and open_list:
            sections[-1].extend(lines)
        else:
            sections.append(lines)
        open_list = not full
    return sections


def _header(subject: Subject, view: View) -> tuple[Line, list[Line]]:
    lead: Line = [
        (f"{mark(subject.state, view)} ", f"bold {STYLES[subject.state]}"),
        (subject.label, "bold"),
    ]
    parts: list[Line] = [] if subject.url == subject.label else [[(subject.url, "")]]
    parts.append([(str(subject.origin), "cyan")])
    if subject.policy is not None:
        parts.append([("policy ", "dim"), (subject.policy.value.value, "")])
    return lead, parts


def _short(subject: Subject, view: View) -> list[Line]:
    lead, parts = _header(subject, view)
    return flow(lead, [*parts, [(subject.verdict, "green")]], view, indent=4)


def _detailed(report: Report, subject: Subject, view: View) -> list[Line]:
    lead, parts = _header(subject, view)
    lines = flow(lead, parts, view, indent=4)
    facts: list[tuple[str, str]] = []
    if subject.standing:
        facts.append(("standing", subject.standing))
    policy = subject.policy
    if policy is not None and (subject.policy_reason or policy.shadowed):
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
    if subject.branches:
        lines.extend(blocks.branches(subject.branches, view))
    codes = dict.fromkeys(f.code for f in report.findings if f.subject == subject.label)
    style = STYLES[subject.state]
    text = f"{' '.join(codes)} {subject.verdict}".strip()
    lines.extend(wrap([("  => ", f"bold {style}")], [(text, style)], view))
    return lines + reasons(subject, client, view)
