"""The indexes: what each is, its matrix of credential sources and roles, and its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.model.report import Branch, Cell, Report, SourceRow, State, Subject
from indexdoctor.render import blocks, matrix
from indexdoctor.render.html.elements import Child, Element, tag
from indexdoctor.render.html.parts import TONES, badge, origin, rows, said, section, sign
from indexdoctor.render.line import Line
from indexdoctor.render.view import View
from indexdoctor.render.words import value_text

_UNLIMITED = View()


def section_of(report: Report, detailed: bool) -> Element | None:
    """All indexes; those with nothing to tell are folded unless `detailed`."""
    title = "Indexes" if len(report.subjects) > 1 else "Index"
    client = f"{report.client.name} {report.client.version}"
    cards = [
        _card(report, subject, client, number, detailed)
        for number, subject in enumerate(report.subjects, 1)
    ]
    return section("indexes", title, cards)


def _card(report: Report, subject: Subject, client: str, number: int, detailed: bool) -> Element:
    blamed = any(finding.subject == subject.label for finding in report.findings)
    quiet = subject.state is State.OK or (subject.state is State.NOT_TRIED and not blamed)
    verdict = subject.verdict
    codes = dict.fromkeys(f.code for f in report.findings if f.subject == subject.label)
    more = ", ".join(code for code in codes if code not in verdict)
    heading = tag("h3", sign(subject.state), " ", subject.label)
    return tag(
        "details",
        tag("summary", heading, *_in_brief(subject)),
        _place(subject),
        rows(_facts(subject)),
        _matrix(subject, client),
        _branches(subject),
        tag("p", f"{verdict} (also {more})" if more else verdict, class_="outcome"),
        _list(matrix.reasons(subject, _UNLIMITED)),
        class_=f"card {TONES[subject.state]}",
        id=f"index-{number}",
        open=detailed or not quiet,
    )


def _in_brief(subject: Subject) -> Iterator[Child]:
    """What stands beside the name while the rest is folded."""
    if subject.url != subject.label:
        yield " "
        yield tag("span", subject.url, class_="code soft")


def _place(subject: Subject) -> Element:
    policy: list[Child] = []
    if subject.policy is not None:
        policy = [" · policy ", tag("code", subject.policy.value.value)]
    return tag("p", origin(subject.origin), policy, class_="place")


def _facts(subject: Subject) -> Iterator[tuple[Child, Child]]:
    if subject.standing:
        yield "standing", subject.standing
    policy = subject.policy
    if policy is not None and (subject.policy_reason or policy.shadowed):
        reason = f": {subject.policy_reason}" if subject.policy_reason else ""
        place: list[Child] = [", ", tag("code", str(policy.origin))]
        own = policy.origin == subject.origin
        yield "policy", [policy.value.value, None if own else place, reason]
        for lost in policy.shadowed:
            yield "", overridden(value_text(lost.value), str(lost.origin), lost.reason)
    for other in subject.overrides:
        yield "other", [other.text, " ", tag("code", str(other.origin)), f": {other.reason}"]


def overridden(value: str, place: str, reason: str) -> list[Child]:
    """A value that lost: struck through, and said so to those who cannot see that."""
    return [said("not in effect: "), tag("s", value), " ", tag("code", place), f": {reason}"]


def _matrix(subject: Subject, client: str) -> Element | None:
    if not (subject.rows or subject.sends):
        return None
    caption = said(f"What {subject.label} answers to each credential source")
    head = [tag("th", role, scope="col") for role in subject.roles]
    answered = any(row.cells for row in subject.rows) or bool(subject.sends)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", tag("th", "credential source", scope="col"), head))
        if answered
        else None,
        tag("tbody", [_row(row, subject) for row in subject.rows], _sends(subject, client)),
        class_="matrix",
    )


def _row(row: SourceRow, subject: Subject) -> Element:
    title, place, who = matrix.source_left(row)
    used = bool(row.cells or row.username)
    if not used and (place == str(subject.origin) or place in row.note):
        place = ""
    source = tag(
        "th",
        tag("span", title, class_="code"),
        tag("span", who, class_="holder") if who else None,
        tag("span", tag("code", place), class_="holder") if place else None,
        tag("span", row.note, class_="holder") if row.note and row.cells else None,
        scope="row",
    )
    if row.cells:
        return tag("tr", source, _cells(row.cells))
    return tag("tr", source, tag("td", row.note, colspan=len(subject.roles), class_="soft small"))


def _cells(cells: tuple[Cell, ...]) -> list[Element]:
    return [tag("td", badge(matrix.cell_text(cell), cell.state)) for cell in cells]


def _sends(subject: Subject, client: str) -> list[Element]:
    """What the client itself sends and gets, and below that with which credential."""
    if not subject.sends:
        return []
    sent = _texts(matrix.sent_with(subject, _UNLIMITED))
    source = tag(
        "th",
        f"{client} sends",
        [tag("span", text, class_="holder") for text in sent],
        scope="row",
    )
    return [tag("tr", source, _cells(subject.sends), class_="sends")]


def _branches(subject: Subject) -> list[Element]:
    return [
        part
        for role, items in blocks.by_role(subject.branches).items()
        for part in _role(role, items)
    ]


def _role(role: str, items: list[Branch]) -> Iterator[Element]:
    shared, groups = blocks.grouped(items)
    yield tag("h4", role)
    if shared:
        yield _steps(shared)
    if len(groups) > 1 or not shared:
        answers: list[tuple[Child, Child]] = [
            (f"if {' '.join(statuses)}", _steps(steps)) for steps, statuses in groups.items()
        ]
        answered = rows(answers)
        if answered is not None:
            yield answered


def _steps(steps: tuple[str, ...]) -> Element:
    return tag("ol", [tag("li", step) for step in steps], class_="plain")


def _list(lines: list[Line]) -> Element | None:
    texts = _texts(lines)
    if not texts:
        return None
    return tag("ul", [tag("li", text, class_="soft small") for text in texts], class_="plain")


def _texts(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line).strip() for line in lines]
