"""How uv looks for one package: pages in order, then the metadata of the version it picks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.building import Builder
from indexdoctor.clients.uv.candidates import Chosen, Target
from indexdoctor.clients.uv.endings import (
    BuildError,
    SearchError,
    check,
    failed,
    is_page,
    is_whole_page,
)
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.metadata import Capabilities, are_hashes_of, read_metadata
from indexdoctor.clients.uv.named_files import read_named
from indexdoctor.clients.uv.once import Once
from indexdoctor.clients.uv.pages import PageReader, Pages
from indexdoctor.clients.uv.simple import File, PageError
from indexdoctor.clients.uv.turns import NotReachedError, Turns, is_late
from indexdoctor.model.exchange import Flow, Response, Role
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Wanted
from indexdoctor.versions import Uv
from indexdoctor.versions.search import IGNORED_CODES_OF_FILES, METADATA_HASH_CHECKED


@dataclass(slots=True)
class Search:
    """The state all package searches of one run share.

    `locks`: hashes go into a lock, so that of a file named by URL the whole file is read, or with
    `reads_direct`, where the lock has its hash, the metadata alone. `building` is the search for
    build requirements (None: this one). Of a version that is `installed` already, no metadata is
    read, and of one in `forked` by one part of a requirement.
    """

    client: Client
    uv: Uv
    pages: PageReader
    target: Target
    builder: Builder
    no_deps: bool = False
    locks: bool = False
    installed: Mapping[str, str] = field(default_factory=dict)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(set()))
    chosen: dict[str, Chosen] = field(default_factory=dict)
    downloaded: set[str] = field(default_factory=set)
    unbuilt: set[str] = field(default_factory=set)
    read: Once[bool] = field(default_factory=lambda: Once("metadata"))
    wheels: Once[None] = field(default_factory=lambda: Once("wheels"))
    building: Search | None = None
    forked: set[tuple[str, str]] = field(default_factory=set)
    reads_direct: bool = False

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
            return (yield from read_named(self, wanted, wanted.requirement.url))
        chosen = yield from self.find(wanted, self.target, turns=turns)
        if chosen is None:
            return self.pages.nothing(wanted)
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
        pages = yield from self.pages.of(wanted)
        if turns is not None and is_late(wanted, self.uv):
            yield from turns.wait(wanted.name)
        yield from self._look_ahead(pages, wanted, target)
        for chosen in self._candidates(pages, wanted, target):
            is_there = self.installed.get(wanted.name) == str(chosen.candidate.version)
            is_there = is_there or self._is_forked(wanted, chosen)
            if (self.no_deps or is_there) and not stack:
                return chosen
            if (yield from self.metadata(chosen, wanted.name, stack)):
                return chosen
            if turns is not None:
                # Before its turn uv looks no further than the first version.
                yield from turns.wait(wanted.name)
        return None

    def first(self, wanted: Wanted, target: Target, stack: tuple[str, ...]) -> Flow[None]:
        """Read the metadata of the first version that fits."""
        pages = yield from self.pages.of(wanted)
        chosen = next(self._candidates(pages, wanted, target), None)
        if chosen is not None:
            yield from self.metadata(chosen, wanted.name, stack)

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
                yield from self.metadata(chosen, wanted.name)

    def metadata(self, chosen: Chosen, name: str, stack: tuple[str, ...] = ()) -> Flow[bool]:
        """Read what a version depends on; False when uv passes the version over for another."""
        if chosen.beside is not None:
            chosen = replace(chosen, candidate=chosen.beside, beside=None)
        key = chosen.candidate.file.address
        return (yield from self.read.get(key, lambda: self._read(chosen, name, stack)))

    def _read(self, chosen: Chosen, name: str, stack: tuple[str, ...]) -> Flow[bool]:
        file, index = chosen.candidate.file, chosen.index
        role = Role.METADATA if file.has_metadata and chosen.candidate.is_wheel else Role.FILE
        if chosen.candidate.is_wheel:
            response = yield from self.pages.cache.get(
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
        if self.pages.strategy == "unsafe-best-match":
            every.sort(key=lambda chosen: chosen.candidate.version, reverse=True)
        if wanted.preferred is not None:
            every.sort(key=lambda chosen: str(chosen.candidate.version) != wanted.preferred)
        yield from every

    def for_builds(self) -> Search:
        """A search that knows nothing of what this one has found, but for the cache on disk."""
        return replace(
            self,
            pages=self.pages.for_builds(),
            read=Once("metadata of builds"),
            building=None,
        )
