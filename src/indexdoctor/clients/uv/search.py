"""How uv looks for one package: pages in order, then the metadata of the version it picks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.candidates import Candidate, Target
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.local_index import holds_page
from indexdoctor.clients.uv.metadata import (
    Capabilities,
    are_hashes_of,
    file_request,
    read_metadata,
)
from indexdoctor.clients.uv.simple import ACCEPT, File, PageError, parse_html, parse_page
from indexdoctor.credentials import url as url_credentials
from indexdoctor.model.exchange import Flow, Request, Response, Role
from indexdoctor.model.index import Index, IndexFormat, IndexKind
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Wanted
from indexdoctor.model.url import Address
from indexdoctor.versions import Uv
from indexdoctor.versions.search import METADATA_HASH_CHECKED, REFUSAL_ENDS_SEARCH

# Statuses ignored with the unsafe index strategies (status_code_strategy.rs).
_UNSAFE_IGNORED = frozenset({401, 403, 407, 511})


Pages = list[tuple[Index, tuple[File, ...]]]


class SearchError(Exception):
    """uv ends with an error while it looks for a package."""

    def __init__(self, text: str, index: str | None = None, role: Role = Role.PAGE) -> None:
        super().__init__(text)
        self.index = index
        self.role = role


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file a package's search ended with, and the index it came from."""

    candidate: Candidate
    index: Index


