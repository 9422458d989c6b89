"""The workflows of GitHub Actions beside a project, read for what decides on trusted publishing.

Of YAML only what such files are written in is understood: nested keys, lists of mappings, blocks of
text, and values on one line. What is written otherwise is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from indexdoctor.discover.files import read_text
from indexdoctor.model.origin import Origin
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.workflow import Job, Permissions, Workflow
from indexdoctor.records import record

MAX_FILES = 100
MAX_SIZE = 1024 * 1024  # bytes of one file
_KEY = re.compile(
    r"""(?P<dash>(?:-\s+)*)(?P<key>"[^"]*"|'[^']*'|[\w.-]+)\s*:(?:\s+(?P<rest>.*))?"""
)
_BLOCK = re.compile(r"[|>][+-]?[0-9]?[+-]?")
_PUBLISH = re.compile(r"\buv\s+publish\b")


def read_workflows(surroundings: Surroundings) -> tuple[Workflow, ...]:
    """The workflows of the repository that holds the working directory, sorted by file name."""
    folder = _folder(surroundings.cwd)
    workflows = []
    for path in () if folder is None else _files(folder):
        text = read_text(path, MAX_SIZE)
        if isinstance(text, str):
            workflows.append(read_workflow(text, path, surroundings))
    return tuple(workflows)


def _folder(cwd: Path) -> Path | None:
    """The nearest folder of workflows above the working directory, within its repository."""
    for place in (cwd, *cwd.parents):
        folder = place / ".github" / "workflows"
        if folder.is_dir():
            return folder
        if (place / ".git").exists():
            return None
    return None


def _files(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yml", ".yaml"))
    except OSError:
        return []
    return paths[:MAX_FILES]


@record
class _Entry:
    """A key with its path from the top (`-` stands for an item of a list) and its text."""

    path: tuple[str, ...]
    text: str
    line: int


def read_workflow(text: str, path: Path, surroundings: Surroundings) -> Workflow:
    """One workflow from the text of its file."""
    shown = surroundings.shown(path)
    entries = tuple(_entries(text))
    reusable = next((e.line for e in entries if _is_called(e)), None)
    names = dict.fromkeys(e.path[1] for e in entries if e.path[0] == "jobs" and len(e.path) > 1)
    return Workflow(
        name=path.name,
        origin=Origin.file(shown, 1),
        permissions=_permissions(entries, ("permissions",), shown),
        reusable=None if reusable is None else Origin.file(shown, reusable),
        jobs=tuple(_job(entries, name, shown) for name in names),
    )


def _is_called(entry: _Entry) -> bool:
    """Whether it lets other workflows call this one (`on` may be written with quotes)."""
    if entry.path == ("on",):
        return re.search(r"\bworkflow_call\b", entry.text) is not None
    return entry.path == ("on", "workflow_call")


def _job(entries: tuple[_Entry, ...], name: str, shown: str) -> Job:
    mine = [e for e in entries if e.path[:2] == ("jobs", name)]
    runs = (e for e in mine if e.path[2:3] == ("steps",) and e.path[-1] == "run")
    publishes = next((_line_of(e) for e in runs if _PUBLISH.search(e.text)), None)
    environment = next(
        (
            e.text
            for e in mine
            if e.path[2:] in (("environment",), ("environment", "name")) and e.text
        ),
        None,
    )
    return Job(
        name=name,
        origin=Origin.file(shown, mine[0].line),
        permissions=_permissions(tuple(mine), ("jobs", name, "permissions"), shown),
        publishes=None if publishes is None else Origin.file(shown, publishes),
        environment=environment,
    )


def _line_of(entry: _Entry) -> int:
    """The line of `uv publish` within a step; the text of a block begins on the line after."""
    match = _PUBLISH.search(entry.text)
    return entry.line + entry.text.count("\n", 0, 0 if match is None else match.start())


def _permissions(
    entries: tuple[_Entry, ...], path: tuple[str, ...], shown: str
) -> Permissions | None:
    head = next((e for e in entries if e.path == path), None)
    if head is None:
        return None
    inner = next((e for e in entries if e.path == (*path, "id-token")), None)
    flow = re.search(r"[\"']?id-token[\"']?\s*:\s*[\"']?write\b", head.text) is not None
    given = head.text == "write-all" or flow or (inner is not None and inner.text == "write")
    return Permissions(given, Origin.file(shown, head.line))


def _entries(text: str) -> Iterator[_Entry]:
    """All keys with their values, in order; a block of text keeps its line breaks."""
    lines = text.splitlines()
    levels: list[tuple[int, tuple[str, ...]]] = []
    at = 0
    while at < len(lines):
        number, line = at + 1, lines[at]
        at += 1
        bare = line.strip()
        match = _KEY.fullmatch(bare)
        if not bare or bare.startswith("#") or match is None:
            continue
        depth = len(line) - len(line.lstrip(" "))
        while levels and levels[-1][0] >= depth:
            levels.pop()
        path = levels[-1][1] if levels else ()
        if match["dash"]:
            levels.append((depth, (*path, "-")))
            depth, path = depth + len(match["dash"]), (*path, "-")
        path = (*path, match["key"].strip("\"'"))
        levels.append((depth, path))
        value = _uncommented(match["rest"] or "")
        if _BLOCK.fullmatch(value):
            block: list[str] = []
            while at < len(lines) and (not lines[at].strip() or _depth(lines[at]) > depth):
                block.append(lines[at].strip())
                at += 1
            value = "\n".join(("", *block))
        yield _Entry(path, value, number)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _uncommented(text: str) -> str:
    """A value without a comment behind it and without quotes around it."""
    value = re.sub(r"(^|\s+)#.*$", "", text).strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value
