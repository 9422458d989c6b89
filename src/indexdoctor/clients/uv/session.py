"""One run of uv as a sequence of phases of independent flows."""

from __future__ import annotations

import sys
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import replace

from indexdoctor.clients.uv import latest
from indexdoctor.clients.uv.auth import Middleware, MiddlewareError
from indexdoctor.clients.uv.build_options import build_options
from indexdoctor.clients.uv.building import Builder
from indexdoctor.clients.uv.cache import CredentialCache
from indexdoctor.clients.uv.candidates import Target
from indexdoctor.clients.uv.disk_cache import DiskCache
from indexdoctor.clients.uv.endings import SearchError, failed
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.gathering import gather, typed
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.installing import build_local, download
from indexdoctor.clients.uv.lock_flags import is_frozen, must_stay
from indexdoctor.clients.uv.named_files import take_locked
from indexdoctor.clients.uv.pages import PageReader
from indexdoctor.clients.uv.precedence import single, switched_on
from indexdoctor.clients.uv.redirects import Redirects, redirects_of_checks, redirects_of_pages
from indexdoctor.clients.uv.roots import Governors, governors
from indexdoctor.clients.uv.search import Search
from indexdoctor.clients.uv.seeding import seed, seed_direct, seed_pinned, seed_project
from indexdoctor.clients.uv.settings import open_sources
from indexdoctor.clients.uv.simple import PageError
from indexdoctor.clients.uv.turns import Turns, is_late
from indexdoctor.clients.uv.wanted import (
    asks_nothing,
    has_project,
    installed,
    installs,
    is_synced,
    synced_tables,
    syncs,
)
from indexdoctor.model.config import CommandKind, Discovered
from indexdoctor.model.exchange import Answer, Flow, Role
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import LocalBuild, LockUse, Resolution, Standing, Wanted
from indexdoctor.versions import auth
from indexdoctor.versions.builds import OWN_BUILT_ANYHOW
from indexdoctor.versions.lock import SYNCS_WHEN_NEEDED, URL_READ_WHEN_FITTING, URL_READ_WHEN_LOCKED
from indexdoctor.versions.publish import CHECK_SEEDED, UPLOAD_REDIRECTS
from indexdoctor.versions.search import STALE_AT_ONCE
from indexdoctor.versions.tools import LATEST_ASKS_KEYRING

Conclusions = tuple[Conclusion, ...]


def _fits(wanted: Wanted, version: str) -> bool:
    from packaging.specifiers import SpecifierSet

    if wanted.requirement.url is not None:
        return False
    return SpecifierSet(wanted.requirement.specifier).contains(version, prereleases=True)


def _remote_flat(locations: IndexLocations) -> list[Index]:
    """The find-links pages to request; one that a project and a source both give counts once."""
    once = {index.address: index for index in reversed(locations.flat)}
    return [index for index in reversed(once.values()) if not index.url.is_local]


