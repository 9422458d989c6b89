"""The find-links pages, which uv reads before it asks any index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.endings import SearchError, failed
from indexdoctor.clients.uv.failures import Conclusions, Failures
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.search import Search
from indexdoctor.model.exchange import Flow, Role
from indexdoctor.model.index import Index
from indexdoctor.versions.search import STALE_AT_ONCE


def remote_links(locations: IndexLocations) -> list[Index]:
    """The find-links pages to request; one that a project and a source both give counts once."""
    once = {index.address: index for index in reversed(locations.flat)}
    return [index for index in reversed(once.values()) if not index.url.is_local]


def read_links(
    search: Search, flat: Sequence[Index], failures: Failures
) -> Iterator[Sequence[Flow[Conclusions]]]:
    """The find-links pages, but for those that a cache has."""
    read = [index for index, _ in search.pages.flat_files]
    unread = [index for index in flat if index not in read]
    if unread:
        yield [_read(search, index, failures) for index in unread]


def read_links_again(
    search: Search, flat: Sequence[Index], failures: Failures
) -> Iterator[Sequence[Flow[Conclusions]]]:
    """The find-links pages once more, but for those that a cache may keep."""
    again = [index for index in flat if index.label in search.pages.read_again]
    if again and not failures.failed and STALE_AT_ONCE in search.uv:
        yield [_read(search, index, failures, keep=False) for index in again]


def _read(
    search: Search, index: Index, failures: Failures, *, keep: bool = True
) -> Flow[Conclusions]:
    try:
        files = yield from search.pages.flat_page(index)
    except (SearchError, MiddlewareError) as error:
        failures.failed = True
        return (failed(index.label, error, Role.FLAT),)
    if keep:
        search.pages.flat_files.append((index, files))
    return ()
