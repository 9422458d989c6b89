"""From what is written down to what uv makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from indexdoctor.clients.uv.certificates import without_roots
from indexdoctor.clients.uv.gathering import gather, undecodable
from indexdoctor.clients.uv.hashes import unhashed
from indexdoctor.clients.uv.local_builds import local_builds
from indexdoctor.clients.uv.lock_use import lock_problems, locked_wanted, state_of
from indexdoctor.clients.uv.network import network
from indexdoctor.clients.uv.opening import open_sources
from indexdoctor.clients.uv.parts import overlapping
from indexdoctor.clients.uv.precedence import single
from indexdoctor.clients.uv.preferences import preferences
from indexdoctor.clients.uv.roots import governors as governing
from indexdoctor.clients.uv.rows import index_rows
from indexdoctor.clients.uv.searching import searched, undeclared, wanted_of
from indexdoctor.clients.uv.wanted import requirements, wanted_apart
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Setting
from indexdoctor.model.problem import RefusedError
from indexdoctor.model.resolution import Resolution

_NEW_NAMES = {"unsafe-any-match": "unsafe-first-match"}
_SETTINGS = {
    "keyring-provider": "disabled",
    "index-strategy": "first-index",
}


def _by_new_name(setting: Setting[Any]) -> Setting[Any]:
    """A setting whose value is called by another name today."""
    return replace(setting, value=_NEW_NAMES.get(setting.value, setting.value))


def resolve(
    found: Discovered,
    packages: Sequence[str] | None = None,
    limit: int | None = 25,
) -> Resolution:
    """Apply uv's precedence. `packages` picks what is asked for; at most `limit` packages."""
    locations = gather(found)
    governors = governing(locations, found.command.kind, found.surroundings.uv)
    sources = open_sources(found)
    rows = list(index_rows(found, locations, governors, sources))
    problems = [*undecodable(locations), *without_roots(found), *unhashed(found)]
    publish = None
    if found.command.kind is CommandKind.PUBLISH:
        from indexdoctor.clients.uv.publish_settings import resolve_publish

        publish, publish_problems = resolve_publish(found, locations, sources)
        problems += publish_problems
    state = state_of(found, locations)
    left_out: list[str] = []
    if state is not None and state.is_taken:
        try:
            locked = locked_wanted(found, packages, rows, governors)
        except RefusedError as refused:
            locked, problems = [], [*problems, refused.problem]
        every = locked[:limit]
        left_out = [wanted.name for wanted in locked[len(every) :]]
    else:
        problems += undeclared(found)
        if found.command.kind.is_project:
            problems += overlapping(found)
        versions = preferences(found, state)
        every = []
        for asked in requirements(found, packages):
            if limit is None or len(every) < limit:
                every.append(wanted_of(found, asked, rows, problems, versions))
            else:
                if asked.requirement.index is not None:  # the name of the index is checked anyway
                    searched(found, asked.requirement, rows, problems)
                left_out.append(asked.requirement.name or "")
    for requirement in wanted_apart(found):
        wanted = searched(found, requirement, rows, problems)
        every.append(replace(wanted, apart=True))
    problems += lock_problems(found, state)
    settings: dict[str, Setting[object]] = {
        name: _by_new_name(single(found, name, default)) for name, default in _SETTINGS.items()
    }
    builds = tuple(local_builds(found, lambda requirement: searched(found, requirement, rows, [])))
    return Resolution(
        client="uv",
        version=found.surroundings.uv.version,
        rows=tuple(rows),
        wanted=tuple(every),
        network=network(found),
        publish=publish,
        settings=settings,
        problems=tuple(problems),
        left_out=tuple(left_out),
        lock=state,
        builds=builds,
        keyrings=sources.keyrings,
    )
