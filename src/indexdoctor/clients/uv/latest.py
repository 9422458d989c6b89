"""The look-up in front of `uvx x@latest` and `uv tool install x@latest`.

A client of its own asks the indexes for the newest version, which then is the only one that may be
chosen (crates/uv/src/commands/pip/latest.rs). Nothing of what it was refused is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexdoctor.clients.uv.pages import PageReader, Pages, place_of
from indexdoctor.clients.uv.search import Search
from indexdoctor.discover.tools import newest_wanted
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Flow
from indexdoctor.model.index import Index
from indexdoctor.model.resolution import Wanted
from indexdoctor.versions.search import STALE_AT_ONCE
from indexdoctor.versions.tools import LATEST_LOOKED_UP, LATEST_OF_FIND_LINKS


def looked_up(found: Discovered, wanted: Sequence[Wanted]) -> int | None:
    """The place of the package whose newest version is looked up; None when there is none."""
    name = newest_wanted(found.command) if LATEST_LOOKED_UP in found.surroundings.uv else None
    return next((place for place, one in enumerate(wanted) if one.name == name), None)


def newest(search: Search, wanted: Wanted, flat: Iterable[Index]) -> Flow[Wanted]:
    """`wanted` with the newest version that the indexes and `flat` have as its only one.

    Unchanged when no version is found. Raises what the search raises.
    """
    from indexdoctor.clients.uv.select import ranked

    pages: Pages = yield from search.pages.of(wanted)
    files = [file for _, some in pages for file in some]
    if LATEST_OF_FIND_LINKS in search.uv:
        for index in flat:
            linked = yield from search.pages.flat_page(index)
            search.pages.flat_files.append((index, linked))
            files += linked
    target = replace(search.target, universal=True)
    versions = [candidate.version for candidate in ranked(files, wanted.name, "", target)]
    if not versions:
        return wanted
    requirement = replace(wanted.requirement, specifier=f"=={versions[0]}")
    return replace(wanted, requirement=requirement)


def keep_pages(
    before: PageReader, after: PageReader, wanted: Wanted, *, known: bool = False
) -> None:
    """Hand on the package's pages that a cache may answer with the second time.

    `known`: the second search knows what the first has read.
    """
    again = before.read_again if STALE_AT_ONCE in before.uv and not known else ()
    for number, row in enumerate(wanted.indexes):
        key = place_of(wanted, number)
        page = before.looked.done.get(key)
        if page is not None and not isinstance(page, Exception) and row.index.label not in again:
            after.looked.done[key] = page


def keep_flat(before: PageReader, after: PageReader) -> None:
    """The same for find-links pages."""
    again = before.read_again if STALE_AT_ONCE in before.uv else set()
    after.read_again |= before.read_again
    after.flat_files += [(i, files) for i, files in before.flat_files if i.label not in again]
