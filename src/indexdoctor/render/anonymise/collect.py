"""The names in a report: those of its fields, and those in its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexdoctor.model.command import CommandKind
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, KeyringExchange
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.report import Report, Subject
from indexdoctor.render.anonymise.names import Kind, Names
from indexdoctor.render.anonymise.texts import (
    host,
    is_file_or_key,
    log_line,
    path,
    places,
    sentences,
    user,
)
from indexdoctor.render.sanitise import map_text

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[.*\])?(?:[=<>!~@;].*)?")
_VARIABLE = re.compile(r"UV_INDEX_([A-Z0-9_]+?)_(?:USERNAME|PASSWORD|\*)")
_USER_OPTION = re.compile(r"(?<!\S)-u ?(\S+)")
_COMMANDS = {word for kind in CommandKind for word in kind.value.split()} | {"uv", "uvx", "python"}


def names(report: Report, log: Iterable[str] = ()) -> Names:
    """The names of the report, and of the log beside it."""
    found = Names()
    for subject in report.subjects:
        _subject(subject, found)
    for exchange in report.exchanges:
        _exchange(exchange, found)
    for question in report.keyring:
        _keyring(question, found)
    for package in report.packages:
        found.add(Kind.PACKAGE, package)
    for file in report.files:
        found.add(Kind.PACKAGE, file.package)
        _index(file.index, found)
    _command(report.client.command, found)

    def look(text: str) -> str:
        places(text, found)
        sentences(text, found)
        return text

    for finding in (*report.findings, *(entry.finding for entry in report.ignored)):
        if "://" not in finding.subject and _REQUIREMENT.fullmatch(finding.subject):
            found.add(Kind.PACKAGE, finding.subject)
    map_text(report, look)
    _origins(report, found)
    for line in log:
        log_line(line, found)
    variables: list[str] = []

    def gather(text: str) -> str:
        variables.extend(_VARIABLE.findall(text))
        return text

    map_text((report, tuple(log)), gather)
    for name in dict.fromkeys(variables):
        if found.label(name) == name:  # no index has it: a variable that nothing reads
            found.add(Kind.INDEX, name)
    return found


def _subject(item: Subject, found: Names) -> None:
    _index(item.label, found)
    for row in item.rows:
        user(row.username, found)


def _index(label: str | None, found: Names) -> None:
    """An index without a name has its URL for a label."""
    if label and "://" not in label and label not in ("pypi", "testpypi"):
        found.add(Kind.INDEX, label)


def _credential(item: Credential | None, found: Names) -> None:
    if item is not None:
        user(item.username, found)


def _exchange(item: Exchange, found: Names) -> None:
    request = item.request
    if request.package:
        found.add(Kind.PACKAGE, request.package)
    _index(request.index, found)
    _index(request.asked_for, found)
    _credential(request.credential, found)
    for url in (request.url, item.response.url):
        host(url.host, found)
        path(url.path, found)


def _keyring(item: KeyringExchange, found: Names) -> None:
    service = item.question.service
    if "://" not in service:
        host(service.partition("/")[0].partition(":")[0], found)
    user(item.question.username, found)
    user(item.answer.username, found)


def _command(text: str, found: Names) -> None:
    """What the user's command names: accounts, files, and requirements."""
    for match in _USER_OPTION.finditer(text):
        user(match[1], found)
    for word in text.split():
        value = word.partition("=")[2] if word.startswith("-") else word
        if "://" in value or value.startswith("-") or value in _COMMANDS:
            continue
        if "/" in value or "\\" in value or is_file_or_key(value):
            path(value, found)
        elif named := _REQUIREMENT.fullmatch(value):
            found.add(Kind.PACKAGE, named[1])


def _origins(report: Report, found: Names) -> None:
    """The files that values come from; their names may hold spaces."""

    def origin(item: Origin) -> None:
        if item.kind is OriginKind.FILE:
            path(item.name, found)

    for subject in report.subjects:
        origin(subject.origin)
    for finding in (*report.findings, *(entry.finding for entry in report.ignored)):
        for place in finding.origins:
            origin(place)
    for problem in report.problems:
        origin(problem.origin)
    if report.repository is not None:
        path(report.repository.top, found)
        path(report.repository.folder, found)
    for _, setting in report.settings:
        origin(setting.origin)
        for lost in setting.shadowed:
            origin(lost.origin)
