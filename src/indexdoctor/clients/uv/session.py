"""One run of uv as a sequence of phases of independent flows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv import latest
from indexdoctor.clients.uv.apart import apart_phases
from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.connections import Connections
from indexdoctor.clients.uv.endings import SearchError, failed
from indexdoctor.clients.uv.failures import Conclusions, Failures
from indexdoctor.clients.uv.find_links import read_links, read_links_again, remote_links
from indexdoctor.clients.uv.frontend import build_phases
from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.installing import build_local, download
from indexdoctor.clients.uv.lock_flags import is_frozen, must_stay
from indexdoctor.clients.uv.named_files import take_locked
from indexdoctor.clients.uv.publishing import publishing
from indexdoctor.clients.uv.resolving import resolve_packages
from indexdoctor.clients.uv.search import Search
from indexdoctor.clients.uv.seeding import seed_direct, seed_pinned
from indexdoctor.clients.uv.simple import PageError
from indexdoctor.clients.uv.steps import (
    built,
    further_locks,
    installs_anew,
    is_idle,
    is_installed,
    is_taken,
    reads_metadata,
)
from indexdoctor.clients.uv.wanted import asks_nothing, has_project, installs, is_synced
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Flow
from indexdoctor.model.index import Index
from indexdoctor.model.resolution import Resolution, Wanted
from indexdoctor.versions import auth
from indexdoctor.versions.builds import OWN_BUILT_ANYHOW
from indexdoctor.versions.tools import LATEST_ASKS_KEYRING


class Session:
    """The requests of one uv command.

    `phases()` gives lists of flows: those of one list do not depend on one another and may run at
    the same time; the next list is to be asked for when all of them have ended.
    """

    def __init__(self, resolution: Resolution, found: Discovered) -> None:
        self._resolution = resolution
        self._found = found
        self._uv = found.surroundings.uv
        self._connections = Connections(resolution, found)
        self._failures = Failures()
        self._before: Search | None = None
        self._there: dict[str, str] = {}

    def phases(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The phases of the command, each a list of flows."""
        if self._found.command.kind is CommandKind.PUBLISH:
            yield from publishing(self._resolution, self._found, self._connections)
            return
        if self._found.command.kind is CommandKind.BUILD:
            yield from build_phases(self._resolution, self._found, self._connections)
            return
        if not asks_nothing(self._found) and has_project(self._found):
            yield from self._main()
        outdated = must_stay(self._found) and not is_taken(self._resolution)
        apart = [wanted for wanted in self._resolution.wanted if wanted.apart]
        if apart and not (self._failures.failed or outdated or self._is_refused()):
            yield from apart_phases(
                self._found, self._connections, self._failures, apart, self._before, self._there
            )

    def _is_refused(self, *, after_files: bool = True) -> bool:
        """Whether uv ends at what it finds only after the find-links pages, or later still."""
        late = (p for p in (*self._found.problems, *self._resolution.problems) if p.late)
        return any(after_files or not problem.after_files for problem in late)

    def _main(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The phases of the project, of what is installed, or of the tool."""
        taken = self._resolution.lock is not None and self._resolution.lock.is_taken
        frozen = taken and is_frozen(self._found)
        every = [wanted for wanted in self._resolution.wanted if not wanted.apart]
        if frozen and (not installs(self._found) or is_idle(self._found, every)):
            return
        locations = gather(self._found)
        search = self._before = self._connections.search(locations)
        if taken and reads_metadata(self._found):
            search.reads_direct = True
        flat = remote_links(locations)
        place = latest.looked_up(self._found, every)
        if place is not None:
            before = self._connections.search(locations, keyring=LATEST_ASKS_KEYRING in self._uv)
            yield [self._newest(before, every, place, flat)]
            if self._failures.failed:
                return
            self._connections.seed(locations)
            latest.keep_flat(before.pages, search.pages)
            latest.keep_pages(before.pages, search.pages, every[place])
        yield from read_links(search, flat, self._failures)
        if auth.PINNED_AGAIN in self._uv and not frozen:
            seed_pinned(self._connections.cache, every, self._connections.environ)
        dynamic = [build for build in self._resolution.builds if build.locked]
        if dynamic and not self._failures.failed and not taken:
            yield [
                self._failures.watched(build_local(search, build, installed=False))
                for build in dynamic
            ]
        # The pins of a project are looked at once its metadata is there.
        if self._is_refused(after_files=False):
            return
        # Files named by URL are read before any index is asked; a lock does not spare that.
        direct = [w for w in every if w.requirement.url is not None]
        if direct and not self._failures.failed and not frozen:
            yield [self._failures.watched(search.package(wanted)) for wanted in direct]
        if self._is_refused():
            return
        others = [w for w in every if w.requirement.url is None]
        if not self._failures.failed and not taken:
            yield from resolve_packages(search, others, self._failures)
        for _ in range(further_locks(self._found, self._resolution)):
            yield from read_links_again(search, flat, self._failures)
        for wanted in every:
            take_locked(search, wanted)
        kept = search.downloaded
        names = [
            name
            for name, chosen in search.chosen.items()
            if name not in kept
            and is_installed(self._found, self._resolution, name)
            and self._found.installed.get(name) != str(chosen.candidate.version)
        ]
        if self._found.installs_apart and not self._failures.failed:
            # Installing builds a client of its own, which stores the configured credentials again,
            # over what was learnt meanwhile.
            self._connections.seed(locations)
            seed_direct(self._connections.cache, self._found)
            synced = [name for name in search.chosen if taken or is_synced(self._found, name)]
            if installs_anew(self._found, self._resolution) and not is_idle(self._found, synced):
                yield from read_links_again(search, flat, self._failures)
            if not self._found.command.kind.is_tool:
                search.building = search.for_builds()
        local = [] if self._failures.failed else built(self._found, self._resolution)
        if OWN_BUILT_ANYHOW not in self._uv:
            forbidden = [b for b in local if b.name in search.builder.options.no_build]
            # uv sees this before it downloads anything.
            names, local = ([], forbidden) if forbidden else (names, local)
        if (names or local) and not self._failures.failed:
            builds = (build_local(search, build, installed=True) for build in local)
            yield [
                *(self._failures.noted(download(search, name)) for name in names),
                *map(self._failures.noted, builds),
            ]
        for wanted in every:
            if wanted.name in search.chosen and is_installed(
                self._found, self._resolution, wanted.name
            ):
                version = str(search.chosen[wanted.name].candidate.version)
                locked = wanted.requirement.specifier.removeprefix("==")
                self._there[wanted.name] = version if wanted.fetch is None else locked

    def _newest(
        self, search: Search, every: list[Wanted], place: int, flat: Sequence[Index]
    ) -> Flow[Conclusions]:
        """Look the newest version of one package up, and put it in its place."""
        try:
            every[place] = yield from latest.newest(search, every[place], flat)
        except (SearchError, MiddlewareError, PageError) as error:
            self._failures.failed = True
            return (failed(every[place].name, error),)
        return ()
