"""One run of uv as a sequence of phases of independent flows."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from packaging.version import InvalidVersion, Version

from indexdoctor.clients.uv.auth import Middleware
from indexdoctor.clients.uv.cache import CredentialCache
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.publish import Distribution, Upload, distributions
from indexdoctor.clients.uv.publish_settings import is_dry_run, patterns
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.clients.uv.search import Search, SearchError, failed
from indexdoctor.clients.uv.seeding import seed
from indexdoctor.clients.uv.select import Target
from indexdoctor.clients.uv.settings import open_sources
from indexdoctor.clients.uv.wanted import installed
from indexdoctor.model.config import CommandKind, Discovered
from indexdoctor.model.exchange import Flow, Role
from indexdoctor.model.index import Index
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Resolution

Conclusions = tuple[Conclusion, ...]


class Session:
    """The requests of one uv command.

    `phases()` gives lists of flows: those of one list do not depend on one another and may run at
    the same time; the next list is to be asked for when all of them have ended.
    """

    def __init__(self, resolution: Resolution, found: Discovered) -> None:
        self._resolution = resolution
        self._found = found
        self._environ = dict(found.surroundings.environ)
        self._cache = CredentialCache()
        self._sources = open_sources(found)
        self._failed = False

    def phases(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        """The phases of the command, each a list of flows."""
        if self._found.command.kind is CommandKind.PUBLISH:
            yield from self._publish()
            return
        locations = gather(self._found)
        search = self._search(locations)
        flat = [index for index in locations.flat if not index.url.is_local]
        if flat:
            yield [self._flat(search, index) for index in flat]
        # Files named by URL are read before any index is asked.
        direct = [w for w in self._resolution.wanted if w.requirement.url is not None]
        if direct and not self._failed:
            yield [self._watched(search.package(wanted)) for wanted in direct]
        if not self._failed:
            others = [w for w in self._resolution.wanted if w.requirement.url is None]
            yield [self._watched(search.package(wanted)) for wanted in others]
        names = [name for name in search.chosen if installed(self._found, name)]
        if names and not self._failed:
            # Installing builds a client of its own, which stores the configured credentials again.
            seed(self._cache, locations.known(), self._environ)
            yield [search.download(name) for name in names]

    def _search(self, locations: IndexLocations) -> Search:
        seed(self._cache, locations.known(), self._environ)
        strategy = self._resolution.settings["index-strategy"].value
        return Search(
            client=Client(
                self._middleware(Governors.from_indexes(locations.allowed())),
                self._resolution.network.retries.value,
            ),
            locations=locations,
            strategy=str(strategy),
            target=self._target(),
            no_deps=self._no_metadata(),
        )

    def _middleware(self, governors: Governors, *, upload: bool = False) -> Middleware:
        return Middleware(
            cache=self._cache,
            sources=self._sources,
            governors=governors,
            only_authenticated=upload,
            dependabot=self._environ.get("DEPENDABOT") == "true",
        )

    def _target(self) -> Target:
        kind, options = self._found.command.kind, self._found.command.options
        given = options.last("python-version")
        version = Version(".".join(map(str, sys.version_info[:3])))
        if given is not None:
            with contextlib.suppress(InvalidVersion):
                version = Version(given.value)
        return Target(version, universal=not kind.is_pip or options.flag("universal"))

    def _no_metadata(self) -> bool:
        """Without dependencies (`pip sync`, --no-deps) uv reads no metadata while resolving."""
        return self._found.command.kind is CommandKind.PIP_SYNC or self._found.command.options.flag(
            "no-deps"
        )

    def _watched(self, flow: Flow[Conclusions]) -> Flow[Conclusions]:
        conclusions = yield from flow
        if any(conclusion.ending is not Ending.FOUND for conclusion in conclusions):
            self._failed = True
        return conclusions

    def _flat(self, search: Search, index: Index) -> Flow[Conclusions]:
        try:
            files = yield from search.flat_page(index)
        except SearchError as error:
            self._failed = True
            return (failed(index.label, error, Role.FLAT),)
        search.flat_files.append((index, files))
        return ()

    def _publish(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        publish = self._resolution.publish
        if publish is None:
            return
        locations = gather(self._found)
        search = self._search(locations)
        upload = Upload(
            publish=publish,
            locations=locations,
            search=search,
            uploads=self._middleware(Governors(), upload=True),
            keyring_on=self._sources.keyring_on,
            dry_run=is_dry_run(self._found),
            environ=self._environ,
        )
        files = distributions(patterns(self._found), self._found.surroundings.cwd)
        yield [upload.run(files or self._stand_in())]

    def _stand_in(self) -> tuple[Distribution, ...]:
        """Without a built distribution: the file the project would build."""
        table = self._found.project
        name = (table.name if table and table.name else "package").replace("-", "_").lower()
        version = table.version if table and table.version else "0.0.0"
        return (Distribution(f"{name}-{version}.tar.gz", name.replace("_", "-"), version, False),)
