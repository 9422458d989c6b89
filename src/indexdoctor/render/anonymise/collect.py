"""The names in a report: those of its fields, and those in URLs and paths of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from indexdoctor.diagnose.words import TITLES
from indexdoctor.model.command import CommandKind
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, KeyringExchange
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.report import Report, Subject
from indexdoctor.render.anonymise import public
from indexdoctor.render.anonymise.names import Kind, Names
from indexdoctor.render.anonymise.own import says
from indexdoctor.render.sanitise import map_text

_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://(?:(?P<user>[^\s/?#@\"'<>`]*)@)?"
    r"(?P<host>\[[^\]\s]*\]|[^\s/?#:@\"'<>`()\[\],;|]+)(?::[0-9]+)?(?P<path>/[^\s?#\"'<>`|]*)?",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?<![\w:/.<~%-])(?:~|\.\.?)?/[^\s\"'<>`|:,;()]+")
_WINDOWS = re.compile(r"\b[A-Za-z]:[\\/][^\s\"'<>`|:,;()]+")
_FILE = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*?)-(?=v?[0-9])[A-Za-z0-9._+!%-]*"
    r"\.(?:whl|tar\.gz|zip|tar\.bz2|egg)(?:\.metadata)?\Z"
)
_ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])")
_DOTTED = re.compile(
    r"(?<![\w.@/%-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,18}(?![\w/-])", re.I
)
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_REALM = re.compile(r"realm=\"([^\"]+)\"", re.IGNORECASE)
# What ends like a domain and is none: files, keys of TOML and INI files, Python's own names.
_NO_DOMAIN = re.compile(
    r".*\.(?:toml|txt|in|lock|py|whl|gz|zip|cfg|conf|ini|json|ya?ml|md|html?|log|pem|crt|key|exe|"
    r"metadata|netrc|pypirc|sh|ps|url|name|index|sources|authenticate|username|password|explicit|"
    r"default|dependencies|system|tar|egg|env|local-[a-z]*)|(?:tool|project|os|sys|uv|pip|keyring)"
    r"\..*",
    re.IGNORECASE,
)
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[.*\])?(?:[=<>!~@;].*)?")
# A name in a sentence; what has no field of its own is a package, most often.
_TICKED = re.compile(
    r"(index )?`([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:[=<>!~\[@;][^`]*)?`"
)
# A user name in a sentence: what stands there and is none is told by the program's own sentences.
_FOLLOWING = "a|already|and|as|at|bearer|but|gives|has|have|in|is|not|of|on|or|to|was|with|without"
_SAID = re.compile(r"\b(?:user name|user|login is|login|is of|not of) ([^\s<>(),;:'\"`]+)")
_SOURCES = "|".join(map(re.escape, TITLES.values()))
_HOLDS = re.compile(rf"(?:{_SOURCES}) \([^()]*\) (?!(?:{_FOLLOWING})\b)([^\s(),;:]+)")
_GIVEN = re.compile(
    r"\buser ([^\s<>(),;:'\"`]+)(?= with(?:out)? a )"
    r"|(?:USERNAME=|--username[= ])['\"]?([^\s'\"<>]+)"
)
_ALIKE = re.compile(r"match equally well \((.*?)\)(?= in |:|$)")
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
        _text(text, found)
        return text

    for finding in (*report.findings, *(entry.finding for entry in report.ignored)):
        if "://" not in finding.subject and _REQUIREMENT.fullmatch(finding.subject):
            found.add(Kind.PACKAGE, finding.subject)
    map_text(report, look)
    _origins(report, found)
    for line in log:
        _text(line, found)
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
        _user(row.username, found)


def _index(label: str | None, found: Names) -> None:
    """An index without a name has its URL for a label."""
    if label and "://" not in label and label not in ("pypi", "testpypi"):
        found.add(Kind.INDEX, label)


def _user(name: str | None, found: Names) -> None:
    if name and name not in public.users():
        found.add(Kind.USER, name)


def _credential(item: Credential | None, found: Names) -> None:
    if item is not None:
        _user(item.username, found)


def _exchange(item: Exchange, found: Names) -> None:
    request = item.request
    if request.package:
        found.add(Kind.PACKAGE, request.package)
    _index(request.index, found)
    _index(request.asked_for, found)
    _credential(request.credential, found)
    for url in (request.url, item.response.url):
        _host(url.host, found)
        _path(url.path, found)


def _keyring(item: KeyringExchange, found: Names) -> None:
    service = item.question.service
    if "://" not in service:
        _host(service.partition("/")[0].partition(":")[0], found)
    _user(item.question.username, found)
    _user(item.answer.username, found)


def _command(text: str, found: Names) -> None:
    """What the user's command names: accounts, files, and requirements."""
    for match in _USER_OPTION.finditer(text):
        _user(match[1], found)
    for word in text.split():
        value = word.partition("=")[2] if word.startswith("-") else word
        if "://" in value or value.startswith("-") or value in _COMMANDS:
            continue
        if "/" in value or "\\" in value or _NO_DOMAIN.fullmatch(value):
            _path(value, found)
        elif named := _REQUIREMENT.fullmatch(value):
            found.add(Kind.PACKAGE, named[1])


