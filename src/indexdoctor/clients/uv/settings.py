"""From what is written down to what uv 0.13 makes of it."""

from __future__ import annotations

from collections.abc import Sequence

from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.network import network
from indexdoctor.clients.uv.precedence import single
from indexdoctor.clients.uv.publish_settings import resolve_publish
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.clients.uv.rows import index_rows
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.clients.uv.wanted import requirements
from indexdoctor.credentials import keyring
from indexdoctor.credentials.netrc import read_netrc
from indexdoctor.credentials.store import read_store
from indexdoctor.model.config import CommandKind, Discovered, Requirement
from indexdoctor.model.origin import Setting
from indexdoctor.model.problem import Problem
from indexdoctor.model.resolution import IndexRow, Resolution, Standing, Wanted

NEWEST_KNOWN = "0.13.8"
_SETTINGS = {
    "keyring-provider": "disabled",
    "index-strategy": "first-index",
}


def resolve(
    found: Discovered,
    packages: Sequence[str] | None = None,
    limit: int = 25,
    version: str = NEWEST_KNOWN,
) -> Resolution:
    """Apply uv's precedence. `packages` picks what is asked for; at most `limit` packages."""
    locations = gather(found)
    governors = Governors.from_indexes(locations.allowed())
    sources = open_sources(found)
    rows = index_rows(found, locations, governors, sources)
    problems: list[Problem] = []
    publish = None
    if found.command.kind is CommandKind.PUBLISH:
        publish, publish_problems = resolve_publish(found, locations, sources)
        problems += publish_problems
    asked = requirements(found, packages)
    wanted = [_wanted(requirement, rows, problems) for requirement in asked[:limit]]
    settings: dict[str, Setting[object]] = {
        name: single(found, name, default) for name, default in _SETTINGS.items()
    }
    return Resolution(
        client="uv",
        version=version,
        rows=rows,
        wanted=tuple(wanted),
        network=network(found),
        publish=publish,
        settings=settings,
        problems=tuple(problems),
        left_out=tuple(r.name or r.text for r in asked[limit:]),
    )


def _wanted(requirement: Requirement, rows: Sequence[IndexRow], problems: list[Problem]) -> Wanted:
    if requirement.index is not None:
        named = [row for row in rows if row.index.name == requirement.index]
        pinned = [row for row in named if row.standing is not Standing.UNUSED]
        if not named:
            problems.append(
                Problem(
                    f"`{requirement.name}` is pinned to the index `{requirement.index}`, "
                    "which is not configured",
                    requirement.origin,
                )
            )
        return Wanted(
            requirement.name or "", requirement, tuple(pinned[:1]), pinned=requirement.origin
        )
    searched = tuple(row for row in rows if row.standing is Standing.SEARCHED)
    return Wanted(requirement.name or "", requirement, searched)


def open_sources(found: Discovered) -> Sources:
    """Read the files uv would look credentials up in."""
    return Sources(
        netrc=read_netrc(found.surroundings),
        store=read_store(found.surroundings),
        keyring_on=single(found, "keyring-provider", "disabled").value == "subprocess",
        environ=found.surroundings.environ,
        keyring_command=keyring.find_command(found.surroundings),
    )
