"""The sarif format: SARIF 2.1.0 (OASIS), for code scanning and for editors.

A location is a file of the repository, named from its top (`uriBaseId` %SRCROOT%), and a line. No
other path of the machine stands in a location: what is written elsewhere (`~/.netrc`, a variable,
an option) is a logical location with the name the report has for it. As GitHub's code scanning
refuses results without a file, the first one of the report that lies in the repository, or else the
project's own, stands beside such a name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any
from urllib.parse import quote

from indexdoctor.model.finding import Finding, Remedy
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import Report
from indexdoctor.model.selection import Ignored
from indexdoctor.render import sarif_text
from indexdoctor.render.markdown_text import block, bold, text
from indexdoctor.render.places import in_repository
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.sarif_text import message
from indexdoctor.render.view import View

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_TOP = "%SRCROOT%"
_FINGERPRINT = "indexdoctorFinding/v1"
_PROBLEM = "configuration"
_KINDS = {
    OriginKind.FILE: "property",
    OriginKind.ENV: "variable",
    OriginKind.OPTION: "parameter",
    OriginKind.DEFAULT: "value",
}
_FAILED = (70, 130)  # exit codes of a run that was not finished


def render(report: Report, view: View) -> str:
    """One run with a result for each finding and problem; ignored findings are suppressed ones."""
    report = cleaned(report)
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(report).members()]}
    return json.dumps(document, indent=2, ensure_ascii=not view.unicode) + "\n"


class _Run:
    """One report; rules are gathered while its results are made."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rules: dict[str, dict[str, Any]] = {}
        self._seen: dict[str, int] = {}

    def members(self) -> dict[str, Any]:
        report = self._report
        results = [self._problem(item) for item in report.problems]
        results += [self._finding(item) for item in report.findings]
        results += [self._ignored(item) for item in report.ignored]
        driver = {
            "name": "indexdoctor",
            "version": report.tool_version,
            "rules": list(self._rules.values()),
        }
        return {
            "tool": {"driver": driver},
            "originalUriBaseIds": {_TOP: {"description": message("the top of the repository")}},
            "invocations": [_invocation(report)],
            "results": results,
            "columnKind": "unicodeCodePoints",
            "properties": _properties(report),
        }

    def _rule(self, descriptor: dict[str, Any]) -> dict[str, Any]:
        """What a result says of its rule."""
        code = descriptor["id"]
        self._rules.setdefault(code, descriptor)
        return {"ruleId": code, "ruleIndex": list(self._rules).index(code)}

    def _problem(self, item: Problem) -> dict[str, Any]:
        meaning = "Something is written that uv cannot read as it is meant."
        said = "\n".join([item.message, *([item.hint] if item.hint else [])])
        return {
            **self._rule(sarif_text.own(_PROBLEM, "configuration-not-understood", meaning)),
            "level": "error" if item.fatal else "warning",
            "message": message(said),
            **self._locations((item.origin,)),
            "partialFingerprints": self._fingerprint(_PROBLEM, item.message, (item.origin,)),
        }

    def _finding(self, item: Finding) -> dict[str, Any]:
        subject = next((s for s in self._report.subjects if s.label == item.subject), None)
        origins = [*item.origins, *([subject.origin] if subject is not None else [])]
        return {
            **self._rule(sarif_text.descriptor(item)),
            "level": item.severity.value,
            "message": message("\n".join(_lines(item)), "\n\n".join(_markdown(item))),
            **self._locations(dict.fromkeys(origins)),
            "partialFingerprints": self._fingerprint(item.code, item.subject, item.origins),
            "properties": {
                "confidence": item.confidence.value,
                "subject": item.subject,
                "evidence": [f"{proof.label}: {proof.text}" for proof in item.evidence],
                "remedies": [_remedy(remedy) for remedy in item.remedies],
            },
        }

    def _ignored(self, item: Ignored) -> dict[str, Any]:
        suppression = {"kind": "external", "justification": sarif_text.plain(item.by)}
        return {**self._finding(item.finding), "suppressions": [suppression]}

    def _locations(self, origins: Iterable[Origin]) -> dict[str, Any]:
        """The first origin in the repository is where a viewer goes, the rest is related."""
        places = [_location(origin, self._report) for origin in origins]
        places.sort(key=lambda place: "physicalLocation" not in place)
        if not places or "physicalLocation" not in places[0]:
            places[:1] = [{**_file(self._report), **(places[0] if places else {})}]
        related = [{"id": number, **place} for number, place in enumerate(places[1:], 1)]
        more = {"relatedLocations": related} if related else {}
        return {"locations": places[:1], **more}

    def _fingerprint(self, code: str, subject: str, origins: Iterable[Origin]) -> dict[str, str]:
        """The same while the finding is the same, wherever its lines have moved."""
        places = [f"{origin.kind} {origin.name} {origin.key or ''}" for origin in origins]
        digest = hashlib.sha256("\n".join([code, subject, *places]).encode("utf-8", "replace"))
        value = digest.hexdigest()[:32]
        self._seen[value] = self._seen.get(value, 0) + 1
        return {_FINGERPRINT: f"{value}:{self._seen[value]}"}


