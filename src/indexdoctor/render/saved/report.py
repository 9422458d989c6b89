"""The public shape as the report that renderers take: what json.py does, the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexdoctor.model import report as model
from indexdoctor.model.finding import Finding
from indexdoctor.render.saved.comparison import comparison
from indexdoctor.render.saved.errors import SavedError, at, each
from indexdoctor.render.saved.exchange import exchange, keyring
from indexdoctor.render.saved.findings import finding, ignored, note, problem
from indexdoctor.render.saved.values import moment, origin, policy, setting

if TYPE_CHECKING:
    from indexdoctor.render import schema_parts as parts
    from indexdoctor.render.schema import Document


def report(document: Document) -> model.Report:
    """The report that the document was made from, as far as any format shows it.

    Raises SavedError for what no report has: a name of no list, no URL, a request that is missing.
    """
    with at("started"):
        started = moment(document.started)
    client, verdict = document.client, document.verdict
    found = model.Report(
        document.mode,
        document.tool_version,
        model.Client(client.name, client.version, client.found, client.command),
        verdict.text,
        model.State(verdict.state),
        subjects=each("indexes", document.indexes, _subject),
        files=each("files", document.files, _file),
        findings=each("findings", document.findings, finding),
        ignored=each("ignored", document.ignored, ignored),
        exchanges=each("exchanges", document.exchanges, exchange),
        keyring=each("keyring", document.keyring, keyring),
        settings=tuple((item.name, setting(item)) for item in document.settings),
        problems=each("problems", document.problems, problem),
        notes=each("notes", document.notes, note),
        footer=tuple((item.label, item.text) for item in document.details),
        comparison=None if document.comparison is None else comparison(document.comparison),
        started=started,
        environment=tuple((item.label, item.text) for item in document.environment),
        repository=None
        if document.repository is None
        else model.Repository(document.repository.top, document.repository.folder),
        exit_code=document.exit_code,
        packages=tuple(document.packages),
    )
    _check_references(found)
    return found


def _subject(item: parts.Index) -> model.Subject:
    with at("policy"):
        rule = None if item.policy is None else policy(item.policy)
    columns = [item.sends, *(row.results for row in item.sources)]
    named = max(([cell.role for cell in cells] for cells in columns), key=len)
    return model.Subject(
        item.label,
        item.url,
        origin(item.origin),
        model.State(item.state),
        item.verdict,
        item.standing,
        rule,
        item.policy_reason,
        tuple(item.roles or named) or ("read",),
        tuple(_row(row) for row in item.sources),
        tuple(_cell(cell) for cell in item.sends),
        tuple(model.Override(one.text, origin(one.origin), one.reason) for one in item.overrides),
        tuple(model.Branch(one.status, tuple(one.steps), one.role) for one in item.branches),
    )


def _row(item: parts.Source) -> model.SourceRow:
    cells = tuple(_cell(cell) for cell in item.results)
    return model.SourceRow(item.title, item.place, item.username, item.secret, item.note, cells)


def _cell(item: parts.Cell) -> model.Cell:
    return model.Cell(item.text, model.State(item.state), item.exchange, item.why)


def _file(item: parts.LockedFile) -> model.File:
    with at("policy"):
        rule = policy(item.policy)
    return model.File(item.package, item.url, origin(item.origin), rule, item.index, item.root)


def _check_references(found: model.Report) -> None:
    """Every request has a number of its own, and what rests on a request finds it."""
    known: set[int] = set()
    for number, item in enumerate(found.exchanges):
        if item.id in known:
            raise SavedError("another request has this number", f"exchanges[{number}].id")
        known.add(item.id)

    def check(exchange: int | None, place: str) -> None:
        if exchange is not None and exchange not in known:
            raise SavedError("there is no request with this number", place)

    def check_finding(item: Finding, place: str) -> None:
        for number, proof in enumerate(item.evidence):
            check(proof.exchange, f"{place}.evidence[{number}].exchange")

    for number, subject in enumerate(found.subjects):
        for column, cell in enumerate(subject.sends):
            check(cell.exchange, f"indexes[{number}].sends[{column}].exchange")
        for line, row in enumerate(subject.rows):
            for column, cell in enumerate(row.cells):
                place = f"indexes[{number}].sources[{line}].results[{column}].exchange"
                check(cell.exchange, place)
    for number, one in enumerate(found.findings):
        check_finding(one, f"findings[{number}]")
    for number, entry in enumerate(found.ignored):
        check_finding(entry.finding, f"ignored[{number}].finding")
