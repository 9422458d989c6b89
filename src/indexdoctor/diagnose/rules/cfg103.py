"""CFG103: a configuration file with index settings that the command does not read."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import count
from indexdoctor.model.config import ConfigFile
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin

_SETTINGS = (
    *("keyring-provider", "publish-url", "check-url", "index-strategy"),
    *("native-tls", "system-certs"),
)


def find(case: Case) -> Iterator[Finding]:
    surroundings = case.discovered.surroundings
    chosen = any(
        options.last(name) is not None
        for options in (case.discovered.command.options, case.discovered.environment)
        for name in ("no-config", "config-file")
    )
    for unread in case.discovered.unread:
        if unread.content is None:
            continue
        held = _held(unread.content)
        if not held:
            continue
        shown = surroundings.shown(unread.path)
        indexes = (*unread.content.indexes, *unread.content.pip_indexes)
        origin = indexes[0].origin if indexes else Origin.file(shown)
        yield RULE.finding(
            indexes[0].label if indexes else shown,
            f"{case.client} does not read {shown}, which holds {held}",
            confidence=Confidence.CERTAIN,
            why=unread.reason,
            origins=(origin,),
            severity=Severity.NOTE if chosen else None,
            remedies=(Remedy("move these settings to a file that is read"),),
        )


def _held(content: ConfigFile) -> str:
    indexes = len(content.indexes) + len(content.pip_indexes)
    parts = [count(indexes, "index definition")] if indexes else []
    parts += [name for name in _SETTINGS if name in content.values]
    return ", ".join(parts)


RULE = Rule(
    code="CFG103",
    name="settings-not-read",
    severity=Severity.WARNING,
    meaning="A configuration file holds index or publish settings, but this command does not read "
    "it.",
    why="uv reads one project configuration only: a uv.toml hides the [tool.uv] table of the "
    "pyproject.toml beside it as a whole, and a workspace takes its settings from the root.",
    fix="Move the settings to the file that is read.",
    example="pyproject.toml holds [[tool.uv.index]], and a uv.toml beside it holds one unrelated "
    "line: the index is unknown to uv.",
    references=("https://github.com/astral-sh/uv/issues/6230",),
    find=find,
)
