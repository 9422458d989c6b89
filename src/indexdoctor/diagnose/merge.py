"""Several reports of one run (one a command looked at) as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from indexdoctor.model.exchange import Timing
from indexdoctor.model.finding import Finding, Severity
from indexdoctor.model.origin import Setting
from indexdoctor.model.report import Cell, Report, SourceRow, State, Subject
from indexdoctor.model.selection import Ignored

_GRAVITY = (State.PROBLEM, State.UNKNOWN, State.OK, State.NOT_SENT, State.NOT_TRIED)
_ROLES = ("read", "check", "publish")
_UNTRIED = Cell(State.NOT_TRIED.value, State.NOT_TRIED)


def merge(reports: Sequence[Report]) -> Report:
    """One report of all; exchanges are numbered anew, equal subjects become one with more columns.

    Raises ValueError when there is none.
    """
    if not reports:
        raise ValueError("there is no report to merge")
    if len(reports) == 1:
        return reports[0]
    shifted = []
    offset = 0
    beginnings = [_began(report) for report in reports]
    first = next((moment for moment in beginnings if moment is not None), None)
    for report, began in zip(reports, beginnings, strict=True):
        if first is not None and began is not None:
            report = _later(report, (began - first).total_seconds())
        shifted.append(_shifted(report, offset))
        offset += max((exchange.id for exchange in report.exchanges), default=0)
    leading = min(shifted, key=_rank)
    commands = " + ".join(dict.fromkeys(report.client.command for report in shifted))
    return replace(
        leading,
        client=replace(leading.client, command=commands),
        subjects=_subjects(shifted),
        files=tuple(dict.fromkeys(file for report in shifted for file in report.files)),
        findings=_findings(shifted),
        ignored=_ignored(shifted),
        exchanges=tuple(e for report in shifted for e in report.exchanges),
        keyring=tuple(k for report in shifted for k in report.keyring),
        settings=_settings(shifted),
        problems=tuple(dict.fromkeys(p for report in shifted for p in report.problems)),
        notes=tuple(dict.fromkeys(n for report in shifted for n in report.notes)),
        packages=tuple(dict.fromkeys(p for report in shifted for p in report.packages)),
    )


def _settings(reports: Sequence[Report]) -> tuple[tuple[str, Setting[object]], ...]:
    every: list[tuple[str, Setting[object]]] = []
    for report in reports:
        every += [setting for setting in report.settings if setting not in every]
    return tuple(every)


def _rank(report: Report) -> int:
    """The report whose verdict leads: refused, failing, unknown, fine, nothing tried."""
    fatal = any(problem.fatal for problem in report.problems)
    return -1 if fatal else _GRAVITY.index(report.state)


def _began(report: Report) -> datetime | None:
    """When the run of this report began; None when nothing was timed."""
    every = [e.timing for e in report.exchanges] + [k.timing for k in report.keyring]
    for timing in every:
        if timing is not None and timing.at is not None:
            return timing.at - timedelta(seconds=timing.started)
    return None


def _later(report: Report, seconds: float) -> Report:
    """The same with times that count from the beginning of the first run."""

    def moved(timing: Timing | None) -> Timing | None:
        if timing is None:
            return None
        started, ended = round(timing.started + seconds, 6), round(timing.ended + seconds, 6)
        return replace(timing, started=started, ended=ended)

    return replace(
        report,
        exchanges=tuple(replace(e, timing=moved(e.timing)) for e in report.exchanges),
        keyring=tuple(replace(k, timing=moved(k.timing)) for k in report.keyring),
    )


def _shifted(report: Report, offset: int) -> Report:
    if not offset:
        return report
    return replace(
        report,
        exchanges=tuple(replace(e, id=e.id + offset) for e in report.exchanges),
        findings=tuple(_finding(f, offset) for f in report.findings),
        ignored=tuple(replace(i, finding=_finding(i.finding, offset)) for i in report.ignored),
        subjects=tuple(_subject(s, offset) for s in report.subjects),
    )


def _finding(finding: Finding, offset: int) -> Finding:
    lines = tuple(
        line if line.exchange is None else replace(line, exchange=line.exchange + offset)
        for line in finding.evidence
    )
    return replace(finding, evidence=lines)


def _subject(subject: Subject, offset: int) -> Subject:
    return replace(
        subject,
        sends=tuple(_cell(cell, offset) for cell in subject.sends),
        rows=tuple(
            replace(row, cells=tuple(_cell(cell, offset) for cell in row.cells))
            for row in subject.rows
        ),
    )


def _cell(cell: Cell, offset: int) -> Cell:
    return cell if cell.exchange is None else replace(cell, exchange=cell.exchange + offset)


def _findings(reports: Sequence[Report]) -> tuple[Finding, ...]:
    """Each finding once: commands that read the same files find the same faults in them."""
    seen: dict[tuple[object, ...], Finding] = {}
    for report in reports:
        for finding in report.findings:
            seen.setdefault(_identity(finding), finding)
    order = list(Severity)
    return tuple(sorted(seen.values(), key=lambda finding: order.index(finding.severity)))


def _ignored(reports: Sequence[Report]) -> tuple[Ignored, ...]:
    seen: dict[tuple[object, ...], Ignored] = {}
    for report in reports:
        for item in report.ignored:
            seen.setdefault(_identity(item.finding), item)
    return tuple(seen.values())


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.subject, finding.cause, finding.origins


def _subjects(reports: Sequence[Report]) -> tuple[Subject, ...]:
    merged: dict[tuple[object, ...], Subject] = {}
    for report in reports:
        for subject in report.subjects:
            key = (subject.label, subject.url, subject.origin)
            known = merged.get(key)
            merged[key] = subject if known is None else _joined(known, subject)
    return tuple(merged.values())


def _joined(first: Subject, second: Subject) -> Subject:
    """Two views of one definition: all columns; the graver verdict; the first one's standing."""
    roles = tuple(role for role in _ROLES if role in (*first.roles, *second.roles))
    leading = min((first, second), key=lambda subject: _GRAVITY.index(subject.state))
    sends = _columns(roles, (first.roles, first.sends), (second.roles, second.sends))
    rows: list[SourceRow] = []
    others = list(second.rows)
    for row in first.rows:
        twin = next((o for o in others if _same(row, o)), None)
        if twin is not None:
            others.remove(twin)
        rows.append(_joined_row(roles, row, first.roles, twin, second.roles))
    rows += [_joined_row(roles, row, second.roles, None, ()) for row in others]
    standing = first if first.standing != "unused" else second
    return replace(
        standing,
        roles=roles,
        rows=tuple(rows),
        sends=sends,
        state=leading.state,
        verdict=leading.verdict,
        overrides=tuple(dict.fromkeys((*first.overrides, *second.overrides))),
        branches=tuple(dict.fromkeys((*first.branches, *second.branches))),
    )