@dataclass(slots=True)
class Search:
    """The state all package searches of one run share.

    `hashes_direct`: a lock holds the hash of a file named by URL, so the whole file is read. Of a
    version that is `installed` already, no metadata is read.
    """

    client: Client
    uv: Uv
    locations: IndexLocations
    strategy: str
    target: Target
    no_deps: bool = False
    hashes_direct: bool = False
    installed: Mapping[str, str] = field(default_factory=dict)
    flat_files: list[tuple[Index, tuple[File, ...]]] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(set()))
    chosen: dict[str, Chosen] = field(default_factory=dict)
    downloaded: set[str] = field(default_factory=set)
    looked: dict[tuple[str, int], tuple[File, ...] | Exception | None] = field(default_factory=dict)
    read_again: set[str] = field(default_factory=set)
    stopped: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def is_first_only(self) -> bool:
        """Whether the search ends at the first index that has the package."""
        return self.strategy == "first-index"

    def package(self, wanted: Wanted) -> Flow[tuple[Conclusion, ...]]:
        """Everything uv requests to resolve one package."""
        try:
            conclusion = yield from self._package(wanted)
        except (SearchError, MiddlewareError, PageError) as error:
            conclusion = failed(wanted.name, error)
        return (conclusion,)

    def _package(self, wanted: Wanted) -> Flow[Conclusion]:
        name = wanted.name
        if wanted.requirement.url is not None:
            return (yield from self._direct(wanted, wanted.requirement.url))
        pages = yield from self.pages(wanted)
        yield from self._look_ahead(pages, wanted)
        for chosen in self._candidates(pages, wanted):
            is_there = self.installed.get(name) == str(chosen.candidate.version)
            if not (is_there or self.no_deps or (yield from self._metadata(chosen, name))):
                continue
            self.chosen[name] = chosen
            text = f"found version {chosen.candidate.version}"
            return Conclusion(name, Ending.FOUND, Role.PAGE, chosen.index.label, text)
        return self._nothing(name, [index.label for index, _ in pages])

    def _look_ahead(self, pages: Pages, wanted: Wanted) -> Flow[None]:
        """Read the metadata of versions that fit some requirements but not all, as uv does."""
        last = next(self._candidates(pages, wanted), None)
        read = set() if last is None else {last.candidate.file}
        for specifier in wanted.earlier:
            weaker = replace(wanted, requirement=replace(wanted.requirement, specifier=specifier))
            chosen = next(self._candidates(pages, weaker), None)
            if chosen is not None and chosen.candidate.file not in read and not self.no_deps:
                read.add(chosen.candidate.file)
                yield from self._metadata(chosen, wanted.name)

    def _direct(self, wanted: Wanted, address: Address) -> Flow[Conclusion]:
        """A requirement that names its file: no index is asked."""
        from packaging.version import Version

        filename = address.url.segments[-1] if address.url.segments else ""
        index = Index(address, IndexKind.INDEX, wanted.requirement.origin)
        file = File(filename, address)
        chosen = Chosen(Candidate(Version("0"), file, filename.endswith(".whl"), 0), index)
        if self.hashes_direct:
            response = yield from self.client.get(
                file_request(file, Role.FILE, index.label, wanted.name)
            )
            _check(response, index.label, Role.FILE)
            _check_wheel(response, index.label)
            self.downloaded.add(wanted.name)
        elif not (yield from self._metadata(chosen, wanted.name)):
            raise SearchError("what the server sent is no wheel", index.label, Role.FILE)
        self.chosen[wanted.name] = chosen
        text = "the file is named by the requirement"
        return Conclusion(wanted.name, Ending.FOUND, Role.FILE, index.label, text)

    def take(self, wanted: Wanted) -> None:
        """Choose the file a lock names for this machine; nothing when that is a local one."""
        from packaging.version import Version

        fetch = wanted.fetch
        if fetch is None:
            return
        if wanted.indexes:
            index = wanted.indexes[0].index
        else:
            index = Index(fetch.address, IndexKind.INDEX, fetch.origin)
        file = File(fetch.filename, fetch.address)
        # A pylock.toml can name a package twice.
        key = wanted.requirement.text if wanted.name in self.chosen else wanted.name
        candidate = Candidate(Version("0"), file, file.filename.endswith(".whl"), 0)
        if key == wanted.name or self.chosen[wanted.name].candidate.file != file:
            self.chosen[key] = Chosen(candidate, index)

    def _nothing(self, name: str, asked: list[str]) -> Conclusion:
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

    def _metadata(self, chosen: Chosen, name: str) -> Flow[bool]:
        """Read what a version depends on; False when uv passes the version over for another."""
        file, index = chosen.candidate.file, chosen.index
        role = Role.METADATA if file.has_metadata and chosen.candidate.is_wheel else Role.FILE
        if chosen.candidate.is_wheel:
            response = yield from read_metadata(
                self.client, file, index.label, name, self.capabilities
            )
        else:
            response = yield from self.client.get(file_request(file, role, index.label, name))
        if role is Role.METADATA and response.status == 200:
            self._check_hashes(response, file, index.label)
        if chosen.candidate.is_wheel and _is_whole_page(response):
            return False  # uv: the version has an invalid package format
        # A status the user told uv to ignore makes only this version unavailable.
        if response.failure is None and response.status in (index.ignore_error_codes or ()):
            return False
        _check(response, index.label, role)
        return role is not Role.METADATA or b"Metadata-Version" in response.body[:4096]

    def _check_hashes(self, response: Response, file: File, index: str) -> None:
        if METADATA_HASH_CHECKED not in self.uv or are_hashes_of(
            file.metadata_hashes, response.body
        ):
            return
        what = "a page for people" if _is_page(response) else "something else"
        text = f"in place of the metadata that the page of the index gives the hash of came {what}"
        raise SearchError(text, index, Role.METADATA)

    def _candidates(self, pages: Pages, wanted: Wanted) -> Iterator[Chosen]:
        """The versions uv tries in turn, with the index each would come from."""
        from indexdoctor.clients.uv.select import ranked

        every: list[Chosen] = []
        for index, files in pages:
            found = ranked(files, wanted.name, wanted.requirement.specifier, self.target)
            every += [Chosen(candidate, index) for candidate in found]
        if self.strategy == "unsafe-best-match":
            every.sort(key=lambda chosen: chosen.candidate.version, reverse=True)
        if wanted.preferred is not None:
            every.sort(key=lambda chosen: str(chosen.candidate.version) != wanted.preferred)
        yield from every

    def look(self, wanted: Wanted, place: int) -> Flow[tuple[Conclusion, ...]]:
        """Read one index's page ahead: the unsafe strategies ask all indexes at the same time."""
        try:
            self.looked[wanted.name, place] = yield from self._page_of(wanted, place)
        except (SearchError, MiddlewareError) as error:
            self.looked[wanted.name, place] = error
            return (failed(wanted.name, error),)
        return ()

    def _page_of(self, wanted: Wanted, place: int) -> Flow[tuple[File, ...] | None]:
        if (wanted.name, place) in self.looked:
            page = self.looked[wanted.name, place]
            if isinstance(page, Exception):
                raise page
            return page
        index = wanted.indexes[place].index
        if index.format is IndexFormat.FLAT:
            read: tuple[File, ...] | None = yield from self.flat_page(index, wanted.name)
        else:
            read = yield from self.page(index, wanted.name)
        self.looked[wanted.name, place] = read
        return read

    def pages(self, wanted: Wanted) -> Flow[Pages]:
        """The pages a package's file is chosen from, each with its index."""
        found: Pages = []
        if self.locations.no_index:
            return self._with_flat(found, wanted)
        for place, row in enumerate(wanted.indexes):
            page = yield from self._page_of(wanted, place)
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
        flat = tuple(file for _, files in self.flat_files for file in files)
        if not pages:
            return [(self.flat_files[0][0], flat)]
        return [(index, flat + files) for index, files in pages]

    def page(
        self, index: Index, package: str, role: Role = Role.PAGE
    ) -> Flow[tuple[File, ...] | None]:
        """The files of a package's page; None when the search goes on or stops here."""
        if index.url.is_local:
            return () if holds_page(index.url, package) else None
        response = yield from self.client.get(
            Request(
                method="GET",
                url=index.url.child(package),
                role=role,
                credential=url_credentials.from_address(index.address, index.origin),
                headers=(("Accept", ACCEPT), ("Accept-Encoding", "gzip, deflate, zstd")),
                asked_for=index.label,
                package=package,
            )
        )
        if response.failure is None and response.status >= 400:
            self._refused(index, package, response.status, role)
            return None
        _check(response, index.label, role)
        if not _is_kept(response):
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
        _check(response, index.label, Role.FLAT)
        if not _is_kept(response):
            self.read_again.add(index.label)
        try:
            return parse_html(response.body.decode("utf-8", "replace"), response.url)
        except PageError as error:
            raise SearchError(str(error), index.label, Role.FLAT) from error

    def download(self, name: str) -> Flow[tuple[Conclusion, ...]]:
        """The request for the file itself, as installing makes it."""
        chosen = self.chosen[name]
        label = chosen.index.label
        request = file_request(chosen.candidate.file, Role.FILE, label, name)
        try:
            response = yield from self.client.get(request)
            _check(response, label, Role.FILE)
            _check_wheel(response, label)
        except (SearchError, MiddlewareError) as error:
            return (failed(name, error, Role.FILE),)
        return (Conclusion(name, Ending.FOUND, Role.FILE, label, "the file is downloaded"),)


