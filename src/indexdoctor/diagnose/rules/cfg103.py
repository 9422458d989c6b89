"""CFG103: a configuration file with index settings that the command does not read."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missing import Missing, missing
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.words import count, listed, variables
from indexdoctor.model.config import ConfigFile, ConfigScope, UnreadFile
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin

_SETTINGS = (
    *("keyring-provider", "publish-url", "check-url", "index-strategy", "trusted-publishing"),
    *("native-tls", "system-certs"),
)


def find(case: Case) -> Iterator[Finding]:
    chosen = any(
        options.last(name) is not None
        for options in (case.discovered.command.options, case.discovered.environment)
        for name in ("no-config", "config-file")
    )
    package = missing(case)
    for unread in case.discovered.unread:
        if unread.content is None:
            continue
        held = _held(case, unread.content)
        if held:
            yield _finding(case, unread, unread.content, held, package, chosen)


def _finding(
    case: Case,
    unread: UnreadFile,
    content: ConfigFile,
    held: str,
    package: Missing | None,
    chosen: bool,
) -> Finding:
    shown = case.discovered.surroundings.shown(unread.path)
    indexes = (*content.indexes, *content.pip_indexes)
    subject = indexes[0].label if indexes else shown
    severity = Severity.NOTE if chosen else None
    cause = f"{case.client} does not read {shown}, which holds {held}"
    lines: list[Evidence] = []
    lost = [index for index in indexes if not _is_known(case, index)]
    if package is not None and lost:
        # The package may well be where uv was not told to look.
        severity = Severity.ERROR
        cause = (
            f"{case.client} finds no {package.package}: it {cause.removeprefix(case.client)[1:]}"
        )
        subject = package.subject
        lines += [*package.lines, Evidence("not asked", listed([index.label for index in lost]))]
    return RULE.finding(
        subject,
        cause,
        confidence=Confidence.CERTAIN if package is None else Confidence.LIKELY,
        why=unread.reason,
        origins=(indexes[0].origin if indexes else Origin.file(shown),),
        evidence=(*lines, *_variables(case, lost)),
        severity=severity,
        remedies=tuple(_remedies(case, content, lost)),
        decide="" if package is None else "the same command with --index and that URL",
    )


def _is_known(case: Case, index: Index) -> bool:
    """Whether a definition in effect has the same URL."""
    return any(row.index.url == index.url for row in case.rows(*ASKED))


def _variables(case: Case, lost: list[Index]) -> Iterator[Evidence]:
    """The variables that are set for an index whose definition is not read."""
    for index in lost:
        names = () if index.name is None else variables(index.name)
        present = [name for name in names if name in case.discovered.surroundings.environ]
        if present:
            yield Evidence("without effect", f"{listed(present)}: {index.name} is not defined")


def _remedies(case: Case, content: ConfigFile, lost: list[Index]) -> Iterator[Remedy]:
    command = case.discovered.command
    named = [index for index in lost if index.kind is IndexKind.INDEX]
    if command.kind.is_tool and named:
        pairs = [f"{index.name}={index.url}" if index.name else str(index.url) for index in named]
        yield Remedy(
            "give the index to the command",
            "\n".join(f"--index {word(pair)}" for pair in pairs),
        )
        yield Remedy(
            "or define it for all commands of yours",
            "# ~/.config/uv/uv.toml\n" + "\n\n".join(_table(index) for index in named),
        )
        return
    read = [file for file in case.discovered.config if file.scope is ConfigScope.PROJECT]
    if not read:
        yield Remedy("move these settings to a file that is read")
        return
    target = case.discovered.surroundings.shown(read[0].path)
    table = "tool.uv.index" if read[0].is_pyproject else "index"
    patch = "\n\n".join(_table(index, table) for index in named)
    yield Remedy(
        f"move these settings to {target}, which is read", f"# {target}\n{patch}" if patch else None
    )


def _table(index: Index, table: str = "index") -> str:
    lines = [f"[[{table}]]"]
    lines += [f'name = "{index.name}"'] if index.name else []
    lines.append(f'url = "{index.url}"')
    lines += ["default = true"] if index.default else []
    lines += ["explicit = true"] if index.explicit else []
    lines += [f'authenticate = "{index.authenticate}"'] if "authenticate" in index.origins else []
    return "\n".join(lines)


def _held(case: Case, content: ConfigFile) -> str:
    """What the file holds that is in effect nowhere else, in words; empty for nothing."""
    indexes = [i for i in (*content.indexes, *content.pip_indexes) if not _stands(case, i)]
    parts = [count(len(indexes), "index definition")] if indexes else []
    parts += [name for name in _SETTINGS if name in content.values or name in content.pip]
    return ", ".join(parts)


def _stands(case: Case, index: Index) -> bool:
    """Whether a definition in effect says the same of the same URL."""
    return any(
        row.index.url == index.url and row.index.authenticate is index.authenticate
        for row in case.rows(*ASKED)
    )


RULE = Rule(
    code="CFG103",
    name="settings-not-read",
    severity=Severity.WARNING,
    meaning="A configuration file holds index or publish settings, but this command does not read "
    "it.",
    why="uv reads one project configuration only: a uv.toml hides the [tool.uv] table of the "
    "pyproject.toml beside it as a whole (the pins of [tool.uv.sources] still count), a mistake "
    "in a [tool.uv] table makes all of it vanish, and a workspace takes its settings from the "
    "root. uv tool and uvx read no project at all: a tool is the user's, not the project's.",
    fix="Move the settings to a file that is read; for uvx and uv tool to the user's uv.toml.",
    example="pyproject.toml holds [[tool.uv.index]], and a uv.toml beside it holds one unrelated "
    "line: the index is unknown to uv.",
    references=(
        "https://github.com/astral-sh/uv/issues/8164",
        "https://github.com/astral-sh/uv/issues/9554",
        "https://github.com/pantsbuild/pants/issues/23454",
    ),
    find=find,
    instead_of=("READ107",),
)
