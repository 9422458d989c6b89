"""CFG111: settings in the [pip] table, which only `uv pip` reads."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import missing
from indexdoctor.diagnose.words import count, listed
from indexdoctor.model.command import CommandKind
from indexdoctor.model.config import ConfigFile
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin

_SETTINGS = ("index-strategy",)  # of keyring-provider CRED112 speaks


def find(case: Case) -> Iterator[Finding]:
    kind = case.discovered.command.kind
    if kind.is_pip or kind is CommandKind.PUBLISH:
        return
    for config in case.discovered.config:
        places = _places(case, config)
        if places:
            yield _finding(case, config, places)


def _places(case: Case, config: ConfigFile) -> dict[str, Origin]:
    """The settings of the table that are in effect nowhere else for this command."""
    known = {row.index.url for row in case.rows(*ASKED)}
    found = {
        str(index.kind): index.origin for index in config.pip_indexes if index.url not in known
    }
    for name in _SETTINGS:
        stated = config.pip.get(name)
        setting = case.resolution.settings.get(name)
        if stated is not None and (setting is None or setting.value != stated.value):
            found[name] = stated.origin
    return found


def _finding(case: Case, config: ConfigFile, places: dict[str, Origin]) -> Finding:
    names = listed(list(places))
    shown = case.discovered.surroundings.shown(config.path)
    table = "tool.uv" if config.is_pyproject else ""
    lost = missing(case) if set(places) - set(_SETTINGS) else None
    subject = shown
    lines: tuple[Evidence, ...] = ()
    if lost is not None:
        subject, lines = lost.subject, lost.lines
    fails = f"finds no {lost.package}; it " if lost is not None else ""
    where = "top level of the file" if not table else f"[{table}] table"
    return RULE.finding(
        subject,
        f"{case.client} {fails}takes no {names} from the pip table of {shown}: "
        f"uv {case.discovered.command.kind} does not read it",
        confidence=Confidence.CERTAIN if lost is None else Confidence.LIKELY,
        why="the [tool.uv.pip] table (`[pip]` in a uv.toml) is for the commands that begin with "
        "uv pip, and for no other",
        origins=tuple(places.values()),
        evidence=(*lines, Evidence("not read", count(len(places), "setting"))),
        severity=Severity.ERROR if lost is not None else Severity.WARNING,
        remedies=(
            Remedy(
                f"move {names} to the {where}, which uv pip reads as well",
                f"# {next(iter(places.values()))}\n[{table}]" if table else None,
            ),
        ),
        decide="" if lost is None else "the same command with the setting moved",
    )


RULE = Rule(
    code="CFG111",
    name="settings-of-uv-pip",
    severity=Severity.WARNING,
    meaning="Indexes stand in the [tool.uv.pip] table, and the command is not one of uv pip.",
    why="uv lock, sync, add, run, tool and publish read [tool.uv] alone. Only uv pip reads both, "
    "and prefers the pip table.",
    fix="Move the settings one level up.",
    example="[tool.uv.pip] holds index-url: uv pip install works, uv lock finds no package.",
    references=(
        "https://github.com/astral-sh/uv/issues/6230",
        "https://github.com/astral-sh/uv/issues/5789",
    ),
    find=find,
    instead_of=("READ107",),
)
