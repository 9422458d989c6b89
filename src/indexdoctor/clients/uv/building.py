"""The build environments uv makes for source distributions, and what it requests for them.

crates/uv-build-frontend/src/lib.rs and crates/uv-dispatch/src/lib.rs. What only the build itself
can tell (what the backend asks for when it runs, dynamic dependencies) is not known here.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.build_options import BuildOptions
from indexdoctor.clients.uv.candidates import Chosen, Target
from indexdoctor.clients.uv.direct_build import is_built_directly
from indexdoctor.clients.uv.endings import BuildError, SearchError, check
from indexdoctor.clients.uv.installing import fetch
from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.metadata import Capabilities, file_request
from indexdoctor.clients.uv.once import Once
from indexdoctor.clients.uv.seeding import index_credential
from indexdoctor.clients.uv.simple import File, PageError
from indexdoctor.clients.uv.source_pins import pinned_row
from indexdoctor.clients.uv.source_tree import (
    NoArchiveError,
    SourceError,
    SourceTree,
)
from indexdoctor.clients.uv.turns import NotReachedError, Turns, exact_first, is_late
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.model.credential import Source
from indexdoctor.model.exchange import Flow, Pause, Response, Role
from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import IndexRow, LocalBuild, Wanted
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Url
from indexdoctor.versions.builds import SOURCES_OF_SDISTS, SOURCES_RETRIED

if TYPE_CHECKING:
    from indexdoctor.clients.uv.search import Search

_VENV = 0.05  # seconds
_UNREAD = "not determined: what its build asks for, as the source distribution was not read"
_UNBUILT = "not determined: what its build asks for besides `build-system.requires`"


@dataclass(slots=True)
class Builder:
    """Builds of one run. `rows` are the indexes that are searched, `typed` those of the command
    line and the environment.

    `defined` are the indexes of the user. `trees` are the source distributions that were downloaded
    (None: not readable), `described` those that were built: the cache keeps their metadata.
    """

    options: BuildOptions
    surroundings: Surroundings
    rows: tuple[IndexRow, ...]
    typed: tuple[Index, ...] = ()
    defined: tuple[IndexRow, ...] = ()
    trees: dict[Url, SourceTree | None] = field(default_factory=dict)
    described: set[Url] = field(default_factory=set)
    built: Once[None] = field(default_factory=lambda: Once("builds"))

    @property
    def target(self) -> Target:
        """What the files of build requirements must fit: the Python that runs the build."""
        return Target(platform.python_version())

    def allows(self, name: str) -> Callable[[File], bool]:
        """Whether a file of a package may be taken: wheels are built, or sources not."""
        wheels = name not in self.options.no_binary
        sources = name not in self.options.no_build
        return lambda file: wheels if file.filename.endswith(".whl") else sources

    def unknown(self, chosen: Chosen, *, installed: bool = False) -> str:
        """What cannot be told without building a source distribution; empty for a wheel."""
        if chosen.candidate.is_wheel:
            return ""
        tree = self.trees.get(chosen.candidate.file.address.url)
        if tree is None:
            return f"; {_UNREAD}"
        return f"; {_UNBUILT}" if installed or not tree.is_static else ""

    def metadata(
        self, search: Search, chosen: Chosen, name: str, stack: tuple[str, ...] = ()
    ) -> Flow[Response]:
        """Read what a source distribution depends on: download it, and build if it must be."""
        response = yield from self._download(search, chosen, name)
        if response.failure is not None or response.status >= 400:
            return response
        url = chosen.candidate.file.address.url
        tree = self.trees.get(url)
        if tree is not None and not tree.is_static and url not in self.described:
            try:
                yield from self._environment(search, tree, name, stack)
            except (SearchError, MiddlewareError, PageError) as error:
                raise BuildError(str(error), getattr(error, "index", None)) from error
            self.described.add(url)
        return response

    def install(self, search: Search, chosen: Chosen, name: str) -> Flow[None]:
        """Build the wheel that is to be installed, unless that was done."""
        url = chosen.candidate.file.address.url
        yield from self.built.get(url, lambda: self._install(search, chosen, name))

    def _install(self, search: Search, chosen: Chosen, name: str) -> Flow[None]:
        url = chosen.candidate.file.address.url
        response = yield from self._download(search, chosen, name)
        check(response, chosen.index.label, Role.FILE)
        tree = self.trees.get(url)
        if tree is not None:
            yield from self._environment(search, tree, name, (), installed=True)
            self.described.add(url)

    def local(self, search: Search, build: LocalBuild) -> Flow[None]:
        """Build a project of the user's own."""
        if build.name not in self.options.shared:
            more = self._read(self.options.extra.get(build.name, ()), build.name)
            wanted = (*build.wanted, *(Wanted(r.name, r, self.rows) for r in more if r.name))
            yield from self._resolved(search, build.name, wanted, (build.name,))

    def _download(self, search: Search, chosen: Chosen, name: str) -> Flow[Response]:
        file = chosen.candidate.file
        url = file.address.url
        request = file_request(file, Role.FILE, chosen.index.label, name)

        def download() -> Flow[Response]:
            # What was built of it before is no more taken.
            self.built.done.pop(url, None)
            self.described.discard(url)
            response = yield from search.client.get(request)
            for attempt in range(self._further_tries(search, file, response)):
                yield Pause(min(0.2 * 2**attempt, 1.0))
                response = yield from search.client.get(request)
                if not _is_no_archive(response):
                    break
            return response

        response = yield from search.pages.cache.get(file.address, download)
        self.trees[url] = None
        try:
            self.trees[url] = _tree(response)
        except NoArchiveError as error:
            text = f"what the server sent is no source distribution: {error}"
            raise SearchError(text, chosen.index.label, Role.FILE) from error
        return response

    def _further_tries(self, search: Search, file: File, response: Response) -> int:
        """How often uv asks again for what should be an archive; of a .zip it sees it is none."""
        if SOURCES_RETRIED not in search.uv or file.filename.endswith(".zip"):
            return 0
        return search.client.retries if _is_no_archive(response) else 0

    def _environment(
        self,
        search: Search,
        tree: SourceTree,
        name: str,
        stack: tuple[str, ...],
        *,
        installed: bool = False,
    ) -> Flow[None]:
        requires = self._read(tree.requires, name)
        if installed and is_built_directly(tree.backend, requires, search.uv):
            return
        wanted = [self._required(search, tree, r, r.name, name) for r in requires if r.name]
        if name in self.options.shared:
            return
        more = self._read(self.options.extra.get(name, ()), name)
        wanted += [Wanted(r.name, r, self.rows) for r in more if r.name]
        yield from self._resolved(search, name, wanted, (*stack, name))

    def _required(
        self, search: Search, tree: SourceTree, requirement: Requirement, name: str, of: str
    ) -> Wanted:
        """A build requirement of the package `of` with the indexes it may come from; a pin wins."""
        row = None
        if SOURCES_OF_SDISTS in search.uv:
            row = pinned_row(tree.pins, (*self.typed, *tree.indexes), name, search.uv)
        if row is None:
            return Wanted(name, requirement, self.rows)
        credential = index_credential(row.index, self.surroundings.environ)
        if credential is not None:
            if credential.source is Source.INDEX_ENV and self._is_foreign(row.index, tree):
                credential = replace(credential, taken_by=of)
            search.client.middleware.cache.store(row.index.url, credential)
        return Wanted(name, requirement, (row,), pinned=requirement.origin)

    def _is_foreign(self, index: Index, tree: SourceTree) -> bool:
        """Whether the source distribution alone says where this index is."""
        own = {one.url.realm for one in (*self.typed, *(row.index for row in self.defined))}
        return index in tree.indexes and index.url.realm not in own

    def _read(self, texts: Iterable[str], name: str) -> list[Requirement]:
        origin = Origin.default(f"build requirement of {name}")
        read = (parse_requirement(text, origin, self.surroundings) for text in texts)
        return [requirement for requirement in read if isinstance(requirement, Requirement)]

    def _resolved(
        self, search: Search, name: str, requires: Sequence[Wanted], stack: tuple[str, ...]
    ) -> Flow[None]:
        """Search the build requirements, then download them."""
        search = search.building or search
        bounded = [
            replace(wanted, requirement=self._bounded(wanted.requirement))
            for wanted in requires
            if holds(wanted.requirement.marker)
        ]
        for wanted in bounded:
            if wanted.name in stack:
                raise SearchError(f"the build of {name} needs {wanted.name}, which needs {name}")
        # uv creates the virtual environment first; what others request meanwhile can end the run.
        yield Pause(_VENV)
        # All are looked for before one that is missing, or refused, ends the run.
        errors: list[Exception] = []
        for wanted in bounded:
            try:
                yield from search.pages.look_everywhere(wanted)
                yield from search.pages.of(wanted)
            except (SearchError, MiddlewareError, PageError) as error:
                errors.append(error)
        if errors:
            raise errors[0]
        yield from self._look_ahead(search, bounded, stack)
        found: dict[str, Chosen] = {}
        turns = Turns.of(bounded)
        for wanted in exact_first(bounded):
            try:
                chosen = yield from search.find(wanted, self.target, stack, turns)
            except NotReachedError:
                continue
            turns.end(wanted.name, lost=chosen is None)
            if chosen is not None:
                found[wanted.name] = chosen
        for wanted in exact_first(bounded):
            if wanted.name not in found:
                raise search.pages.missing(f"the build of {name} needs {wanted.name}", wanted)
        for needed, one in found.items():
            if one.candidate.is_wheel:
                yield from fetch(search, one, needed)
            else:
                yield from self.install(search, one, needed)

    def _look_ahead(
        self, search: Search, requires: Sequence[Wanted], stack: tuple[str, ...]
    ) -> Flow[None]:
        """Read the metadata of all first versions; raise what ends the build once all are read."""
        # They are read at the same time: none learns from another that an index has no ranges.
        before, learnt = search.capabilities, set(search.capabilities.no_ranges)
        errors: list[Exception] = []
        for wanted in requires:
            if is_late(wanted, search.uv):
                continue
            search.capabilities = Capabilities(set(before.no_ranges))
            try:
                yield from search.first(wanted, self.target, stack)
            except BuildError:
                pass  # it ends this build when its turn comes
            except (SearchError, MiddlewareError) as error:
                errors.append(error)
            learnt |= search.capabilities.no_ranges
        search.capabilities = Capabilities(learnt)
        if errors:
            raise errors[0]

    def _bounded(self, requirement: Requirement) -> Requirement:
        """A build requirement with the build constraints on it."""
        parts = [requirement.specifier]
        parts += [c.specifier for c in self.options.constraints if c.name == requirement.name]
        return replace(requirement, specifier=",".join(filter(None, parts)))


def _tree(response: Response) -> SourceTree | None:
    """What an answer tells as a source distribution; None: not known. Raises NoArchiveError."""
    if response.truncated or response.failure is not None or response.status >= 400:
        return None
    # Archives are read in a check alone: what reads them takes its time to load.
    from indexdoctor.clients.uv.source_archive import read_source

    try:
        return read_source(response.body)
    except NoArchiveError:
        raise
    except SourceError:
        return None


def _is_no_archive(response: Response) -> bool:
    try:
        _tree(response)
    except NoArchiveError:
        return True
    return False
