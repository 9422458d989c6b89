"""How uv reads the pages of indexes: index after index, or all at the same time."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.disk_cache import DiskCache, may_be_kept
from indexdoctor.clients.uv.endings import SearchError, check, failed
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.local_index import holds_page
from indexdoctor.clients.uv.once import Once
from indexdoctor.clients.uv.simple import ACCEPT, File, PageError, parse_html, parse_page
from indexdoctor.credentials import url as url_credentials
from indexdoctor.model.exchange import Flow, Request, Role
from indexdoctor.model.index import Index, IndexFormat
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Wanted
from indexdoctor.model.url import Url
from indexdoctor.versions import Uv
from indexdoctor.versions.search import NOT_FOUND_AFTER_RETRY, REFUSAL_ENDS_SEARCH

# Statuses ignored with the unsafe index strategies (status_code_strategy.rs).
_UNSAFE_IGNORED = frozenset({401, 403, 407, 511})


# The name of a package, the part of its requirement, and the place of an index in the search with
# its URL: what two builds require can be pinned to different indexes.
Place = tuple[str, int | None, int, Url]
Pages = list[tuple[Index, tuple[File, ...]]]


@dataclass(slots=True)
class PageReader:
    """The pages that one search has read.

    `flat_files` are those of find-links, `read_again` the labels of indexes whose pages no cache
    keeps, `stopped` the index, and its status, at which the search for a package ended. A reader
    for build requirements `reuses` the pages that the cache has.
    """

    client: Client
    uv: Uv
    locations: IndexLocations
    strategy: str
    cache: DiskCache
    reuses: bool = False
    flat_files: list[tuple[Index, tuple[File, ...]]] = field(default_factory=list)
    held: Once[Pages] = field(default_factory=lambda: Once("pages"))
    looked: Once[tuple[File, ...] | None] = field(default_factory=lambda: Once("page"))
    read_again: set[str] = field(default_factory=set)
    stopped: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def is_first_only(self) -> bool:
        """Whether the search ends at the first index that has the package."""
        return self.strategy == "first-index"

    def for_builds(self) -> PageReader:
        """A reader that knows nothing of what this one has read, but for the cache on disk."""
        return replace(
            self,
            held=Once("pages of builds"),
            looked=Once("page of builds"),
            stopped={},
            reuses=True,
        )

    def look(self, wanted: Wanted, place: int) -> Flow[tuple[Conclusion, ...]]:
        """Read one index's page ahead: the unsafe strategies ask all indexes at the same time."""
        try:
            yield from self._page_of(wanted, place)
        except (SearchError, MiddlewareError) as error:
            return (failed(wanted.name, error),)
        return ()

    def look_on(self, wanted: Wanted) -> Flow[tuple[Conclusion, ...]]:
        """Read the pages of one part of a requirement ahead, as far as its search goes."""
        try:
            yield from self.of(wanted)
        except (SearchError, MiddlewareError, PageError) as error:
            return (failed(wanted.name, error),)
        return ()

    def look_everywhere(self, wanted: Wanted) -> Flow[None]:
        """Read the pages of all indexes, as the unsafe strategies do, whatever one answers."""
        if self.is_first_only or self.locations.no_index:
            return
        kept = set(self.cache.answers.done)
        for place in range(len(wanted.indexes)):
            try:
                yield from self._page_of(wanted, place, kept)
            except (SearchError, MiddlewareError):
                continue

    def _page_of(
        self, wanted: Wanted, place: int, kept: Container[object] | None = None
    ) -> Flow[tuple[File, ...] | None]:
        index = wanted.indexes[place].index

        def ask() -> Flow[tuple[File, ...] | None]:
            if index.format is IndexFormat.FLAT:
                return (yield from self.flat_page(index, wanted.name))
            return (yield from self.page(index, wanted.name, kept=kept))

        return (yield from self.looked.get(place_of(wanted, place), ask))

    def of(self, wanted: Wanted) -> Flow[Pages]:
        """The pages of a package, from the indexes that are searched for it."""
        pinned = wanted.indexes[0].index.address if wanted.pinned and wanted.indexes else None
        key = (wanted.name, pinned)
        return (yield from self.held.get(key, lambda: self._read_pages(wanted)))

    def _holding(self, wanted: Wanted) -> list[str]:
        """The indexes that have a page of the package, as far as they were asked."""
        found = next((p for key, p in self.held.done.items() if key[0] == wanted.name), [])
        return [] if isinstance(found, Exception) else [index.label for index, _ in found]

    def nothing(self, wanted: Wanted) -> Conclusion:
        """The conclusion for a package of which nothing fits."""
        name, asked = wanted.name, self._holding(wanted)
        if name in self.stopped:
            label, status = self.stopped[name]
            text = f"the search stops at this index: it answers {status}"
            return Conclusion(name, Ending.STOPPED, Role.PAGE, label, text)
        if asked:
            text = "no file on the page fits the requirement"
            return Conclusion(name, Ending.MISSING, Role.PAGE, asked[0], text)
        return Conclusion(
            name, Ending.MISSING, Role.PAGE, None, "no index that was asked has this package"
        )

    def missing(self, text: str, wanted: Wanted) -> SearchError:
        """The error for a build requirement that is not found."""
        nothing = self.nothing(wanted)
        return SearchError(f"{text}: {nothing.text}", nothing.index)

    def _read_pages(self, wanted: Wanted) -> Flow[Pages]:
        found: Pages = []
        if self.locations.no_index:
            return self._with_flat(found, wanted)
        # The unsafe strategies ask equal URLs at the same time, so that neither is kept by then.
        kept = None if self.is_first_only else set(self.cache.answers.done)
        for place, row in enumerate(wanted.indexes):
            page = yield from self._page_of(wanted, place, kept)
            if page is not None:
                found.append((row.index, page))
            if self.is_first_only and (page or wanted.name in self.stopped):
                break
            if self.is_first_only and page is not None and row.index.format is IndexFormat.SIMPLE:
                break
        return self._with_flat(found, wanted)

    def _with_flat(self, pages: Pages, wanted: Wanted) -> Pages:
        """Add the files of find-links, before those of each page; pinned packages get none."""
        if wanted.pinned is not None or not self.flat_files:
            return pages
        # Of equal files uv takes the one of the page whose URL is first in the alphabet
        # (crates/uv-client/src/flat_index.rs sorts them).
        in_order = sorted(self.flat_files, key=lambda page: str(page[0].address))
        flat = tuple(file for _, files in in_order for file in files)
        if not pages:
            return [(self.flat_files[0][0], flat)]
        return [(index, flat + files) for index, files in pages]

    def page(
        self,
        index: Index,
        package: str,
        role: Role = Role.PAGE,
        kept: Container[object] | None = None,
    ) -> Flow[tuple[File, ...] | None]:
        """The files of a package's page; None when the search goes on or stops here.

        `kept` are the answers that a cache may give, None for all that it has.
        """
        if index.url.is_local:
            return () if holds_page(index.url, package) else None
        request = Request(
            method="GET",
            url=index.url.child(package),
            role=role,
            credential=url_credentials.from_address(index.address, index.origin),
            headers=(("Accept", ACCEPT), ("Accept-Encoding", "gzip, deflate, zstd")),
            asked_for=index.label,
            package=package,
        )
        if self.reuses and (kept is None or request.url in kept):
            response = yield from self.cache.get(request.url, lambda: self.client.get(request))
        else:
            # Equal URLs of one search are asked side by side.
            response = yield from self.client.get(request)
            self.cache.keep(request.url, response)
        if response.failure is None and response.status >= 400:
            if request.url in self.client.retried and NOT_FOUND_AFTER_RETRY in self.uv:
                check(response, index.label, role)
            self._refused(index, package, response.status, role)
            return None
        check(response, index.label, role)
        if not may_be_kept(response):
            self.read_again.add(index.label)
        try:
            return parse_page(response)
        except PageError as error:
            raise SearchError(str(error), index.label, role) from error

    def _refused(self, index: Index, package: str, status: int, role: Role) -> None:
        ignored = (
            self.locations.ignored_codes(index)
            if self.is_first_only or role is Role.CHECK
            else _UNSAFE_IGNORED
        )
        if status in ignored or status == 404:
            return
        if status in (401, 403):
            if REFUSAL_ENDS_SEARCH not in self.uv:
                return
            self.stopped.setdefault(package, (index.label, status))
            return
        raise SearchError(f"Failed to fetch: the index answers {status}", index.label, role)

    def flat_page(self, index: Index, package: str | None = None) -> Flow[tuple[File, ...]]:
        """The files of a find-links page, of one package or of all."""
        if index.url.is_local:
            return ()
        response = yield from self.client.get(
            Request(
                method="GET",
                url=index.url,
                role=Role.FLAT,
                credential=url_credentials.from_address(index.address, index.origin),
                headers=(("Accept", "text/html"), ("Accept-Encoding", "gzip")),
                asked_for=index.label,
                package=package,
            )
        )
        check(response, index.label, Role.FLAT)
        if not may_be_kept(response):
            self.read_again.add(index.label)
        try:
            return parse_html(response.body.decode("utf-8", "replace"), response.url)
        except PageError as error:
            raise SearchError(str(error), index.label, Role.FLAT) from error


def place_of(wanted: Wanted, place: int) -> Place:
    """The key of the page that an index has of a package, `place` counting from 0."""
    return wanted.name, wanted.part, place, wanted.indexes[place].index.url