def _same(row: SourceRow, other: SourceRow) -> bool:
    return (row.title, row.place, row.username, row.secret) == (
        other.title,
        other.place,
        other.username,
        other.secret,
    )


def _joined_row(
    roles: tuple[str, ...],
    row: SourceRow,
    row_roles: tuple[str, ...],
    twin: SourceRow | None,
    twin_roles: tuple[str, ...],
) -> SourceRow:
    other = () if twin is None else twin.cells
    cells = _columns(roles, (row_roles, row.cells), (twin_roles, other))
    note = row.note or ("" if twin is None else twin.note)
    return replace(row, cells=cells, note=note)


def _columns(
    roles: tuple[str, ...],
    first: tuple[tuple[str, ...], tuple[Cell, ...]],
    second: tuple[tuple[str, ...], tuple[Cell, ...]],
) -> tuple[Cell, ...]:
    """One cell a role; of two, the one that was tried. Empty when neither side has cells."""
    if not first[1] and not second[1]:
        return ()
    cells = []
    for role in roles:
        found = [
            cell
            for names, values in (first, second)
            for name, cell in zip(names, values, strict=False)
            if name == role
        ]
        found.sort(key=lambda cell: cell.state is State.NOT_TRIED)
        cells.append(found[0] if found else _UNTRIED)
    return tuple(cells)
