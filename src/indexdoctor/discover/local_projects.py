"""Projects of the user's own that are given to `uv pip` by their path: `.`, `-e ./app[extra]`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote as percent_decode

from indexdoctor.discover.config import config_of
from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.project import read_project
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.config import ConfigScope
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.surroundings import Surroundings

_EXTRAS = re.compile(r"\[([^\[\]]*)\]$")


def local_projects(
    requirements: Iterable[Requirement], surroundings: Surroundings
) -> Iterator[tuple[ProjectTable, tuple[Index, ...]]]:
    """The projects among requirements, each with its named indexes.

    `requirements` of a table are those with the extras that are asked for. A path without a
    pyproject.toml that can be read is no project.
    """
    for requirement in requirements:
        path = _path(requirement)
        if path is not None and "\0" not in path:
            named = _EXTRAS.search(path)
            folder = path[: named.start()] if named else path
            extras = {*requirement.extras, *(named[1].split(",") if named else ())}
            yield from _read(folder, extras, surroundings)


def _path(requirement: Requirement) -> str | None:
    if requirement.url is not None and requirement.url.url.scheme == "file":
        return percent_decode(requirement.url.url.path)
    return requirement.path


def _read(
    folder: str, extras: Iterable[str], surroundings: Surroundings
) -> Iterator[tuple[ProjectTable, tuple[Index, ...]]]:
    path = Path(os.path.normpath(surroundings.cwd / Path(folder).expanduser())) / "pyproject.toml"
    document = read_document(path, surroundings) if path.is_file() else None
    if not isinstance(document, Document):
        return
    config, _ = config_of(document, ConfigScope.PROJECT, is_pyproject=True)
    table, _ = read_project(document, surroundings, config.sources if config else ())
    if table.name is not None:
        chosen = tuple(_chosen(table, {normalise_name(extra) for extra in extras}))
        indexes = tuple(config.of_kind(IndexKind.INDEX)) if config else ()
        yield replace(table, requirements=chosen), indexes


def _chosen(table: ProjectTable, extras: set[str]) -> list[Requirement]:
    """What the project requires; by naming itself it can ask for more of its extras."""
    own = normalise_name(table.name or "")
    lists = {normalise_name(extra): members for extra, members in table.optional.items()}
    chosen = list(table.requirements)
    waiting, known = sorted(extras), set(extras)
    while waiting:
        members = lists.get(waiting.pop(), ())
        chosen += members
        more = {
            normalise_name(e) for member in members if member.name == own for e in member.extras
        }
        waiting += sorted(more - known)
        known |= more
    return [requirement for requirement in chosen if requirement.name != own]
