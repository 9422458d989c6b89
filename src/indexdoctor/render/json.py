"""The JSON format: the public shape of schema.py and its parts, filled from a report."""

from __future__ import annotations

import dataclasses
from typing import Any

from indexdoctor.model import comparison, credential, exchange, finding, origin, problem, report
from indexdoctor.render import schema
from indexdoctor.render import schema_parts as parts
from indexdoctor.render import schema_versions as versions
from indexdoctor.render.headers import asked, shown
from indexdoctor.render.matrix import cell_text
from indexdoctor.render.redact import url_text
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View
from indexdoctor.render.words import value_text


def render(report: report.Report, view: View) -> str:
    """The document, validated against the public shape. Raises pydantic.ValidationError."""
    import json

    members = document(cleaned(report)).model_dump(mode="json")
    return json.dumps(members, indent=2, ensure_ascii=not view.unicode) + "\n"


def document(item: report.Report) -> schema.Document:
    """The report in its public shape."""
    return schema.Document(
        format="indexdoctor-report",
        version=1,
        tool_version=item.tool_version,
        mode=item.mode,
        client=parts.Client(
            name=item.client.name,
            version=item.client.version,
            found=item.client.found,
            command=item.client.command,
        ),
        verdict=parts.Verdict(state=item.state.value, text=item.verdict),
        indexes=[_index(subject) for subject in item.subjects],
        files=[_file(entry) for entry in item.files],
        findings=[_finding(found) for found in item.findings],
        ignored=[
            parts.Ignored(
                finding=_finding(entry.finding), origin=_origin(entry.origin), reason=entry.reason
            )
            for entry in item.ignored
        ],
        settings=[_setting(name, setting) for name, setting in item.settings],
        problems=[_problem(entry) for entry in item.problems],
        exchanges=[_exchange(entry) for entry in item.exchanges],
        keyring=[_keyring(entry) for entry in item.keyring],
        notes=[_note(note) for note in item.notes],
        details=[parts.Detail(label=label, text=text) for label, text in item.footer],
        comparison=None if item.comparison is None else _comparison(item.comparison),
        started=None if item.started is None else item.started.isoformat(timespec="milliseconds"),
        environment=[parts.Detail(label=label, text=text) for label, text in item.environment],
        repository=None
        if item.repository is None
        else parts.Repository(top=item.repository.top, folder=item.repository.folder),
        exit_code=item.exit_code,
        packages=list(item.packages),
    )


def _comparison(item: comparison.Comparison) -> versions.Comparison:
    return versions.Comparison(
        versions=list(item.versions),
        verdict=item.verdict,
        breaks=item.breaks,
        differences=[
            versions.Difference(
                aspect=entry.place.aspect.value,
                subject=entry.place.subject,
                part=entry.place.part,
                command=entry.command,
                alike=entry.alike,
                reasons=list(entry.reasons),
                sides=[
                    versions.Side(
                        versions=list(side.versions),
                        lines=[
                            versions.Action(
                                text=line.text,
                                credential=line.credential,
                                answer=line.answer,
                                bad=line.bad,
                            )
                            for line in side.lines
                        ],
                    )
                    for side in entry.sides
                ],
            )
            for entry in item.differences
        ],
        reasons=[
            versions.Reason(
                name=reason.name,
                since=reason.since,
                until=reason.until,
                before=reason.before,
                now=reason.now,
                source=reason.source,
                versions=list(reason.versions),
                together=list(reason.together),
            )
            for reason in item.reasons
        ],
        findings=[
            versions.VersionFinding(versions=list(one.versions), finding=_finding(one.finding))
            for one in item.found
        ],
        notes=[_note(note) for note in item.notes],
    )


def _note(item: report.Note) -> parts.Note:
    return parts.Note(text=item.text, incomplete=item.incomplete, minor=item.minor)


def _origin(item: origin.Origin) -> parts.Origin:
    return parts.Origin(kind=item.kind.value, name=item.name, line=item.line, key=item.key)


def _file(item: report.File) -> parts.LockedFile:
    return parts.LockedFile(
        package=item.package,
        url=item.url,
        origin=_origin(item.origin),
        index=item.index,
        root=item.root,
        policy=_setting("authenticate", item.policy),
    )


