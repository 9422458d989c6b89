"""A report, and the log beside it, with labels in place of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexdoctor.model.exchange import Exchange, KeyringExchange
from indexdoctor.model.report import Report, Subject
from indexdoctor.render.anonymise.collect import names
from indexdoctor.render.anonymise.names import Names
from indexdoctor.render.sanitise import map_text

NOTE = "labels stand for hosts, users, indexes, packages and paths (--anonymise)"
# Headers whose whole value is a name of a machine or an account.
_NAMING = ("via", "x-artifactory-id", "x-artifactory-node-id", "x-served-by")


def anonymised(
    report: Report, log: Sequence[str] | None = None
) -> tuple[Report, tuple[str, ...] | None, Names]:
    """The report and the log with labels for names, and the names to look for afterwards.

    The same name has the same label everywhere. What structure is made of stays: codes, lines,
    statuses, counts, times.
    """
    found = names(report, log or ())
    mapped = map_text(report, found.replaced)
    whole = replace(
        mapped,
        mode=report.mode,
        tool_version=report.tool_version,
        client=replace(mapped.client, name=report.client.name, version=report.client.version),
        subjects=tuple(
            _subject(new, old, found)
            for new, old in zip(mapped.subjects, report.subjects, strict=True)
        ),
        exchanges=tuple(
            _exchange(new, old, found)
            for new, old in zip(mapped.exchanges, report.exchanges, strict=True)
        ),
        keyring=tuple(
            _keyring(new, old, found)
            for new, old in zip(mapped.keyring, report.keyring, strict=True)
        ),
        files=tuple(
            replace(new, package=_field(old.package, found), index=_field(old.index, found))
            for new, old in zip(mapped.files, report.files, strict=True)
        ),
        packages=tuple(_field(package, found) for package in report.packages),
        findings=tuple(
            replace(new, code=old.code, name=old.name, subject=_field(old.subject, found))
            for new, old in zip(mapped.findings, report.findings, strict=True)
        ),
    )
    whole = replace(whole, environment=(*mapped.environment, ("names", NOTE)))
    lines = None if log is None else tuple(found.replaced(line) for line in log)
    return whole, lines, found


def _field(text: str, found: Names) -> str:
    """A field that holds a name and nothing else, or (an index without a name) a URL."""
    label = found.label(text)
    return label if label != text else found.replaced(text)


def _subject(new: Subject, old: Subject, found: Names) -> Subject:
    rows = tuple(
        replace(mine, secret=its.secret, username=_field(its.username, found))
        for mine, its in zip(new.rows, old.rows, strict=True)
    )
    return replace(new, label=_field(old.label, found), roles=old.roles, rows=rows)


def _exchange(new: Exchange, old: Exchange, found: Names) -> Exchange:
    asked = old.request
    credential = new.request.credential
    if credential is not None and asked.credential is not None and asked.credential.username:
        credential = replace(credential, username=_field(asked.credential.username, found))
    request = replace(
        new.request,
        method=asked.method,
        headers=asked.headers,
        credential=credential,
        index=asked.index and _field(asked.index, found),
        asked_for=asked.asked_for and _field(asked.asked_for, found),
        package=asked.package and _field(asked.package, found),
    )
    headers = {
        name: "(hidden)" if name in _NAMING else value
        for name, value in zip(old.response.headers, new.response.headers.values(), strict=True)
    }
    response = replace(
        new.response, headers=headers, http_version=old.response.http_version, body=b""
    )
    return replace(new, request=request, response=response, secret=old.secret)


def _keyring(new: KeyringExchange, old: KeyringExchange, found: Names) -> KeyringExchange:
    question, answer = new.question, new.answer
    if old.question.username:
        question = replace(question, username=_field(old.question.username, found))
    if old.answer.username:
        answer = replace(answer, username=_field(old.answer.username, found))
    return replace(new, question=question, answer=answer)