def _location(origin: Origin, report: Report) -> dict[str, Any]:
    path = in_repository(origin, report)
    if path is None:
        return {"logicalLocations": [{"name": str(origin), "kind": _KINDS[origin.kind]}]}
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path), "uriBaseId": _TOP}}
    if origin.line is not None:
        physical["region"] = {"startLine": origin.line}
    found: dict[str, Any] = {"physicalLocation": physical}
    if origin.key:
        found["logicalLocations"] = [{"fullyQualifiedName": origin.key, "kind": "property"}]
    return found


def _file(report: Report) -> dict[str, Any]:
    """A file of the repository, without a line: the first that the report has, or the project's."""
    origins = [
        *(subject.origin for subject in report.subjects),
        *(file.origin for file in report.files),
        *(setting.origin for _, setting in report.settings),
        Origin.file("pyproject.toml"),
    ]
    paths = (in_repository(origin, report) for origin in origins)
    path = next((path for path in paths if path is not None), "pyproject.toml")
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path), "uriBaseId": _TOP}}}


def _lines(item: Finding) -> Iterator[str]:
    yield item.cause
    if item.why:
        yield f"why: {item.why}"
    if item.decide:
        yield f"to decide: {item.decide}"
    for remedy in item.remedies:
        yield f"{'fix (safe)' if remedy.safe else 'fix'}: {remedy.summary}"
        if remedy.command:
            yield remedy.command


def _markdown(item: Finding) -> Iterator[str]:
    yield bold(text(item.cause))
    if item.why:
        yield f"Why: {text(item.why)}"
    if item.decide:
        yield f"To decide: {text(item.decide)}"
    for remedy in item.remedies:
        yield f"{'Fix (safe)' if remedy.safe else 'Fix'}: {text(remedy.summary)}"
        if remedy.command:
            yield block(remedy.command)


def _remedy(item: Remedy) -> dict[str, Any]:
    return {"summary": item.summary, "command": item.command, "safe": item.safe}


def _invocation(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = {
        "executionSuccessful": report.exit_code not in _FAILED,
        "toolExecutionNotifications": [
            {"level": "warning" if note.incomplete else "note", "message": message(note.text)}
            for note in report.notes
        ],
    }
    if report.exit_code is not None:
        found["exitCode"] = report.exit_code
    if report.started is not None:
        began = report.started.astimezone(UTC).replace(tzinfo=None)
        found["startTimeUtc"] = f"{began.isoformat(timespec='milliseconds')}Z"
    return found


def _properties(report: Report) -> dict[str, Any]:
    comparison = report.comparison
    return {
        "mode": report.mode,
        "state": report.state.value,
        "verdict": report.verdict if comparison is None else comparison.verdict,
        "client": f"{report.client.name} {report.client.version}",
        "command": report.client.command,
        "indexes": [
            {"label": s.label, "url": s.url, "state": s.state.value, "verdict": s.verdict}
            for s in report.subjects
        ],
    }
