"""How uv looks for one package: pages in order, then the metadata of the version it picks."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.building import Builder
from indexdoctor.clients.uv.candidates import Candidate, Target
from indexdoctor.clients.uv.endings import (
    BuildError,
    SearchError,
    check,
    check_wheel,
    failed,
    is_page,
    is_whole_page,
)
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.local_index import holds_page
from indexdoctor.clients.uv.metadata import (
    Capabilities,
    are_hashes_of,
    file_request,
    read_metadata,
)
from indexdoctor.clients.uv.once import Once
from indexdoctor.clients.uv.simple import ACCEPT, File, PageError, parse_html, parse_page
from indexdoctor.clients.uv.turns import NotReachedError, Turns, is_late
from indexdoctor.credentials import url as url_credentials
from indexdoctor.model.exchange import Flow, Request, Response, Role
from indexdoctor.model.index import Index, IndexFormat, IndexKind
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import LocalBuild, Wanted
from indexdoctor.model.url import Address, Url
from indexdoctor.versions import Uv
from indexdoctor.versions.builds import OWN_BUILT_ANYHOW, OWN_METADATA_REFUSED, WHEEL_HASHED
from indexdoctor.versions.search import (
    IGNORED_CODES_OF_FILES,
    METADATA_HASH_CHECKED,
    NOT_FOUND_AFTER_RETRY,
    REFUSAL_ENDS_SEARCH,
    STALE_AT_ONCE,
)

# Statuses ignored with the unsafe index strategies (status_code_strategy.rs).
_UNSAFE_IGNORED = frozenset({401, 403, 407, 511})


# The name of a package, the part of its requirement, and the place of an index in the search with
# its URL: what two builds require can be pinned to different indexes.
Place = tuple[str, int | None, int, Url]
Pages = list[tuple[Index, tuple[File, ...]]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file a package's search ended with, and the index it came from.

    `beside` is a wheel of the same version that cannot be taken: uv reads its metadata still.
    """

    candidate: Candidate
    index: Index
    beside: Candidate | None = None


