"""The table of index definitions: what becomes of each, and the policy in effect for its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexdoctor.clients.uv.asked import asked_for_index
from indexdoctor.clients.uv.indexes import DEFAULT_INDEX, IndexLocations
from indexdoctor.clients.uv.roots import Governor, Governors, root_url
from indexdoctor.clients.uv.seeding import index_credential
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.lock import LockedFile
from indexdoctor.model.origin import Origin, Setting, Shadowed
from indexdoctor.model.resolution import Fetch, IndexRow, Standing
from indexdoctor.versions import Uv


def index_rows(
    found: Discovered, locations: IndexLocations, governors: Governors, sources: Sources
) -> tuple[IndexRow, ...]:
    """One row a definition, the searched ones first, in order."""
    searched = locations.searched()
    order = {id(index): position for position, index in enumerate(searched, 1)}
    rows = [
        _row(index, locations, governors, sources, order.get(id(index)))
        for index in (*locations.indexes, *locations.flat)
    ]
    if DEFAULT_INDEX in searched:
        rows.append(_row(DEFAULT_INDEX, locations, governors, sources, order[id(DEFAULT_INDEX)]))
    rows += _unread(found, governors)
    return tuple(sorted(rows, key=lambda row: (row.order is None, row.order or 0)))


def _row(
    index: Index,
    locations: IndexLocations,
    governors: Governors,
    sources: Sources,
    order: int | None,
) -> IndexRow:
    standing, reason, winner = _standing(index, locations, order)
    policy = governing(index, governors)
    return IndexRow(
        index=index,
        standing=standing,
        order=order if standing is Standing.SEARCHED else None,
        root=root_url(index.url, sources.uv) or index.url,
        policy=policy,
        reason=reason,
        by=winner,
        seeded=index_credential(index, sources.environ),
        asked=() if index.url.is_local else asked_for_index(index, policy.value, sources),
    )


def governing(index: Index, governors: Governors) -> Setting[Policy]:
    """The policy for the pages of an index, which another definition's root may decide."""
    matches = governors.all_for(index.url.child("package"))
    if not matches:
        return Setting(Policy.AUTO, index.field_origin("authenticate"))
    return _decided(index, matches)


def fetch_of(file: LockedFile, origin: Origin, governors: Governors) -> Fetch | None:
    """The request for a file of a lock; None for a local one. `origin` is the lock."""
    if file.address is None:
        return None
    matches = governors.all_for(file.address.url)
    first = matches[0] if matches else None
    policy = Setting(Policy.AUTO, Origin.default("no index covers this URL"))
    if first is not None and first.index is not None:
        policy = _decided(first.index, matches)
    return Fetch(
        filename=file.filename,
        address=file.address,
        origin=replace(origin, line=file.line or origin.line),
        policy=policy,
        index=None if first is None or first.index is None else first.index.label,
        root=None if first is None else first.root,
    )


def _decided(index: Index, matches: Sequence[Governor]) -> Setting[Policy]:
    first, *rest = matches
    by = first.index or index
    shadowed = tuple(
        Shadowed(
            other.policy,
            other.index.field_origin("authenticate"),
            f"the root {first.root} of {by.label} matches first",
        )
        for other in rest
        if other.index is not None and other.policy is not first.policy
    )
    return Setting(first.policy, by.field_origin("authenticate"), shadowed)


def _standing(
    index: Index, locations: IndexLocations, order: int | None
) -> tuple[Standing, str, Index | None]:
    if index in locations.flat:
        return Standing.FLAT, "its files are added to those of the indexes", None
    if locations.no_index:
        return Standing.UNUSED, "--no-index switches all indexes off", None
    for other in locations.indexes:
        if other is index:
            break
        if other.name is not None and other.name == index.name:
            reason = f"the name `{index.name}` is taken by {other.origin}, which comes first"
            return Standing.OVERRIDDEN, reason, other
    if index.explicit:
        return Standing.EXPLICIT, "asked only for packages pinned to it", None
    if index.default:
        default = locations.default()
        if default is not None and default is not index:
            reason = f"the default index is already given by {default.origin}, which comes first"
            return Standing.OVERRIDDEN, reason, default
    if order is not None:
        return Standing.SEARCHED, "", None
    for other in locations.searched():
        if other.address == index.address:
            return Standing.DUPLICATE, f"the same URL is searched already ({other.origin})", other
    return Standing.UNUSED, "not part of the search", None


def row_apart(index: Index, environ: Mapping[str, str], uv: Uv, reason: str) -> IndexRow:
    """The row of an index that another project declares: it governs no URL."""
    return IndexRow(
        index,
        Standing.EXPLICIT,
        None,
        root_url(index.url, uv) or index.url,
        Setting(Policy.AUTO, index.origin),
        reason=reason,
        seeded=index_credential(index, environ),
    )


def _unread(found: Discovered, governors: Governors) -> list[IndexRow]:
    """Definitions in files and options this command does not use."""
    ignored = [
        (option.index, option.ignored)
        for option in found.requirements.index_options
        if option.ignored is not None
    ]
    for file in found.unread:
        if file.content is not None:
            ignored += [(index, file.reason) for index in file.content.indexes]
    if found.command.kind is not CommandKind.PUBLISH and not found.command.kind.is_pip:
        for config in found.config:
            reason = "the [pip] table counts for `uv pip` commands only"
            ignored += [(index, reason) for index in config.pip_indexes]
    return [
        IndexRow(
            index=index,
            standing=Standing.UNUSED,
            order=None,
            root=root_url(index.url, found.surroundings.uv) or index.url,
            policy=governing(index, governors),
            reason=reason,
        )
        for index, reason in ignored
    ]
