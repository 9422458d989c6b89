"""The markdown format: a report to paste into a ticket or a job's summary.

Nothing a server, a file or a name says can become markup: see markdown_text.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from indexdoctor.model.comparison import Comparison
from indexdoctor.model.exchange import Exchange
from indexdoctor.model.finding import Confidence, Finding, Remedy
from indexdoctor.model.origin import Origin, OriginKind, Setting
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import Branch, Cell, File, Note, Report, State, Subject
from indexdoctor.render import comparison as compared
from indexdoctor.render import words
from indexdoctor.render.markdown_text import block, bold, code, table, text
from indexdoctor.render.matrix import cell_text, source_left
from indexdoctor.render.repeats import repeats
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View, is_brief, mark


def render(report: Report, view: View) -> str:
    """The verdict, the indexes, the findings, the configuration, the footer, the verdict again."""
    report = cleaned(report)
    verdict = _verdict(report, view)
    middle = _compared(report, report.comparison) if report.comparison else _blocks(report, view)
    document = "\n\n".join(part for part in (verdict, *middle, verdict) if part) + "\n"
    return document if view.unicode else words.ascii_signs(document)


def _verdict(report: Report, view: View) -> str:
    state, said = report.state, report.verdict
    if report.comparison is not None:
        state = State.UNKNOWN if report.comparison.differences else State.OK
        state = State.PROBLEM if report.comparison.breaks else state
        said = report.comparison.verdict
    return bold(f"{mark(state, view)} {text(said)}".rstrip())


def _blocks(report: Report, view: View) -> Iterator[str]:
    yield _client(report)
    yield from (_problem(item) for item in report.problems)
    if report.subjects:
        yield "### Indexes"
        yield _overview(report.subjects, view)
    detailed = report.mode == "explain" or view.verbose
    whole = not is_brief(report, view)
    for subject in report.subjects:
        if detailed or subject.state is not State.OK:
            yield from _subject(subject, f"{report.client.name} {report.client.version}")
    if report.files and detailed:
        yield "### Files fetched"
        yield _files(report.files)
    if report.findings:
        yield "### Findings"
    for finding in report.findings:
        yield from _finding(finding)
    if report.settings and whole:
        yield "### Configuration"
        yield _settings(report.settings)
    if report.exchanges and whole:
        yield "### Requests"
        yield _requests(report)
    if report.keyring and whole:
        yield "### Keyring"
        yield _listed(code(words.keyring_text(question)) for question in report.keyring)
    yield from _end(report)


def _end(report: Report) -> Iterator[str]:
    if report.ignored:
        yield text(words.ignored_text(report.ignored))
    if report.notes:
        yield "### Notes"
        yield _listed(_note(note) for note in report.notes)
    for title, rows in (("Details", report.footer), ("Environment", report.environment)):
        if rows:
            yield f"### {title}"
            yield table(("what", "value"), ((text(label), text(said)) for label, said in rows))


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _note(note: Note) -> str:
    return f"{'**incomplete**: ' if note.incomplete else ''}{text(note.text)}"


def _client(report: Report) -> str:
    client = report.client
    found = f" ({client.found})" if client.found else ""
    parts = [text(f"{client.name} {client.version}{found}"), code(client.command)]
    parts.append(text(f"indexdoctor {report.tool_version}"))
    return ", ".join(part for part in parts if part)


def _place(origin: Origin) -> str:
    key = f" {code(origin.key)}" if origin.key else ""
    return f"{_source(origin)}{key}"


def _source(origin: Origin) -> str:
    """A default has a name in words, all else is something one could type or open."""
    return (text if origin.kind is OriginKind.DEFAULT else code)(str(origin))


def _problem(item: Problem) -> str:
    kind = "error" if item.fatal else "warning"
    hint = f": {text(item.hint)}" if item.hint else ""
    return f"**{kind}**: {text(item.message)}, at {_place(item.origin)}{hint}"


def _overview(subjects: Iterable[Subject], view: View) -> str:
    head = ("", "index", "URL", "defined", "policy", "verdict")
    rows = (
        (
            mark(subject.state, view),
            code(subject.label),
            "" if subject.url == subject.label else code(subject.url),
            _source(subject.origin),
            "" if subject.policy is None else subject.policy.value.value,
            text(subject.verdict),
        )
        for subject in subjects
    )
    return table(head, rows)


def _subject(subject: Subject, client: str) -> Iterator[str]:
    yield f"#### Index {code(subject.label)}"
    facts = [f"standing: {text(subject.standing)}"] if subject.standing else []
    policy = subject.policy
    if policy is not None and (subject.policy_reason or policy.shadowed):
        reason = f": {text(subject.policy_reason)}" if subject.policy_reason else ""
        facts.append(f"policy {policy.value.value}, from {_place(policy.origin)}{reason}")
        for lost in policy.shadowed:
            value = words.value_text(lost.value)
            facts.append(f"not policy {value} from {_place(lost.origin)}: {text(lost.reason)}")
    for other in subject.overrides:
        facts.append(f"other: {text(other.text)}, {_place(other.origin)}: {text(other.reason)}")
    yield _listed(facts)
    yield _matrix(subject, client)
    yield _listed(dict.fromkeys(_whys(subject, client)))
    yield _branches(subject.branches)


def _matrix(subject: Subject, client: str) -> str:
    head = ("source", "place", "holds", *map(text, subject.roles), "")
    rows: list[tuple[str, ...]] = []
    for row in subject.rows:
        title, place, _ = source_left(row)
        who = " ".join(code(part) for part in (row.username, row.secret) if part)
        cells = _answers(row.cells, len(subject.roles))
        rows.append((text(title), code(place), who, *cells, text(row.note)))
    if subject.sends:
        cells = _answers(subject.sends, len(subject.roles))
        rows.append((bold(f"{text(client)} sends"), "", "", *map(bold, cells), ""))
    return table(head, rows) if rows else ""


def _answers(cells: Sequence[Cell], roles: int) -> list[str]:
    texts = [cell_text(cell) for cell in cells[:roles]]
    shown = [said if said == "-" else text(said) for said in texts]
    return shown + [""] * (roles - len(shown))


def _whys(subject: Subject, client: str) -> Iterator[str]:
    """What went with the client's own requests, and why a cell holds no answer."""
    for role, cell in zip(subject.roles, subject.sends, strict=False):
        if cell.why:
            yield f"{text(client)} sends for {text(role)}: {text(cell.why)}"
    for row in subject.rows:
        for cell in row.cells:
            if cell.why and cell.state not in (State.OK, State.PROBLEM):
                yield f"{text(row.title)}, {text(cell_text(cell))}: {text(cell.why)}"


