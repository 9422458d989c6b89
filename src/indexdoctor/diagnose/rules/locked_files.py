"""Files that a lock names and that no index definition covers."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case, Chain, is_complete
from indexdoctor.model.exchange import Role
from indexdoctor.model.lock import LockSource
from indexdoctor.model.resolution import IndexRow, Wanted


def unserved_files(case: Case) -> Iterator[tuple[Wanted, Chain]]:
    """The refused files of a lock on a server without an index, that no credentials went to.

    Of files beside the root of an index, on its own server, POL101 speaks.
    """
    realms = {row.index.url.realm for row in case.rows(*ASKED)}
    wanted = {w.name: w for w in case.resolution.wanted if w.fetch is not None}
    for chain in case.chains:
        request = chain.first.request
        one = wanted.get(request.package or "")
        if one is None or one.fetch is None or one.fetch.index is not None:
            continue
        if request.url.realm in realms:
            continue
        if (
            request.role in (Role.FILE, Role.METADATA)
            and chain.refused
            and not is_complete(chain.credential)
        ):
            yield one, chain


def files_beside(case: Case) -> Iterator[tuple[IndexRow, Chain]]:
    """The refused files of a lock on the server of an index that does not cover them."""
    for chain in case.chains:
        request = chain.first.request
        if request.role not in (Role.FILE, Role.METADATA) or not chain.refused:
            continue
        if case.row(request.asked_for) is not None or is_complete(chain.credential):
            continue
        rows = (row for row in case.rows(*ASKED) if row.index.url.realm == request.url.realm)
        row = next(rows, None)
        if row is not None:
            yield row, chain


def registries(case: Case) -> tuple[str, ...]:
    """The index URLs a lock names, of which no definition is in effect, in the lock's order."""
    found = case.discovered
    urls: list[str] = []
    if found.requirements.pylock is not None:
        urls = [one.index for one in found.requirements.pylock.packages if one.index is not None]
    elif found.workspace is not None and found.workspace.lock is not None:
        locked = found.workspace.lock.packages
        urls = [one.location for one in locked if one.source is LockSource.REGISTRY]
    known = {str(row.index.url).rstrip("/") for row in case.rows(*ASKED)}
    return tuple(url for url in dict.fromkeys(urls) if url.rstrip("/") not in known)
