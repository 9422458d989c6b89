"""CRED112: a password is missed while the keyring is switched off."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import Need, get, installed, needs, setting
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.rules.shared import sources_without
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.keyrings import KeyringCommand
from indexdoctor.model.origin import Origin, OriginKind

_OPTION = "keyring-provider"
_PIPS = "PIP_KEYRING_PROVIDER"


def find(case: Case) -> Iterator[Finding]:
    if case.keyring_on:
        return
    unread = tuple(_unread(case))
    keyrings = case.resolution.keyrings
    command = keyrings.run or next(iter(keyrings.elsewhere), None)
    for need in needs(case):
        if unread or (need.username is not None and (command or _is_of_plugin(case, need))):
            yield _finding(case, need, unread, command)


def _is_of_plugin(case: Case, need: Need) -> bool:
    """Whether the user name is the one for which a plug-in of keyring makes the passwords."""
    found = server_at(case, need.url)
    if found is None or not found.is_sure or not found.provider.plugin:
        return False
    return need.username == found.provider.users.instead


def _unread(case: Case) -> Iterator[tuple[Origin, str]]:
    """Where the keyring is switched on for something else, and what that is."""
    found = case.discovered
    kind = found.command.kind
    if not kind.is_pip:
        for config in found.config:
            stated = config.pip.get(_OPTION)
            if stated is not None and stated.value == "subprocess":
                yield stated.origin, f"the [pip] table counts for `uv pip` alone, not for uv {kind}"
    for file in found.unread:
        for values in () if file.content is None else (file.content.values, file.content.pip):
            stated = values.get(_OPTION)
            if stated is not None and stated.value == "subprocess":
                yield stated.origin, file.reason
    if found.surroundings.environ.get(_PIPS) in ("subprocess", "import", "auto"):
        yield Origin.env(_PIPS), "it counts for pip alone"


def _finding(
    case: Case,
    need: Need,
    unread: tuple[tuple[Origin, str], ...],
    command: KeyringCommand | None,
) -> Finding:
    who = "a password" if need.username is None else f"the password of {need.username}"
    lines = list(need.evidence)
    if need.row is not None:
        lines += sources_without(need.row.asked)
    lines += [Evidence("not counted", f"{origin}: {reason}") for origin, reason in unread]
    if command is not None:
        lines.append(Evidence("keyring", f"{command.shown} is there, and was not asked"))
    else:
        lines.append(Evidence("keyring", "there is no `keyring` command on PATH either"))
    where = "" if not unread else f"; {unread[0][0]} does not count here: {unread[0][1]}"
    name = get(need.service, need.username)
    return RULE.finding(
        need.label,
        f"{case.client} misses {who} for {need.label} and does not ask the keyring: "
        f"{_OPTION} is disabled{where}",
        confidence=Confidence.LIKELY,
        why="uv asks the keyring command only when it is told to, unlike pip, which does so by "
        "itself where it can",
        origins=(*(origin for origin, _ in unread), need.origin, *setting(case)),
        evidence=tuple(lines),
        remedies=tuple(_remedies(case, need, unread, command)),
        decide=f"{name}: whether it prints the password",
        severity=need.severity,
    )


def _remedies(
    case: Case,
    need: Need,
    unread: tuple[tuple[Origin, str], ...],
    command: KeyringCommand | None,
) -> Iterator[Remedy]:
    if command is None:
        yield installed(case, server_at(case, need.url))
    for origin, _ in unread:
        if origin.kind is OriginKind.FILE and "pip" in (origin.key or ""):
            table = "[tool.uv]\n" if origin.name.endswith("pyproject.toml") else ""
            yield Remedy(
                "move the setting out of the pip table",
                f'# {origin}\n{table}{_OPTION} = "subprocess"',
            )
            break
    else:
        yield Remedy("switch the keyring on", "export UV_KEYRING_PROVIDER=subprocess")
    if need.username is None:
        yield Remedy(
            "and put the user name into the index URL: without one the keyring is not asked",
            f"{need.url.scheme}://<user>@{need.url.netloc}{need.url.path}",
        )


RULE = Rule(
    code="CRED112",
    name="keyring-off",
    severity=Severity.ERROR,
    meaning="A user name is known and its password is missed, and the keyring command is not asked "
    "for it: keyring-provider is disabled.",
    why="uv asks no keyring by itself. It does so with keyring-provider = subprocess at the top of "
    "[tool.uv] or uv.toml, with UV_KEYRING_PROVIDER or with --keyring-provider. The same key under "
    "[tool.uv.pip] counts for `uv pip` alone, PIP_KEYRING_PROVIDER for pip. The keyring is not "
    "asked here either, so whether it has the password is not known.",
    fix="Switch it on where this command reads it.",
    example="keyring set host alice was run, the index URL is https://alice@host/simple, and "
    "nothing sets keyring-provider.",
    references=(
        "https://github.com/astral-sh/uv/issues/11842",
        "https://github.com/astral-sh/uv/issues/6230",
    ),
    find=find,
    instead_of=("READ103", "POL102", "POL103"),
)