class Session:
    """The requests of one uv command.

    `phases()` gives lists of flows: those of one list do not depend on one another and may run at
    the same time; the next list is to be asked for when all of them have ended.
    """

    def __init__(self, resolution: Resolution, found: Discovered) -> None:
        self._resolution = resolution
        self._found = found
        self._uv = found.surroundings.uv
        self._environ = dict(found.surroundings.environ)
        self._cache = CredentialCache(tokens_suffice=auth.TOKEN_SUFFICES in found.surroundings.uv)
        self._sources = open_sources(found)
        self._failed = False
        self._broken = False
        self._broken_at_once = False
        self._before: Search | None = None
        self._there: dict[str, str] = {}

    def phases(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The phases of the command, each a list of flows."""
        if self._found.command.kind is CommandKind.PUBLISH:
            yield from self._publish()
            return
        if not asks_nothing(self._found) and has_project(self._found):
            yield from self._main()
        outdated = must_stay(self._found) and not self._is_taken()
        late = any(p.late for p in (*self._found.problems, *self._resolution.problems))
        apart = [wanted for wanted in self._resolution.wanted if wanted.apart]
        if apart and not (self._failed or outdated or late):
            yield from self._apart(apart)

    def _main(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The phases of the project, of what is installed, or of the tool."""
        taken = self._resolution.lock is not None and self._resolution.lock.is_taken
        frozen = taken and is_frozen(self._found)
        every = [wanted for wanted in self._resolution.wanted if not wanted.apart]
        if frozen and (not installs(self._found) or self._is_idle(every)):
            return
        locations = gather(self._found)
        search = self._before = self._search(locations)
        if taken and self._reads_metadata():
            search.reads_direct = True
        flat = _remote_flat(locations)
        place = latest.looked_up(self._found, every)
        if place is not None:
            before = self._search(locations, keyring=LATEST_ASKS_KEYRING in self._uv)
            yield [self._newest(before, every, place, flat)]
            if self._failed:
                return
            self._seed(locations)
            latest.keep_flat(before.pages, search.pages)
            latest.keep_pages(before.pages, search.pages, every[place])
        yield from self._flat_first(search, flat)
        if auth.PINNED_AGAIN in self._uv and not frozen:
            seed_pinned(self._cache, every, self._environ)
        dynamic = [build for build in self._resolution.builds if build.locked]
        if dynamic and not self._failed and not taken:
            yield [self._watched(build_local(search, build, installed=False)) for build in dynamic]
        # The pins of a project are looked at once its metadata is there.
        if any(p.late for p in (*self._found.problems, *self._resolution.problems)):
            return
        # Files named by URL are read before any index is asked; a lock does not spare that.
        direct = [w for w in every if w.requirement.url is not None]
        if direct and not self._failed and not frozen:
            yield [self._watched(search.package(wanted)) for wanted in direct]
        others = [w for w in every if w.requirement.url is None]
        if not self._failed and not taken:
            yield from self._resolved(search, others)
        for _ in range(self._further_locks()):
            yield from self._flat_again(search, flat)
        for wanted in every:
            take_locked(search, wanted)
        kept = search.downloaded
        names = [
            name
            for name, chosen in search.chosen.items()
            if name not in kept
            and self._is_installed(name)
            and self._found.installed.get(name) != str(chosen.candidate.version)
        ]
        if self._found.installs_apart and not self._failed:
            # Installing builds a client of its own, which stores the configured credentials again,
            # over what was learnt meanwhile.
            self._seed(locations)
            seed_direct(self._cache, self._found)
            synced = [name for name in search.chosen if taken or is_synced(self._found, name)]
            if self._installs_anew() and not self._is_idle(synced):
                yield from self._flat_again(search, flat)
            if not self._found.command.kind.is_tool:
                search.building = search.for_builds()
        local = [] if self._failed else self._built()
        if OWN_BUILT_ANYHOW not in self._uv:
            forbidden = [b for b in local if b.name in search.builder.options.no_build]
            # uv sees this before it downloads anything.
            names, local = ([], forbidden) if forbidden else (names, local)
        if (names or local) and not self._failed:
            builds = (build_local(search, build, installed=True) for build in local)
            yield [
                *(self._noted(download(search, name)) for name in names),
                *map(self._noted, builds),
            ]
        for wanted in every:
            if wanted.name in search.chosen and self._is_installed(wanted.name):
                version = str(search.chosen[wanted.name].candidate.version)
                locked = wanted.requirement.specifier.removeprefix("==")
                self._there[wanted.name] = version if wanted.fetch is None else locked

    def _reads_metadata(self) -> bool:
        """Whether a file named by URL is not fetched whole to see that the lock fits."""
        locked = must_stay(self._found) and URL_READ_WHEN_LOCKED in self._uv
        return locked or URL_READ_WHEN_FITTING in self._uv

    def _resolved(
        self, search: Search, others: Sequence[Wanted]
    ) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The pages of all packages, and the metadata of what is chosen from them.

        The unsafe strategies ask all indexes at once. Some packages are not looked into ahead: uv
        reads their metadata when their turn comes, unless one before them was not to be had.
        """
        turns = Turns.of(others)
        late = [wanted for wanted in others if is_late(wanted, self._uv)]
        free = [wanted for wanted in others if wanted not in late]
        names = dict.fromkeys(wanted.name for wanted in late)
        parts = ([wanted for wanted in late if wanted.name == name] for name in names)
        searches = [
            *(self._in_turn(search, wanted, turns) for wanted in free),
            *(self._parts(search, some, turns) for some in parts),
        ]
        looks: list[Flow[Conclusions]] = []
        if not search.pages.locations.no_index:
            ahead = late if search.pages.is_first_only else others
            looks = [look for wanted in ahead for look in self._looks(search, wanted)]
        if search.pages.is_first_only:
            yield [*looks, *searches]
        else:
            yield looks
            yield searches

    def _apart(self, wanted: Sequence[Wanted]) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The phases of an environment that `uv run --with` puts before the project's.

        None is made where the project's has all of it already.
        """
        there = self._there
        if all(one.name in there and _fits(one, there[one.name]) for one in wanted):
            return
        locations = gather(self._found)
        search, flat = self._search(locations, apart=True), _remote_flat(locations)
        if self._before is not None:
            latest.keep_flat(self._before.pages, search.pages)
            for one in wanted:
                known = not self._found.locks
                latest.keep_pages(self._before.pages, search.pages, one, known=known)
        wanted = [replace(one, preferred=there.get(one.name)) for one in wanted]
        yield from self._flat_first(search, flat)
        direct = [w for w in wanted if w.requirement.url is not None]
        if direct and not self._failed:
            yield [self._watched(search.package(one)) for one in direct]
        if not self._failed:
            yield from self._resolved(search, [w for w in wanted if w not in direct])
        if self._failed:
            return
        seed(self._cache, locations.known(), self._environ, self._uv)
        yield from self._flat_again(search, flat)
        names = [
            name
            for name, chosen in search.chosen.items()
            if name not in search.downloaded and there.get(name) != str(chosen.candidate.version)
        ]
        if names and not self._failed:
            yield [download(search, name) for name in names]

    def _flat_first(
        self, search: Search, flat: Sequence[Index]
    ) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The find-links pages, but for those that a cache has."""
        read = [index for index, _ in search.pages.flat_files]
        unread = [index for index in flat if index not in read]
        if unread:
            yield [self._flat(search, index) for index in unread]

    def _flat_again(
        self, search: Search, flat: Sequence[Index]
    ) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The find-links pages once more, but for those that a cache may keep."""
        again = [index for index in flat if index.label in search.pages.read_again]
        if again and not self._failed and STALE_AT_ONCE in self._uv:
            yield [self._flat(search, index, keep=False) for index in again]

    def _built(self) -> list[LocalBuild]:
        """The projects of the user's own that are built to be installed."""
        if not installs(self._found):
            return []
        return [build for build in self._resolution.builds if build.installed]

    def _further_locks(self) -> int:
        """`uv add` locks a second time to write the lower bound of what was typed without one."""
        adds = self._found.command.kind is CommandKind.ADD and not self._is_frozen()
        typed = self._found.requirements.requirements
        return int(adds and any(not r.specifier and r.url is None for r in typed))

    def _installs_anew(self) -> bool:
        """Whether a project command goes on to install, which reads the find-links pages again."""
        found, lock = self._found, self._resolution.lock
        outdated = must_stay(found) and lock is not None and not lock.is_taken
        return not self._is_frozen() and syncs(found) and not outdated

    def _is_idle(self, chosen: Collection[object]) -> bool:
        """Whether a project command finds nothing to install, and builds no client for it."""
        if SYNCS_WHEN_NEEDED not in self._uv or not self._found.locks:
            return False
        return not chosen and not any(table.is_package for table in synced_tables(self._found))

    def _is_taken(self) -> bool:
        lock = self._resolution.lock
        return lock is None or lock.is_taken

    def _is_frozen(self) -> bool:
        lock = self._resolution.lock
        return lock is not None and lock.use is LockUse.FROZEN

    def _is_installed(self, name: str) -> bool:
        lock = self._resolution.lock
        if lock is not None and lock.is_taken:
            return installs(self._found)
        if lock is not None and must_stay(self._found):
            return False
        return installed(self._found, name)

    def _seed(self, locations: IndexLocations) -> None:
        is_project = self._found.locks
        last = auth.STORED_BY_CLIENT in self._uv
        if is_project and last:
            seed_project(self._cache, self._found, self._environ)
        seed(self._cache, locations.known(), self._environ, self._uv)
        if is_project and not last:
            seed_project(self._cache, self._found, self._environ)

    def _search(
        self,
        locations: IndexLocations,
        *,
        seeded: bool = True,
        keyring: bool = True,
        apart: bool = False,
    ) -> Search:
        if apart:
            seed(self._cache, locations.known(), self._environ, self._uv)
        elif seeded:
            self._seed(locations)
        locks = self._found.locks and not apart
        strategy = self._resolution.settings["index-strategy"].value
        is_check = self._found.command.kind is CommandKind.PUBLISH
        redirects = (redirects_of_checks if is_check else redirects_of_pages)(self._uv)
        rows = self._resolution.rows
        client = Client(
            self._middleware(
                governors(locations, self._found.command.kind, self._uv),
                follows=redirects is Redirects.INSIDE,
                keyring=keyring,
            ),
            self._resolution.network.retries.value,
            redirects,
        )
        search = Search(
            client=client,
            uv=self._uv,
            pages=PageReader(client, self._uv, locations, str(strategy), DiskCache(self._uv)),
            builder=Builder(
                build_options(self._found),
                self._found.surroundings,
                tuple(row for row in rows if row.standing is Standing.SEARCHED),
                tuple(typed(self._found)),
            ),
            target=self._target(locks=locks),
            no_deps=self._no_metadata(),
            locks=locks,
            installed=self._known_metadata() if apart else self._found.installed,
        )
        if search.target.universal:
            search.building = search.for_builds()
        return search

    def _known_metadata(self) -> dict[str, str]:
        """The versions whose metadata the project's phases read, where a cache keeps it."""
        is_kept = STALE_AT_ONCE not in self._uv or not self._found.locks
        return self._there if is_kept else {}

    def _middleware(
        self,
        governors: Governors,
        *,
        upload: bool = False,
        follows: bool = False,
        keyring: bool = True,
    ) -> Middleware:
        sources = self._sources
        if not keyring:
            sources = replace(sources, keyring_on=False)
        offline = self._resolution.network.offline
        return Middleware(
            uv=self._uv,
            cache=self._cache,
            sources=sources,
            governors=governors,
            only_authenticated=upload,
            follows=follows,
            dependabot=auth.DEPENDABOT in self._uv and self._environ.get("DEPENDABOT") == "true",
            offline=offline is not None and bool(offline.value),
        )

    def _target(self, *, locks: bool) -> Target:
        options = self._found.command.options
        given = options.last("python-version")
        version = ".".join(map(str, sys.version_info[:3])) if given is None else given.value
        prereleases = single(self._found, "prerelease", "if-necessary").value
        if options.flag("pre"):
            prereleases = "allow"
        universal = locks or options.flag("universal")
        return Target(version, universal, str(prereleases))

    def _no_metadata(self) -> bool:
        """Without dependencies (`pip sync`, --no-deps) uv reads no metadata while resolving."""
        found = self._found
        typed = found.command.options.last("deps")
        if typed is not None:
            return typed.value == "false"
        return found.command.kind is CommandKind.PIP_SYNC or (
            found.command.kind.is_pip and switched_on(found, "no-deps").value
        )

    def _looks(self, search: Search, wanted: Wanted) -> Iterator[Flow[Conclusions]]:
        """The flows that read a package's pages ahead."""
        if search.pages.is_first_only:
            yield self._stopped(search.pages.look_on(wanted))
            return
        for place in range(len(wanted.indexes)):
            yield self._stopped(search.pages.look(wanted, place), is_first=place == 0)

    def _parts(self, search: Search, parts: Sequence[Wanted], turns: Turns) -> Flow[Conclusions]:
        """The parts of one requirement, one after the other; the first that is missing ends it."""
        every: Conclusions = ()
        for wanted in parts:
            conclusions = yield from self._in_turn(search, wanted, turns)
            every += conclusions
            if any(conclusion.ending is not Ending.FOUND for conclusion in conclusions):
                break
        return every

    def _in_turn(self, search: Search, wanted: Wanted, turns: Turns) -> Flow[Conclusions]:
        """Search one package; one that cannot be had ends the run when its turn comes."""
        flow = search.package(wanted, turns)
        conclusions = yield from self._stopped(flow, unbuilt=search.unbuilt)
        lost = any(conclusion.ending is not Ending.FOUND for conclusion in conclusions)
        self._failed = self._failed or lost
        turns.end(wanted.name, lost=lost)
        return conclusions

    def _watched(self, flow: Flow[Conclusions]) -> Flow[Conclusions]:
        """Run a search, and note how it ended."""
        conclusions = yield from self._stopped(flow)
        endings = {conclusion.ending for conclusion in conclusions}
        self._failed = self._failed or bool(endings - {Ending.FOUND})
        return conclusions

    def _noted(self, flow: Flow[Conclusions]) -> Flow[Conclusions]:
        """Run a flow that stops no other, and note whether it failed."""
        conclusions = yield from flow
        if any(conclusion.ending is Ending.FAILED for conclusion in conclusions):
            self._failed = True
        return conclusions

    def _stopped(
        self,
        flow: Flow[Conclusions],
        *,
        is_first: bool = True,
        unbuilt: Container[str] = (),
    ) -> Flow[Conclusions]:
        """Run a flow; once another has failed uv starts no further request.

        All flows of a phase have begun by then: the first step of each is taken in any case, unless
        one before it failed at once, without a step. Of the indexes of a package only the first
        fails so early: uv takes their answers in order.
        """
        if self._broken_at_once:
            flow.close()
            return ()
        answer: Answer = None
        begun = False
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                conclusions: Conclusions = stop.value
                break
            if self._broken and begun:
                flow.close()
                return ()
            begun = True
            answer = yield step
        if any(c.ending is Ending.FAILED and c.subject not in unbuilt for c in conclusions):
            self._broken = True
            self._broken_at_once = self._broken_at_once or (is_first and not begun)
        return conclusions

    def _flat(self, search: Search, index: Index, *, keep: bool = True) -> Flow[Conclusions]:
        try:
            files = yield from search.pages.flat_page(index)
        except (SearchError, MiddlewareError) as error:
            self._failed = True
            return (failed(index.label, error, Role.FLAT),)
        if keep:
            search.pages.flat_files.append((index, files))
        return ()

    def _newest(
        self, search: Search, every: list[Wanted], place: int, flat: Sequence[Index]
    ) -> Flow[Conclusions]:
        """Look the newest version of one package up, and put it in its place."""
        try:
            every[place] = yield from latest.newest(search, every[place], flat)
        except (SearchError, MiddlewareError, PageError) as error:
            self._failed = True
            return (failed(every[place].name, error),)
        return ()

    def _publish(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        from indexdoctor.clients.uv.publish import Upload
        from indexdoctor.clients.uv.publish_settings import files_to_upload, is_dry_run, stand_in
        from indexdoctor.clients.uv.uploads import Uploads

        publish = self._resolution.publish
        if publish is None:
            return
        locations = gather(self._found)
        # Only the client of the check URL stores the configured credentials.
        seeded = publish.check is not None
        if publish.check is not None and CHECK_SEEDED not in self._uv:
            # That client knows its own URL and nothing that is configured.
            check = Index(publish.check.value, IndexKind.INDEX, publish.check.origin)
            locations, seeded = IndexLocations((check,), uv=self._uv), False
        search = self._search(locations, seeded=seeded)
        upload = Upload(
            publish=publish,
            locations=locations,
            pages=search.pages,
            uploads=Uploads(
                self._middleware(
                    Governors(), upload=True, follows=UPLOAD_REDIRECTS not in self._uv
                ),
                self._uv,
                self._resolution.network.retries.value,
            ),
            keyring_on=self._sources.keyring_on,
            dry_run=is_dry_run(self._found),
            uv=self._uv,
            environ=self._environ,
        )
        yield [upload.run(files_to_upload(self._found) or stand_in(self._found))]