def failed(subject: str, error: Exception, role: Role = Role.PAGE) -> Conclusion:
    """The conclusion for an error uv ends with; a SearchError knows its index and role."""
    if isinstance(error, SearchError):
        return Conclusion(subject, Ending.FAILED, error.role, error.index, str(error))
    return Conclusion(subject, Ending.FAILED, role, None, str(error))


def _is_kept(response: Response) -> bool:
    """Whether uv's cache may answer for this page the next time in the same run."""
    words = response.headers.get("cache-control", "").lower().replace(" ", "").split(",")
    if "no-store" in words or "no-cache" in words:
        return False
    ages = [word.partition("=")[2] for word in words if word.startswith("max-age=")]
    return any(age.isdigit() and int(age) > 0 for age in ages)


def _check_wheel(response: Response, index: str) -> None:
    """Raise SearchError when a downloaded wheel is no zip file (but a login page, say)."""
    is_wheel = bool(response.url.segments) and response.url.segments[-1].endswith(".whl")
    if response.body and (is_wheel or _is_page(response)) and not response.body.startswith(b"PK"):
        raise SearchError("what the server sent is no wheel", index, Role.FILE)


def _is_whole_page(response: Response) -> bool:
    """Whether a page for people came whole where a wheel was asked for."""
    return response.status == 200 and bool(response.body) and _is_page(response)


def _is_page(response: Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/html")


def _check(response: Response, index: str, role: Role) -> None:
    """Raise SearchError for an answer uv ends with."""
    if response.failure is not None:
        text = response.failure_text or response.failure.value
        raise SearchError(f"Failed to fetch: {text}", index, role)
    if response.status >= 400:
        raise SearchError(f"Failed to fetch: the server answers {response.status}", index, role)