def _branches(branches: Sequence[Branch]) -> str:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for branch in branches:
        steps = branch.steps or ("nothing more happens",)
        groups.setdefault((branch.role, steps), []).append(str(branch.status))
    rows = (
        (text(role), ", ".join(statuses), "; ".join(map(text, steps)))
        for (role, steps), statuses in groups.items()
    )
    return table(("role", "answer", "what follows"), rows) if branches else ""


def _files(files: Iterable[File]) -> str:
    head = ("package", "URL", "named", "below", "of", "policy")
    rows = (
        (
            code(file.package),
            code(file.url),
            _place(file.origin),
            code(file.root),
            code(file.index),
            file.policy.value.value,
        )
        for file in files
    )
    return table(head, rows)


def _finding(item: Finding) -> Iterator[str]:
    sure = "" if item.confidence is Confidence.CERTAIN else f" ({item.confidence.value})"
    yield f"#### {item.severity.value} {text(item.code)} {text(item.name)}{sure}"
    yield bold(text(item.cause))
    facts = [f"at {_place(origin)}" for origin in item.origins]
    for evidence in item.evidence:
        said = ", ".join(text(part) for part in evidence.text.split("  ") if part)
        request = f" (request {evidence.exchange})" if evidence.exchange else ""
        facts.append(f"{text(evidence.label)}: {said}{request}")
    facts += [f"why: {text(item.why)}"] if item.why else []
    facts += [f"to decide: {text(item.decide)}"] if item.decide else []
    yield _listed(facts)
    yield from _remedies(item.remedies)
    yield f"More: {code(f'indexdoctor explain {item.code}')}"


def _remedies(remedies: Iterable[Remedy]) -> Iterator[str]:
    for remedy in remedies:
        label = "Fix (safe)" if remedy.safe else "Fix"
        yield f"{label}: {text(remedy.summary)}" if remedy.summary else f"{label}:"
        if remedy.command:
            yield block(remedy.command)


def _settings(settings: Iterable[tuple[str, Setting[object]]]) -> str:
    rows: list[tuple[str, ...]] = []
    for name, setting in settings:
        value = code(words.value_text(setting.value))
        rows.append((code(name), value, _place(setting.origin), ""))
        for lost in setting.shadowed:
            value = f"~~{code(words.value_text(lost.value))}~~"
            rows.append(("overridden", value, _place(lost.origin), text(lost.reason)))
    return table(("setting", "value", "from", "why"), rows)


def _requests(report: Report) -> str:
    def sender(items: Sequence[Exchange]) -> str:
        return "indexdoctor" if all(item.further for item in items) else report.client.name

    rows = (
        (
            row.ids,
            text(sender(row.items)),
            code(row.request),
            text(row.sent),
            text(row.result),
            "" if row.milliseconds is None else f"{row.milliseconds:.0f}",
            text(row.why),
        )
        for row in repeats(report.exchanges)
    )
    return table(("", "by", "request", "with", "answer", "ms", "why"), rows)


def _compared(report: Report, comparison: Comparison) -> Iterator[str]:
    """What differs, why, and what to do; of no difference only the notes."""
    if comparison.differences:
        yield _client(report)
        yield "### Differences"
    for difference in comparison.differences:
        why = f" ({', '.join(map(text, difference.reasons))})" if difference.reasons else ""
        title = compared.title(difference).split("  ")
        yield f"#### {', '.join(map(text, title))}{why}"
        sides = (
            (text(compared.uv_names(side.versions)), said)
            for side in difference.sides
            for said in compared.side_texts(difference, side)
        )
        yield table(
            ("version", "what it does"),
            ((name, ", ".join(map(text, said.split("  ")))) for name, said in sides),
        )
    for reason in comparison.reasons:
        yield f"#### {', '.join(map(text, compared.reason_head(reason).split('  ')))}"
        rows = (("now", reason.now), ("before", reason.before), ("source", reason.source))
        yield _listed(f"{label}: {text(said)}" for label, said in rows)
    for found in comparison.found:
        yield f"### What to do: {text(compared.uv_names(found.versions))}"
        yield from _finding(found.finding)
    yield from _end(replace(report, notes=(*comparison.notes, *report.notes)))
