"""The plain format: one fact a line, each line complete in itself, for grep and for logs."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.model.finding import Finding
from indexdoctor.model.report import Cell, File, Report, State, Subject
from indexdoctor.render.comparison import plain as compared
from indexdoctor.render.matrix import cell_text, source_left
from indexdoctor.render.repeats import repeats
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View, is_brief
from indexdoctor.render.words import ascii_signs, keyring_text, value_text


def render(report: Report, view: View) -> str:
    """Lines of `what: detail`; width and colour play no part."""
    lines = _lines(cleaned(report), view)
    text = "".join(f"{line}\n" for line in lines)
    return text if view.unicode else ascii_signs(text)


def _lines(report: Report, view: View) -> Iterator[str]:
    client = report.client
    verdict = f"verdict: {report.state.value}: {report.verdict}"
    if report.comparison is not None:
        verdict = f"verdict: {report.comparison.verdict}"
    found = f" ({client.found})" if client.found else ""
    yield verdict
    if is_brief(report, view):
        for subject in report.subjects:
            yield _brief(subject)
        yield verdict
        return
    yield f"client: {client.name} {client.version}{found}"
    if client.command:
        yield f"command: {client.command}"
    yield f"indexdoctor: {report.tool_version}"
    if report.comparison is not None:
        yield from compared(report.comparison)
        yield from _ignored(report)
        for note in report.notes:
            yield f"{'incomplete' if note.incomplete else 'note'}: {note.text}"
        yield verdict
        return
    for problem in report.problems:
        hint = f"; {problem.hint}" if problem.hint else ""
        kind = "error" if problem.fatal else "warning"
        yield f"problem: {kind}: {problem.origin}: {problem.message}{hint}"
    detailed = report.mode == "explain" or view.verbose
    if detailed:
        for name, setting in report.settings:
            yield f"setting: {name}: {value_text(setting.value)} ({setting.origin})"
            for lost in setting.shadowed:
                value = value_text(lost.value)
                yield f"setting: {name}: not {value} ({lost.origin}): {lost.reason}"
    for subject in report.subjects:
        if detailed or subject.state is not State.OK:
            yield from _subject(subject, f"{client.name} {client.version}")
        else:
            yield _brief(subject)
    if detailed:
        for file in report.files:
            yield from _file(file)
    for finding in report.findings:
        yield from _finding(finding)
    yield from _ignored(report)
    if view.verbose:
        for row in repeats(report.exchanges):
            yield f"request {row.ids}: {row.request}: {row.sent}: {row.result}"
        for question in report.keyring:
            yield f"keyring: {keyring_text(question)}"
    for note in report.notes:
        yield f"{'incomplete' if note.incomplete else 'note'}: {note.text}"
    for label, text in report.footer:
        yield f"{label}: {text}"
    if view.verbose:
        for label, text in report.environment:
            yield f"made with: {label}: {text}"
    yield verdict


def _brief(subject: Subject) -> str:
    verdict = subject.verdict.removeprefix(f"{subject.state.value}: ")
    what = f"{subject.state.value}: {verdict} ({subject.url}, {subject.origin})"
    return f"index {subject.label}: {what}"


def _subject(subject: Subject, client: str) -> Iterator[str]:
    start = f"index {subject.label}"
    yield f"{start}: {subject.state.value}: {subject.verdict}"
    yield f"{start}: url: {subject.url}"
    yield f"{start}: defined: {subject.origin}"
    if subject.standing:
        yield f"{start}: standing: {subject.standing}"
    if subject.policy is not None:
        policy = subject.policy
        reason = f": {subject.policy_reason}" if subject.policy_reason else ""
        yield f"{start}: policy: {policy.value.value}, {policy.origin}{reason}"
        for lost in policy.shadowed:
            yield f"{start}: policy: not {lost.value.value} ({lost.origin}): {lost.reason}"
    for other in subject.overrides:
        yield f"{start}: other: {other.text} ({other.origin}): {other.reason}"
    for row in subject.rows:
        source = f"{start}: {' '.join(part for part in source_left(row) if part)}"
        if row.note:
            yield f"{source}: {row.note}"
        yield from _cells(source, subject, row.cells)
    yield from _cells(f"{start}: {client} sends", subject, subject.sends)
    for branch in subject.branches:
        for step in branch.steps:
            yield f"{start}: {branch.role}: if {branch.status}: {step}"


def _file(file: File) -> Iterator[str]:
    start = f"file {file.package}"
    yield f"{start}: url: {file.url}"
    yield f"{start}: named: {file.origin}"
    below = f"{file.root} of {file.index}" if file.index else "no index"
    yield f"{start}: below: {below}"
    yield f"{start}: policy: {file.policy.value.value}, {file.policy.origin}"


def _cells(start: str, subject: Subject, cells: tuple[Cell, ...]) -> Iterator[str]:
    for role, cell in zip(subject.roles, cells, strict=False):
        why = f" ({cell.why})" if cell.why else ""
        yield f"{start}: {role}: {cell_text(cell)}{why}"


def _ignored(report: Report) -> Iterator[str]:
    for entry in report.ignored:
        item = entry.finding
        yield f"ignored {item.code} {item.name}: {item.severity.value}: {entry.by}: {item.cause}"


def _finding(item: Finding) -> Iterator[str]:
    start = f"finding {item.code} {item.name}"
    yield f"{start}: {item.severity.value}: {item.confidence.value}: {item.cause}"
    if item.subject:
        yield f"{start}: subject: {item.subject}"
    for origin in item.origins:
        yield f"{start}: at: {origin}{f' {origin.key}' if origin.key else ''}"
    for evidence in item.evidence:
        yield f"{start}: {evidence.label}: {evidence.text}"
    if item.why:
        yield f"{start}: why: {item.why}"
    if item.decide:
        yield f"{start}: to decide: {item.decide}"
    for remedy in item.remedies:
        label = "fix (safe)" if remedy.safe else "fix"
        if remedy.summary:
            yield f"{start}: {label}: {remedy.summary}"
        for line in (remedy.command or "").splitlines():
            yield f"{start}: {label}: {line}"
