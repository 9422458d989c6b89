"""The github format: workflow commands that GitHub Actions shows as annotations, then the report.

The runner reads commands out of a step's output, line by line (actions/runner, ActionCommand.cs and
ActionCommandManager.cs). A property ends at `,` and the properties at `::`, so these are encoded
as the runner decodes them; no foreign text can begin a command: see sanitise.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexdoctor.model.finding import Finding, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import Report
from indexdoctor.render import table
from indexdoctor.render.places import in_repository
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View
from indexdoctor.render.words import ascii_signs

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_ORDER = ("error", "warning", "notice")


def render(report: Report, view: View) -> str:
    """One annotation for each finding and problem, errors first, then the table in a group.

    The runner keeps ten errors, ten warnings and ten notices of a step.
    """
    report = cleaned(report)
    commands = sorted(_annotations(report), key=lambda line: _ORDER.index(line[0]))
    lines = [_command(*command) for command in commands]
    shown = table.render(report, View(unicode=view.unicode, verbose=view.verbose))
    text = "\n".join([*lines, "::group::indexdoctor", shown + "::endgroup::"]) + "\n"
    return text if view.unicode else ascii_signs(text)


def _annotations(report: Report) -> Iterator[tuple[str, dict[str, str], str]]:
    """Command, properties and message."""
    for problem in report.problems:
        command = "error" if problem.fatal else "warning"
        title = "configuration that uv refuses" if problem.fatal else "configuration"
        yield command, _at(title, (problem.origin,), report), _problem(problem, report)
    for finding in report.findings:
        title = f"{finding.code} {finding.name}"
        message = _finding(finding, report)
        yield _COMMANDS[finding.severity], _at(title, finding.origins, report), message
    comparison = report.comparison
    if comparison is not None and comparison.differences:
        command = "error" if comparison.breaks else "warning"
        yield command, {"title": "versions of uv differ"}, comparison.verdict
    for note in report.notes:
        if note.incomplete:
            yield "warning", {"title": "incomplete"}, note.text


def _at(title: str, origins: Iterable[Origin], report: Report) -> dict[str, str]:
    """The title, and the first of the origins that lies in the repository, if one does."""
    for origin in origins:
        path = in_repository(origin, report)
        if path is not None:
            line = {} if origin.line is None else {"line": str(origin.line)}
            return {"file": path, **line, "title": title}
    return {"title": title}


def _elsewhere(origins: Iterable[Origin], report: Report) -> list[str]:
    """The origins that an annotation cannot point at."""
    return [f"at {origin}" for origin in origins if in_repository(origin, report) is None]


def _problem(item: Problem, report: Report) -> str:
    parts = [item.message, *([item.hint] if item.hint else [])]
    return "\n".join([*parts, *_elsewhere((item.origin,), report)])


def _finding(item: Finding, report: Report) -> str:
    lines = [item.cause, *_elsewhere(item.origins, report)]
    lines += [f"{proof.label}: {proof.text}" for proof in item.evidence]
    lines += [f"why: {item.why}"] if item.why else []
    lines += [f"to decide: {item.decide}"] if item.decide else []
    for remedy in item.remedies:
        lines.append(f"{'fix (safe)' if remedy.safe else 'fix'}: {remedy.summary}")
        lines += (remedy.command or "").splitlines()
    return "\n".join([*lines, f"more: indexdoctor explain {item.code}"])


def _command(name: str, properties: dict[str, str], message: str) -> str:
    """One line; the runner decodes `%` last, so it is encoded first."""
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