@dataclass(slots=True)
class Search:
    """The state all package searches of one run share.

    `locks`: hashes go into a lock, so that of a file named by URL the whole file is read, or with
    `reads_direct`, where the lock has its hash, the metadata alone. `store` is uv's cache on disk,
    `building` the search for build requirements (None: this one), and `reuses` says of such a one
    that it takes pages from the cache. Of a version that is `installed` already, no metadata is
    read, and of one in `forked` by one part of a requirement.
    """

    client: Client
    uv: Uv
    locations: IndexLocations
    strategy: str
    target: Target
    builder: Builder
    no_deps: bool = False
    locks: bool = False
    installed: Mapping[str, str] = field(default_factory=dict)
    flat_files: list[tuple[Index, tuple[File, ...]]] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(set()))
    chosen: dict[str, Chosen] = field(default_factory=dict)
    downloaded: set[str] = field(default_factory=set)
    unbuilt: set[str] = field(default_factory=set)
    held: Once[Pages] = field(default_factory=lambda: Once("pages"))
    read: Once[bool] = field(default_factory=lambda: Once("metadata"))
    wheels: Once[None] = field(default_factory=lambda: Once("wheels"))
    store: Once[Response] = field(default_factory=lambda: Once("cache"))
    building: Search | None = None
    reuses: bool = False
    looked: Once[tuple[File, ...] | None] = field(default_factory=lambda: Once("page"))
    forked: set[tuple[str, str]] = field(default_factory=set)
    reads_direct: bool = False
    read_again: set[str] = field(default_factory=set)
    stopped: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def is_first_only(self) -> bool:
        """Whether the search ends at the first index that has the package."""
        return self.strategy == "first-index"

    def package(self, wanted: Wanted, turns: Turns | None = None) -> Flow[tuple[Conclusion, ...]]:
        """Everything uv requests to resolve one package, the further versions in its turn."""
        try:
            conclusion = yield from self._package(wanted, turns)
        except NotReachedError:
            return ()
        except (SearchError, MiddlewareError, PageError) as error:
            conclusion = failed(wanted.name, error)
            if isinstance(error, BuildError):
                self.unbuilt.add(wanted.name)
        return (conclusion,)

    def _package(self, wanted: Wanted, turns: Turns | None) -> Flow[Conclusion]:
        if wanted.requirement.url is not None:
            return (yield from self._direct(wanted, wanted.requirement.url))
        chosen = yield from self.find(wanted, self.target, turns=turns)
        if chosen is None:
            return self._nothing(wanted.name, self._holding(wanted))
        if wanted.here:
            self.chosen[wanted.name] = chosen
        text = f"found version {chosen.candidate.version}{self.builder.unknown(chosen)}"
        return Conclusion(wanted.name, Ending.FOUND, Role.PAGE, chosen.index.label, text)

    def find(
        self,
        wanted: Wanted,
        target: Target,
        stack: tuple[str, ...] = (),
        turns: Turns | None = None,
    ) -> Flow[Chosen | None]:
        """The file uv takes of a package, its metadata read; None when none fits.

        `stack` are the packages that are built and need it.
        """
        pages = yield from self.pages(wanted)
        if turns is not None and is_late(wanted, self.uv):
            yield from turns.wait(wanted.name)
        yield from self._look_ahead(pages, wanted, target)
        for chosen in self._candidates(pages, wanted, target):
            is_there = self.installed.get(wanted.name) == str(chosen.candidate.version)
            is_there = is_there or self._is_forked(wanted, chosen)
            if (self.no_deps or is_there) and not stack:
                return chosen
            if (yield from self._metadata(chosen, wanted.name, stack)):
                return chosen
            if turns is not None:
                # Before its turn uv looks no further than the first version.
                yield from turns.wait(wanted.name)
        return None

    def _is_forked(self, wanted: Wanted, chosen: Chosen) -> bool:
        """Whether another part of the requirement reads the metadata of this very version."""
        if wanted.part is None:
            return False
        version = wanted.name, str(chosen.candidate.version)
        known = version in self.forked
        self.forked.add(version)
        return known

    def _look_ahead(self, pages: Pages, wanted: Wanted, target: Target) -> Flow[None]:
        """Read the metadata of versions that fit some requirements but not all, as uv does."""
        last = next(self._candidates(pages, wanted, target), None)
        read = set() if last is None else {last.candidate.file}
        for specifier in wanted.earlier:
            weaker = replace(wanted, requirement=replace(wanted.requirement, specifier=specifier))
            chosen = next(self._candidates(pages, weaker, target), None)
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
        if self.locks and not self.reads_direct:
            response = yield from self.client.get(
                file_request(file, Role.FILE, index.label, wanted.name)
            )
            check(response, index.label, Role.FILE)
            check_wheel(response, index.label)
            self.downloaded.add(wanted.name)
        elif not (yield from self._metadata(chosen, wanted.name)):
            raise SearchError("what the server sent is no wheel", index.label, Role.FILE)
        if wanted.here:
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

    def _metadata(self, chosen: Chosen, name: str, stack: tuple[str, ...] = ()) -> Flow[bool]:
        """Read what a version depends on; False when uv passes the version over for another."""
        if chosen.beside is not None:
            chosen = replace(chosen, candidate=chosen.beside, beside=None)
        key = chosen.candidate.file.address
        return (yield from self.read.get(key, lambda: self._read(chosen, name, stack)))

    def _read(self, chosen: Chosen, name: str, stack: tuple[str, ...]) -> Flow[bool]:
        file, index = chosen.candidate.file, chosen.index
        role = Role.METADATA if file.has_metadata and chosen.candidate.is_wheel else Role.FILE
        if chosen.candidate.is_wheel:
            response = yield from self.stored(
                (file.address, "metadata"),
                lambda: read_metadata(self.client, file, index.label, name, self.capabilities),
            )
        else:
            response = yield from self.builder.metadata(self, chosen, name, stack)
        if role is Role.METADATA and response.status == 200:
            self._check_hashes(response, file, index.label)
        if chosen.candidate.is_wheel and is_whole_page(response):
            return False  # uv: the version has an invalid package format
        # A status the user told uv to ignore makes only this version unavailable.
        is_heeded = IGNORED_CODES_OF_FILES in self.uv and response.failure is None
        if is_heeded and response.status in (index.ignore_error_codes or ()):
            return False
        check(response, index.label, role)
        return role is not Role.METADATA or b"Metadata-Version" in response.body[:4096]

    def _check_hashes(self, response: Response, file: File, index: str) -> None:
        if METADATA_HASH_CHECKED not in self.uv or are_hashes_of(
            file.metadata_hashes, response.body
        ):
            return
        what = "a page for people" if is_page(response) else "something else"
        text = f"in place of the metadata that the page of the index gives the hash of came {what}"
        raise SearchError(text, index, Role.METADATA)

    def _candidates(self, pages: Pages, wanted: Wanted, target: Target) -> Iterator[Chosen]:
        """The versions uv tries in turn, with the index each would come from."""
        from indexdoctor.clients.uv.select import ranked, wheel_beside

        every: list[Chosen] = []
        for index, files in pages:
            allowed = tuple(filter(self.builder.allows(wanted.name), files))
            found = ranked(allowed, wanted.name, wanted.requirement.specifier, target)
            every += [Chosen(c, index, wheel_beside(c, files, wanted.name)) for c in found]
        if self.strategy == "unsafe-best-match":
            every.sort(key=lambda chosen: chosen.candidate.version, reverse=True)
        if wanted.preferred is not None:
            every.sort(key=lambda chosen: str(chosen.candidate.version) != wanted.preferred)
        yield from every

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
            yield from self.pages(wanted)
        except (SearchError, MiddlewareError, PageError) as error:
            return (failed(wanted.name, error),)
        return ()

    def _page_of(
        self, wanted: Wanted, place: int, kept: Container[object] | None = None
    ) -> Flow[tuple[File, ...] | None]:
        index = wanted.indexes[place].index

        def ask() -> Flow[tuple[File, ...] | None]:
            if index.format is IndexFormat.FLAT:
                return (yield from self.flat_page(index, wanted.name))
            return (yield from self.page(index, wanted.name, kept=kept))

        return (yield from self.looked.get(place_of(wanted, place), ask))

    def pages(self, wanted: Wanted) -> Flow[Pages]:
        """The pages of a package, from the indexes that are searched for it."""
        pinned = wanted.indexes[0].index.address if wanted.pinned and wanted.indexes else None
        key = (wanted.name, pinned)
        return (yield from self.held.get(key, lambda: self._read_pages(wanted)))

    def _holding(self, wanted: Wanted) -> list[str]:
        """The indexes that have a page of the package, as far as they were asked."""
        found = next((p for key, p in self.held.done.items() if key[0] == wanted.name), [])
        return [] if isinstance(found, Exception) else [index.label for index, _ in found]

    def missing(self, text: str, wanted: Wanted) -> SearchError:
        """The error for a build requirement that is not found."""
        nothing = self._nothing(wanted.name, self._holding(wanted))
        return SearchError(f"{text}: {nothing.text}", nothing.index)

    def _read_pages(self, wanted: Wanted) -> Flow[Pages]:
        found: Pages = []
        if self.locations.no_index:
            return self._with_flat(found, wanted)
        # The unsafe strategies ask equal URLs at the same time, so that neither is kept by then.
        kept = None if self.is_first_only else set(self.store.done)
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
        flat = tuple(file for _, files in self.flat_files for file in files)
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
            response = yield from self.stored(request.url, lambda: self.client.get(request))
        else:
            # Equal URLs of one search are asked side by side.
            response = yield from self.client.get(request)
            if self._keeps(response):
                self.store.done[request.url] = response
        if response.failure is None and response.status >= 400:
            if request.url in self.client.retried and NOT_FOUND_AFTER_RETRY in self.uv:
                check(response, index.label, role)
            self._refused(index, package, response.status, role)
            return None
        check(response, index.label, role)
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
        check(response, index.label, Role.FLAT)
        if not _is_kept(response):
            self.read_again.add(index.label)
        try:
            return parse_html(response.body.decode("utf-8", "replace"), response.url)
        except PageError as error:
            raise SearchError(str(error), index.label, Role.FLAT) from error

    def stored(self, key: object, make: Callable[[], Flow[Response]]) -> Flow[Response]:
        """An answer from uv's cache on disk, or a new one."""
        response = yield from self.store.get(key, make)
        if not self._keeps(response):
            self.store.done.pop(key, None)
        return response

    def _keeps(self, response: Response) -> bool:
        sound = response.failure is None and response.status < 400
        return sound and (STALE_AT_ONCE not in self.uv or _is_kept(response))

    def for_builds(self) -> Search:
        """A search that knows nothing of what this one has found, but for the cache on disk."""
        return replace(
            self,
            held=Once("pages of builds"),
            looked=Once("page of builds"),
            stopped={},
            read=Once("metadata of builds"),
            building=None,
            reuses=True,
        )

    def download(self, name: str) -> Flow[tuple[Conclusion, ...]]:
        """The request for the file itself, as installing makes it."""
        chosen = self.chosen[name]
        text = "the file is downloaded"
        try:
            if chosen.candidate.is_wheel:
                file = chosen.candidate.file
                if self.locks and file.hashes and WHEEL_HASHED not in self.uv:
                    # A build that took it noted no hash, which the lock wants to be checked.
                    self.wheels.done.pop(file.address, None)
                yield from self.fetch(chosen, name)
            else:
                yield from self.builder.install(self, chosen, name)
                text += self.builder.unknown(chosen, installed=True)
        except (SearchError, MiddlewareError, PageError) as error:
            return (failed(name, error, Role.FILE),)
        return (Conclusion(name, Ending.FOUND, Role.FILE, chosen.index.label, text),)

    def fetch(self, chosen: Chosen, name: str) -> Flow[None]:
        """Download a wheel, once in a run."""
        file, label = chosen.candidate.file, chosen.index.label
        yield from self.wheels.get(file.address, lambda: self._fetch(file, label, name))

    def _refuses(self, *, installed: bool) -> bool:
        """Whether --no-build counts for the user's own projects."""
        if installed:
            return OWN_BUILT_ANYHOW not in self.uv
        return OWN_METADATA_REFUSED in self.uv

    def _fetch(self, file: File, label: str, name: str) -> Flow[None]:
        response = yield from self.client.get(file_request(file, Role.FILE, label, name))
        check(response, label, Role.FILE)
        check_wheel(response, label)

    def build(self, build: LocalBuild, *, installed: bool) -> Flow[tuple[Conclusion, ...]]:
        """Build a project of the user's own."""
        try:
            if build.name in self.builder.options.no_build and self._refuses(installed=installed):
                raise SearchError(f"{build.name} must be built, which --no-build forbids")
            yield from self.builder.local(self, build, installed=installed)
        except (SearchError, MiddlewareError, PageError) as error:
            return (failed(build.name, error),)
        return ()


def place_of(wanted: Wanted, place: int) -> Place:
    """The key of the page that an index has of a package, `place` counting from 0."""
    return wanted.name, wanted.part, place, wanted.indexes[place].index.url


def _is_kept(response: Response) -> bool:
    """Whether uv's cache may answer for this page the next time in the same run."""
    words = response.headers.get("cache-control", "").lower().replace(" ", "").split(",")
    if "no-store" in words or "no-cache" in words:
        return False
    ages = [word.partition("=")[2] for word in words if word.startswith("max-age=")]
    return any(age.isdigit() and int(age) > 0 for age in ages)
