"""Which indexes a requirement is looked for on: its pin, or all that are searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from indexdoctor.clients.uv.bounds import bounds
from indexdoctor.clients.uv.no_sources import without_ignored
from indexdoctor.clients.uv.parts import unreached
from indexdoctor.clients.uv.pins import declared, pin_of
from indexdoctor.clients.uv.rows import row_apart
from indexdoctor.clients.uv.seeding import index_credential
from indexdoctor.clients.uv.wanted import Asked
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import IndexRow, Standing, Wanted

if TYPE_CHECKING:
    from indexdoctor.clients.uv.preferences import Preference


def undeclared(found: Discovered) -> Iterator[Problem]:
    """Pins of constraints and overrides, which uv looks at before it asks for anything."""
    for requirement in bounds(found).settings:
        pin = pin_of(found, requirement)
        if pin is not None and declared(found, requirement, pin) is None:
            text = f"`{requirement.name}` is pinned to the index `{pin}`, which the project does"
            yield Problem(f"{text} not declare", requirement.origin)


def wanted_of(
    found: Discovered,
    asked: Asked,
    rows: list[IndexRow],
    problems: list[Problem],
    versions: Mapping[str, Preference],
) -> Wanted:
    """A requirement with what is tried first; adds to `problems`, may change a row of `rows`."""
    wanted = searched(found, asked.requirement, rows, problems)
    wanted = replace(wanted, earlier=asked.earlier, part=asked.part, here=asked.here)
    dead = unreached(found, asked.requirement)
    if dead is not None:
        text = f"`{wanted.name}` is pinned to two indexes for one machine, as uv sees it: no Python"
        text += f" of the project meets the marker of `{dead.index}`"
        hint = "remove the source whose marker cannot hold"
        problems.append(Problem(text, dead.origin, hint=hint, late=True, after_files=True))
    known = versions.get(wanted.name)
    if known is None:
        return wanted
    own = {str(row.index.url) for row in wanted.indexes}
    if wanted.pinned is not None and known.index is not None and known.index not in own:
        return wanted
    return replace(wanted, preferred=known.version)


def _not_declared(
    found: Discovered,
    requirement: Requirement,
    pin: str,
    rows: list[IndexRow],
    problems: list[Problem],
) -> None:
    elsewhere = next((row.index for row in rows if row.index.name == pin), None)
    home = "the script" if found.is_script else "pyproject.toml"
    hint = f"declare it in a [[tool.uv.index]] table of {home}"
    if elsewhere is not None:
        hint += f"; the one in {elsewhere.origin} does not count for sources"
    text = (
        f"`{requirement.name}` is pinned to the index `{pin}`, which the project does not declare"
    )
    problem = Problem(text, requirement.origin, hint=hint, late=True)
    if problem not in problems:  # each part of a requirement looks at all of its pins
        problems.append(problem)


def searched(
    found: Discovered, requirement: Requirement, rows: list[IndexRow], problems: list[Problem]
) -> Wanted:
    """The rows a requirement is looked for on; adds to `problems`, may change a row of `rows`."""
    name = requirement.name or ""
    for other in without_ignored(found, requirement).pins:
        if declared(found, requirement, other.index) is None:
            _not_declared(found, requirement, other.index, rows, problems)
    pin = pin_of(found, requirement)
    if pin is None:
        every = tuple(row for row in rows if row.standing is Standing.SEARCHED)
        return Wanted(name, requirement, every)
    if requirement.url is not None:
        # The pin wins over a direct URL, of which nothing stays.
        requirement = replace(requirement, url=None, specifier="")
    index = declared(found, requirement, pin)
    if index is None:
        _not_declared(found, requirement, pin, rows, problems)
        return Wanted(name, requirement, (), pinned=requirement.origin)
    place = next((n for n, row in enumerate(rows) if _is_of(row, index)), None)
    if place is None:
        environ, uv = found.surroundings.environ, found.surroundings.uv
        row = row_apart(index, environ, uv, "a project that is named by its path pins to it")
        return Wanted(name, requirement, (row,), pinned=requirement.origin)
    row = rows[place]
    if row.index != index:  # `uv add` has written another URL
        environ = found.surroundings.environ
        row = replace(row, index=index, seeded=index_credential(index, environ))
    if row.standing is Standing.UNUSED:
        # A pin reaches an index of a pyproject.toml that is shadowed as configuration.
        row = replace(row, standing=Standing.EXPLICIT, reason="asked for packages pinned to it")
        rows[place] = row
    return Wanted(name, requirement, (row,), pinned=requirement.origin)


def _is_of(row: IndexRow, index: Index) -> bool:
    return (row.index.name, row.index.origin) == (index.name, index.origin)
