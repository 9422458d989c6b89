"""CFG105: the index that has the package stands in the settings of another client."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.others import unknown_indexes, uv_name
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import is_package_page, read_chains, word
from indexdoctor.diagnose.words import listed, sends, variables
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.others import OtherIndex
from indexdoctor.model.replayed import Conclusion, Ending

_BAD = (Ending.MISSING, Ending.FAILED)


def find(case: Case) -> Iterator[Finding]:
    if not case.discovered.others.indexes:
        return
    entries = list(unknown_indexes(case))
    if not entries:
        return
    if case.replayed is None:
        yield _finding(case, entries, entries[0].origin.name, severity=Severity.NOTE)
        return
    found = next((c for c in case.conclusions if c.ending in _BAD), None)
    if found is not None:
        yield _failed(case, entries, found)


def _failed(case: Case, entries: list[OtherIndex], conclusion: Conclusion) -> Finding:
    asked = [
        (row, chain)
        for row, chain in read_chains(case)
        if is_package_page(chain) and chain.first.request.package == conclusion.subject
    ]
    subject = asked[0][0].index.label if asked else conclusion.subject
    lines = [line for r, c in asked for line in sends(c.exchanges, case.client, r.index.url)]
    missing = conclusion.ending is Ending.MISSING
    return _finding(
        case,
        entries,
        subject,
        package=conclusion.subject,
        lines=tuple(lines),
        severity=None if missing else Severity.WARNING,
    )


def _finding(
    case: Case,
    entries: list[OtherIndex],
    subject: str,
    *,
    package: str | None = None,
    lines: tuple[Evidence, ...] = (),
    severity: Severity | None = None,
) -> Finding:
    urls = listed([str(entry.address.url) for entry in entries[:3] if entry.address is not None])
    clients = listed(list(dict.fromkeys(entry.client for entry in entries)))
    asks = f"finds no {package} and" if package is not None else "does"
    verb = "never asks" if package is not None else "not ask"
    return RULE.finding(
        subject,
        f"{case.client} {asks} {verb} {urls}: {entries[0].origin} is a setting of {clients}, "
        "which uv does not read",
        confidence=Confidence.LIKELY if package is not None else Confidence.CERTAIN,
        why=f"{clients} would ask there; uv knows only the indexes of its own files, variables and "
        "options",
        origins=tuple(entry.origin for entry in entries[:3]),
        evidence=(*lines, *(_evidence(entry) for entry in entries[:3]), *_settings(case)),
        severity=severity,
        remedies=tuple(_remedies(case, entries)),
        decide="the same command with the index given to uv" if package is not None else "",
    )


def _evidence(entry: OtherIndex) -> Evidence:
    address = "" if entry.address is None else str(entry.address.url)
    account = "" if entry.secret is None else "  (with a password)"
    return Evidence(f"{entry.client} has", f"{entry.setting} {address}{account}")


def _settings(case: Case) -> Iterator[Evidence]:
    """What else pip is told, with the name of uv's own setting."""
    own = {"trusted-host": "allow-insecure-host", "keyring-provider": "keyring-provider"}
    for setting in case.discovered.others.settings:
        text = f"{setting.name} = {setting.value}; uv's own setting is {own[setting.name]}"
        yield Evidence(f"{setting.client} has", f"{text} ({setting.origin})")


def _remedies(case: Case, entries: list[OtherIndex]) -> Iterator[Remedy]:
    names: set[str] = set()
    exports, tables = [], []
    for entry in entries[:3]:
        if entry.address is None:
            continue
        name = stem = uv_name(entry)
        number = 2
        while name in names:
            name, number = f"{stem}{number}", number + 1
        names.add(name)
        url = entry.address.url
        variable = "UV_DEFAULT_INDEX" if entry.is_default else "UV_INDEX"
        exports.append(f"export {variable}={word(f'{name}={url}')}")
        default = "\ndefault = true" if entry.is_default else ""
        tables.append(f'[[index]]\nname = "{name}"\nurl = "{url}"{default}')
        if entry.account is not None:
            user, password = variables(name)
            shown = word(entry.username or "<user>")
            exports.append(f"export {user}={shown} {password}='<the same password>'")
    yield Remedy("give uv the index by its own variables", "\n".join(exports))
    yield Remedy("or define it for all projects", "# ~/.config/uv/uv.toml\n" + "\n\n".join(tables))


RULE = Rule(
    code="CFG105",
    name="index-of-another-client",
    severity=Severity.ERROR,
    meaning="The index stands in pip.conf, a PIP_* variable, or the sources of Poetry or PDM. uv "
    "does not read these, and finds the package nowhere.",
    why="uv reads uv.toml, the [tool.uv] table of pyproject.toml, UV_* variables and its own "
    "options. A requirements file is all it shares with pip.",
    fix="Give uv the same index: UV_DEFAULT_INDEX for index-url, UV_INDEX for extra-index-url.",
    example="aws codeartifact login --tool pip writes index-url into pip.conf, and uv goes on "
    "asking its default index.",
    references=(
        "https://github.com/astral-sh/uv/issues/1404",
        "https://github.com/astral-sh/uv/issues/6537",
    ),
    find=find,
    instead_of=("READ107",),
)