def _origins(report: Report, found: Names) -> None:
    """The files that values come from; their names may hold spaces."""

    def origin(item: Origin) -> None:
        if item.kind is OriginKind.FILE:
            _path(item.name, found)

    for subject in report.subjects:
        origin(subject.origin)
    for finding in (*report.findings, *(entry.finding for entry in report.ignored)):
        for place in finding.origins:
            origin(place)
    for problem in report.problems:
        origin(problem.origin)
    if report.repository is not None:
        _path(report.repository.top, found)
        _path(report.repository.folder, found)
    for _, setting in report.settings:
        origin(setting.origin)
        for lost in setting.shadowed:
            origin(lost.origin)


def _text(text: str, found: Names) -> None:
    for match in _URL.finditer(text):
        if text.startswith(public.PLACES, match.start()):
            continue
        for part in (match["user"] or "").split(":")[:1]:
            _user(unquote(part), found)
        _host(match["host"], found)
        _path(match["path"] or "", found)
    if "/" in text or "\\" in text:
        rest = _URL.sub(" ", text)
        for pattern in (_PATH, _WINDOWS):
            for match in pattern.finditer(rest):
                _path(match[0], found)
    if "@" in text:
        for match in _MAIL.finditer(_URL.sub(" ", text)):
            _user(match[0], found)
    if "." in text:
        for pattern in (_ADDRESS, _DOTTED):
            for match in pattern.finditer(_URL.sub(" ", text)):
                if not _NO_DOMAIN.fullmatch(match[0]) and not _FILE.fullmatch(match[0]):
                    _host(match[0], found)
    for match in _SAID.finditer(text):
        if not says(match[0]):
            _user(match[1].rstrip("."), found)
    for match in _HOLDS.finditer(text):
        _user(match[1], found)
    for match in _GIVEN.finditer(text):
        _user(match[1] or match[2], found)
    for match in _ALIKE.finditer(text):
        for name in match[1].split(", "):
            _user(name if name != "(none)" else None, found)
    for match in _TICKED.finditer(text):
        if not (_NO_DOMAIN.fullmatch(match[2]) or says(f"`{match[2]}`")):
            found.add(Kind.INDEX if match[1] else Kind.PACKAGE, match[2])
    for match in _REALM.finditer(text):
        if not public.is_realm(match[1]):
            found.add(Kind.REALM, match[1])


def _host(host: str, found: Names) -> None:
    found.add(Kind.HOST, unquote(host))


def _path(path: str, found: Names) -> None:
    """The parts of a path; of a distribution's file name, the package."""
    for segment in re.split(r"[/\\]", path):
        segment = segment.rstrip(".,:;)")
        decoded = unquote(segment)
        match = _FILE.fullmatch(decoded)
        if match is not None:
            found.add(Kind.PACKAGE, match["name"])
        elif not (public.is_path_word(decoded) or re.fullmatch(r"[A-Za-z]:|[*.]*", segment)):
            found.add(Kind.PATH, segment)