def _setting(name: str, item: origin.Setting[Any]) -> parts.Setting:
    return parts.Setting(
        name=name,
        value=value_text(item.value),
        origin=_origin(item.origin),
        shadowed=[
            parts.Shadowed(
                value=value_text(lost.value), origin=_origin(lost.origin), reason=lost.reason
            )
            for lost in item.shadowed
        ],
    )


def _cells(roles: tuple[str, ...], cells: tuple[report.Cell, ...]) -> list[parts.Cell]:
    return [
        parts.Cell(
            role=role,
            text=cell_text(cell),
            state=cell.state.value,
            exchange=cell.exchange,
            why=cell.why,
        )
        for role, cell in zip(roles, cells, strict=False)
    ]


def _index(item: report.Subject) -> parts.Index:
    return parts.Index(
        label=item.label,
        url=item.url,
        origin=_origin(item.origin),
        state=item.state.value,
        verdict=item.verdict,
        standing=item.standing,
        policy=None if item.policy is None else _setting("authenticate", item.policy),
        policy_reason=item.policy_reason,
        roles=list(item.roles),
        sources=[
            parts.Source(
                title=row.title,
                place=row.place,
                username=row.username,
                secret=row.secret,
                note=row.note,
                results=_cells(item.roles, row.cells),
            )
            for row in item.rows
        ],
        sends=_cells(item.roles, item.sends),
        overrides=[
            parts.Override(text=other.text, origin=_origin(other.origin), reason=other.reason)
            for other in item.overrides
        ],
        branches=[
            parts.Branch(status=branch.status, steps=list(branch.steps), role=branch.role)
            for branch in item.branches
        ],
    )


def _finding(item: finding.Finding) -> parts.Finding:
    return parts.Finding(
        code=item.code,
        name=item.name,
        severity=item.severity.value,
        confidence=item.confidence.value,
        subject=item.subject,
        cause=item.cause,
        why=item.why,
        origins=[_origin(place) for place in item.origins],
        evidence=[
            parts.Evidence(label=proof.label, text=proof.text, exchange=proof.exchange)
            for proof in item.evidence
        ],
        remedies=[
            parts.Remedy(summary=remedy.summary, command=remedy.command, safe=remedy.safe)
            for remedy in item.remedies
        ],
        decide=item.decide,
    )


def _credential(item: credential.Credential | None, secret: str) -> parts.SentCredential | None:
    if item is None:
        return None
    return parts.SentCredential(
        source=item.source.value,
        origin=_origin(item.origin),
        scheme=item.scheme.value,
        username=item.username,
        complete=item.is_complete,
        secret=secret,
    )


def _exchange(item: exchange.Exchange) -> parts.Exchange:
    request, response, timing = item.request, item.response, item.timing
    return parts.Exchange(
        id=item.id,
        method=request.method,
        url=url_text(request.url),
        role=request.role.value,
        credential=_credential(request.credential, item.secret),
        policy=request.policy.value,
        index=request.index,
        package=request.package,
        why=request.why,
        hop=request.hop,
        request_headers=asked(request),
        status=response.status,
        failure=None if response.failure is None else response.failure.value,
        failure_text=response.failure_text,
        http_version=response.http_version,
        reason=response.reason,
        headers=shown(response),
        phases=None if response.phases is None else _phases(response.phases),
        further=item.further,
        **_timing(timing),
    )


def _phases(item: exchange.Phases) -> parts.Phases:
    seconds = dataclasses.asdict(item)
    return parts.Phases(**{k: None if v is None else round(v, 6) for k, v in seconds.items()})


def _timing(item: exchange.Timing | None) -> dict[str, Any]:
    if item is None:
        return {}
    return {
        "started": round(item.started, 6),
        "ended": round(item.ended, 6),
        "at": None if item.at is None else item.at.isoformat(timespec="microseconds"),
    }


def _keyring(item: exchange.KeyringExchange) -> parts.KeyringQuestion:
    answer = item.answer
    return parts.KeyringQuestion(
        arguments=[] if item.question.native else list(item.question.argv),
        entry=item.question.service if item.question.native else None,
        asked_for=item.question.username if item.question.native else None,
        found=answer.secret is not None,
        username=answer.username,
        failure=answer.failure,
        trouble=None if answer.trouble is None else answer.trouble.value,
        further=bool(item.about),
        about=item.about,
        **_timing(item.timing),
    )


def _problem(item: problem.Problem) -> parts.Problem:
    return parts.Problem(
        message=item.message, origin=_origin(item.origin), fatal=item.fatal, hint=item.hint
    )
