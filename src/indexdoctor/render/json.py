"""The JSON format: the public shape of schema.py, filled from a report."""

from __future__ import annotations

from typing import Any

from indexdoctor.model import comparison, credential, exchange, finding, origin, problem, report
from indexdoctor.render import schema
from indexdoctor.render.matrix import cell_text
from indexdoctor.render.redact import patterns, url_text
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View
from indexdoctor.render.words import value_text

# Headers that help to tell causes apart and hold no session.
_HEADERS = (
    "content-type",
    "location",
    "proxy-authenticate",
    "retry-after",
    "server",
    "via",
    "www-authenticate",
)


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
        client=schema.Client(
            name=item.client.name,
            version=item.client.version,
            found=item.client.found,
            command=item.client.command,
        ),
        verdict=schema.Verdict(state=item.state.value, text=item.verdict),
        indexes=[_index(subject) for subject in item.subjects],
        files=[_file(entry) for entry in item.files],
        findings=[_finding(found) for found in item.findings],
        ignored=[
            schema.Ignored(
                finding=_finding(entry.finding), origin=_origin(entry.origin), reason=entry.reason
            )
            for entry in item.ignored
        ],
        settings=[_setting(name, setting) for name, setting in item.settings],
        problems=[_problem(entry) for entry in item.problems],
        exchanges=[_exchange(entry) for entry in item.exchanges],
        keyring=[_keyring(entry) for entry in item.keyring],
        notes=[schema.Note(text=note.text, incomplete=note.incomplete) for note in item.notes],
        details=[schema.Detail(label=label, text=text) for label, text in item.footer],
        comparison=None if item.comparison is None else _comparison(item.comparison),
    )


def _comparison(item: comparison.Comparison) -> schema.Comparison:
    return schema.Comparison(
        versions=list(item.versions),
        verdict=item.verdict,
        breaks=item.breaks,
        differences=[
            schema.Difference(
                aspect=entry.place.aspect.value,
                subject=entry.place.subject,
                part=entry.place.part,
                command=entry.command,
                alike=entry.alike,
                reasons=list(entry.reasons),
                sides=[
                    schema.Side(
                        versions=list(side.versions),
                        lines=[
                            schema.Action(
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
            schema.Reason(
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
            schema.VersionFinding(versions=list(one.versions), finding=_finding(one.finding))
            for one in item.found
        ],
        notes=[schema.Note(text=note.text, incomplete=note.incomplete) for note in item.notes],
    )


def _origin(item: origin.Origin) -> schema.Origin:
    return schema.Origin(kind=item.kind.value, name=item.name, line=item.line, key=item.key)


def _file(item: report.File) -> schema.LockedFile:
    return schema.LockedFile(
        package=item.package,
        url=item.url,
        origin=_origin(item.origin),
        index=item.index,
        root=item.root,
        policy=_setting("authenticate", item.policy),
    )


def _setting(name: str, item: origin.Setting[Any]) -> schema.Setting:
    return schema.Setting(
        name=name,
        value=value_text(item.value),
        origin=_origin(item.origin),
        shadowed=[
            schema.Shadowed(
                value=value_text(lost.value), origin=_origin(lost.origin), reason=lost.reason
            )
            for lost in item.shadowed
        ],
    )


def _cells(roles: tuple[str, ...], cells: tuple[report.Cell, ...]) -> list[schema.Cell]:
    return [
        schema.Cell(
            role=role,
            text=cell_text(cell),
            state=cell.state.value,
            exchange=cell.exchange,
            why=cell.why,
        )
        for role, cell in zip(roles, cells, strict=False)
    ]


def _index(item: report.Subject) -> schema.Index:
    return schema.Index(
        label=item.label,
        url=item.url,
        origin=_origin(item.origin),
        state=item.state.value,
        verdict=item.verdict,
        standing=item.standing,
        policy=None if item.policy is None else _setting("authenticate", item.policy),
        policy_reason=item.policy_reason,
        sources=[
            schema.Source(
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
            schema.Override(text=other.text, origin=_origin(other.origin), reason=other.reason)
            for other in item.overrides
        ],
        branches=[
            schema.Branch(status=branch.status, steps=list(branch.steps), role=branch.role)
            for branch in item.branches
        ],
    )


def _finding(item: finding.Finding) -> schema.Finding:
    return schema.Finding(
        code=item.code,
        name=item.name,
        severity=item.severity.value,
        confidence=item.confidence.value,
        subject=item.subject,
        cause=item.cause,
        why=item.why,
        origins=[_origin(place) for place in item.origins],
        evidence=[
            schema.Evidence(label=proof.label, text=proof.text, exchange=proof.exchange)
            for proof in item.evidence
        ],
        remedies=[
            schema.Remedy(summary=remedy.summary, command=remedy.command, safe=remedy.safe)
            for remedy in item.remedies
        ],
        decide=item.decide,
    )


def _credential(item: credential.Credential | None) -> schema.SentCredential | None:
    if item is None:
        return None
    return schema.SentCredential(
        source=item.source.value,
        origin=_origin(item.origin),
        scheme=item.scheme.value,
        username=item.username,
        complete=item.is_complete,
    )


def _exchange(item: exchange.Exchange) -> schema.Exchange:
    request, response, timing = item.request, item.response, item.timing
    return schema.Exchange(
        id=item.id,
        method=request.method,
        url=url_text(request.url),
        role=request.role.value,
        credential=_credential(request.credential),
        policy=request.policy.value,
        index=request.index,
        package=request.package,
        why=request.why,
        hop=request.hop,
        status=response.status,
        failure=None if response.failure is None else response.failure.value,
        failure_text=response.failure_text,
        headers={
            name: patterns(response.headers[name]) for name in _HEADERS if name in response.headers
        },
        started=None if timing is None else round(timing.started, 3),
        ended=None if timing is None else round(timing.ended, 3),
    )


def _keyring(item: exchange.KeyringExchange) -> schema.KeyringQuestion:
    answer = item.answer
    return schema.KeyringQuestion(
        arguments=[] if item.question.native else list(item.question.argv),
        entry=item.question.service if item.question.native else None,
        found=answer.secret is not None,
        username=answer.username,
        failure=answer.failure,
        further=bool(item.about),
    )


def _problem(item: problem.Problem) -> schema.Problem:
    return schema.Problem(
        message=item.message, origin=_origin(item.origin), fatal=item.fatal, hint=item.hint
    )
