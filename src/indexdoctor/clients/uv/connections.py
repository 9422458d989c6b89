"""The clients that one run of uv builds, and the credentials they share."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache

from indexdoctor.clients.uv.auth import Middleware
from indexdoctor.clients.uv.build_options import build_options
from indexdoctor.clients.uv.building import Builder
from indexdoctor.clients.uv.cache import CredentialCache
from indexdoctor.clients.uv.candidates import Target
from indexdoctor.clients.uv.disk_cache import DiskCache
from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.gathering import typed
from indexdoctor.clients.uv.hashes import wanted_hashes
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.opening import open_sources
from indexdoctor.clients.uv.pages import PageReader
from indexdoctor.clients.uv.precedence import single
from indexdoctor.clients.uv.preferences import preferred_hashes
from indexdoctor.clients.uv.redirects import Redirects, redirects_of_checks, redirects_of_pages
from indexdoctor.clients.uv.roots import Governors, governors
from indexdoctor.clients.uv.search import Search
from indexdoctor.clients.uv.seeding import seed, seed_project
from indexdoctor.clients.uv.wanted import without_dependencies
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.resolution import Resolution, Standing
from indexdoctor.versions import auth


class Connections:
    """Builds the clients of one run over one cache of credentials."""

    def __init__(self, resolution: Resolution, found: Discovered) -> None:
        self._resolution = resolution
        self._found = found
        self._uv = found.surroundings.uv
        self.environ = dict(found.surroundings.environ)
        self.cache = CredentialCache(tokens_suffice=auth.TOKEN_SUFFICES in found.surroundings.uv)
        self.sources = open_sources(found, resolution.keyrings)

    def search(
        self,
        locations: IndexLocations,
        *,
        seeded: bool = True,
        keyring: bool = True,
        apart: bool = False,
        before: Search | None = None,
    ) -> Search:
        """A search with a client of its own, for which the configured credentials are stored.

        `apart`: for an environment that is not the project's. What `before` has put into the cache
        on disk is not asked for again, nor, where nothing is locked, any metadata it has read.
        """
        if apart or seeded:
            self.seed(locations, apart=apart)
        locks = self._found.locks and not apart
        strategy = self._resolution.settings["index-strategy"].value
        is_check = self._found.command.kind is CommandKind.PUBLISH
        redirects = (redirects_of_checks if is_check else redirects_of_pages)(self._uv)
        client = Client(
            self.middleware(
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
            pages=PageReader(
                client,
                self._uv,
                locations,
                str(strategy),
                before.pages.cache if before else DiskCache(self._uv),
            ),
            builder=before.builder if before else self._builder(),
            target=self._target(locks=locks),
            no_deps=without_dependencies(self._found),
            locks=locks,
            installed=self._found.installed,
        )
        if before is not None:
            search.capabilities = before.capabilities
            if not self._found.locks:
                search.read = before.read
        if search.target.universal:
            search.building = search.for_builds()
        return search

    def middleware(
        self,
        governors: Governors,
        *,
        upload: bool = False,
        follows: bool = False,
        keyring: bool = True,
    ) -> Middleware:
        """What looks credentials up for one client."""
        sources = self.sources
        if not keyring:
            sources = replace(sources, keyring_on=False)
        offline = self._resolution.network.offline
        return Middleware(
            uv=self._uv,
            cache=self.cache,
            sources=sources,
            governors=governors,
            only_authenticated=upload,
            follows=follows,
            dependabot=auth.DEPENDABOT in self._uv and self.environ.get("DEPENDABOT") == "true",
            offline=offline is not None and bool(offline.value),
        )

    def seed(self, locations: IndexLocations, *, apart: bool = False) -> None:
        """Store the configured credentials, as each new client does; `apart` from the project's."""
        is_project = self._found.locks and not apart
        last = auth.STORED_BY_CLIENT in self._uv
        if is_project and last:
            seed_project(self.cache, self._found, self.environ)
        seed(self.cache, locations.known(), self.environ, self._uv)
        if is_project and not last:
            seed_project(self.cache, self._found, self.environ)

    def _builder(self) -> Builder:
        rows = self._resolution.rows
        return Builder(
            build_options(self._found),
            self._found.surroundings,
            tuple(row for row in rows if row.standing is Standing.SEARCHED),
            tuple(typed(self._found)),
            rows,
        )

    def _target(self, *, locks: bool) -> Target:
        options = self._found.command.options
        given = options.last("python-version")
        version = ".".join(map(str, sys.version_info[:3])) if given is None else given.value
        prereleases = single(self._found, "prerelease", "if-necessary").value
        if options.flag("pre"):
            prereleases = "allow"
        universal = locks or options.flag("universal")
        found, lock = self._found, self._resolution.lock
        hashes = cache(lambda: wanted_hashes(found) | preferred_hashes(found, lock))
        return Target(version, universal, str(prereleases), hashes)
