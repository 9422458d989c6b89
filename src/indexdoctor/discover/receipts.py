"""What uv noted of an installed tool: `uv-receipt.toml` (crates/uv-tool, crates/uv-settings).

`uv tool upgrade` takes its requirements from there, and the indexes the tool was installed with:
those that were typed then, and those that stood in files. uv wrote them down with their passwords
until 0.7.8, with `****` as the password from 0.7.9 to 0.8.2, and without user information since
(seen in what each release writes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from indexdoctor.discover import schema
from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.index_tables import read_indexes
from indexdoctor.discover.paths import real, tool_directories
from indexdoctor.discover.requirements import normalise_name, parse_requirement
from indexdoctor.discover.table_reader import TableReader
from indexdoctor.discover.tools import newest_wanted, tool_requirements
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.config import ConfigFile, ConfigScope
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

_DIST_INFO = ".dist-info"


@record
class Receipt:
    """An installed tool: what it was asked to be, its settings, and the versions it has now."""

    path: Path
    config: ConfigFile
    requirements: tuple[Requirement, ...] = ()
    constraints: tuple[Requirement, ...] = ()
    installed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def find_receipt(name: str, surroundings: Surroundings) -> Receipt | Problem | None:
    """The receipt of a tool; None when it is not installed, a Problem when it cannot be read."""
    folders = [real(path, surroundings) for path in tool_directories(surroundings)]
    tools = next((one for one in folders if one.parent.is_dir()), folders[-1])
    folder = tools / normalise_name(name)
    document = read_document(folder / "uv-receipt.toml", surroundings)
    if not isinstance(document, Document):
        return document
    tool = document.table.get("tool")
    tool = tool if isinstance(tool, dict) else {}
    options = tool.get("options", {})
    reader = TableReader(document, ("tool", "options"), fatal=True)
    options = options if isinstance(options, dict) else {}
    values = reader.values(options, schema.taken(schema.TOP, schema.SINCE, document.uv))
    config = ConfigFile(
        document.path,
        ConfigScope.RECEIPT,
        is_pyproject=False,
        values={key: value for key, value in values.items() if key in schema.KEPT},
        indexes=tuple(read_indexes(reader, options, ())),
    )
    problems = list(reader.problems)
    lists = [
        tuple(_requirements(document, tool, key, surroundings, problems))
        for key in ("requirements", "constraints")
    ]
    return Receipt(
        document.path, config, lists[0], lists[1], dict(_installed(folder)), tuple(problems)
    )


def of_upgrade(command: Command, surroundings: Surroundings) -> Receipt | Problem | None:
    """The receipt that `uv tool upgrade` works with; None for other commands."""
    if command.kind is not CommandKind.TOOL_UPGRADE or not command.arguments:
        return None
    typed = command.arguments[0]
    wanted = parse_requirement(typed.value, typed.origin, surroundings)
    if isinstance(wanted, Problem) or wanted.name is None:
        return wanted if isinstance(wanted, Problem) else None
    receipt = find_receipt(wanted.name, surroundings)
    if receipt is None:
        hint = f"uv tool install {wanted.name}"
        return Problem(f"`{wanted.name}` is not installed as a tool", typed.origin, hint=hint)
    return receipt


def already_installed(command: Command, surroundings: Surroundings) -> Iterator[Problem]:
    """What is to be said when the tool is there already: uv may ask no index at all."""
    options, kind = command.options, command.kind
    if kind not in (CommandKind.TOOL_RUN, CommandKind.TOOL_INSTALL):
        return
    if options.flag("isolated") or options.flag("force") or newest_wanted(command) is not None:
        return
    for typed in list(tool_requirements(command))[:1]:
        wanted = parse_requirement(typed.value, typed.origin, surroundings)
        receipt = None
        if not isinstance(wanted, Problem) and wanted.name is not None:
            receipt = find_receipt(wanted.name, surroundings)
        if isinstance(receipt, Receipt):
            shown = surroundings.shown(receipt.path)
            text = f"the tool is installed ({shown}): while it fits, uv takes it and asks no index"
            yield Problem(
                text, Origin.file(shown), fatal=False, hint="what is said here holds without it"
            )


def _requirements(
    document: Document,
    tool: Mapping[str, Any],
    key: str,
    surroundings: Surroundings,
    problems: list[Problem],
) -> Iterator[Requirement]:
    entries = tool.get(key, [])
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        text = entry
        if isinstance(entry, dict):
            extras = ",".join(map(str, entry.get("extras", ())))
            text = f"{entry.get('name', '')}[{extras}]" if extras else str(entry.get("name", ""))
            text += f" @ {entry['url']}" if "url" in entry else str(entry.get("specifier", ""))
            text += f" ; {entry['marker']}" if "marker" in entry else ""
        found = parse_requirement(str(text), document.origin(("tool", key, number)), surroundings)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            yield found


def _installed(folder: Path) -> Iterator[tuple[str, str]]:
    """The packages in a tool's environment and their versions."""
    for pattern in ("lib/python*/site-packages", "Lib/site-packages"):
        for packages in folder.glob(pattern):
            for entry in packages.glob(f"*{_DIST_INFO}"):
                name, _, version = entry.name.removesuffix(_DIST_INFO).rpartition("-")
                yield normalise_name(name), version
