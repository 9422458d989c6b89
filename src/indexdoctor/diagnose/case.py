"""What a rule looks at: the files, what follows from them, and what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from indexdoctor.model.credential import Asked, Credential
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.replayed import Conclusion, Ending, Probe, Replayed
from indexdoctor.model.resolution import IndexRow, Publish, Resolution, Standing
from indexdoctor.model.url import Url
from indexdoctor.versions import Uv
from indexdoctor.versions.publish import CHECK_SEEDED

READ_ROLES = (Role.PAGE, Role.FLAT, Role.METADATA, Role.FILE)
# There is one publish target a command, under whatever label its requests go.
PUBLISH_ROLES = (Role.CHECK, Role.UPLOAD)
ASKED = (Standing.SEARCHED, Standing.EXPLICIT, Standing.FLAT)


@dataclass(frozen=True)
class Chain:
    """The exchanges that came of one request of the client: first try, redirects, retries, last.

    `exchanges` is never empty and in order of starting.
    """

    exchanges: tuple[Exchange, ...]

    @property
    def first(self) -> Exchange:
        return self.exchanges[0]

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    @property
    def credential(self) -> Credential | None:
        """What the last request carried."""
        return self.last.request.credential

    @property
    def sent(self) -> tuple[Exchange, ...]:
        """The exchanges whose request carried a complete credential."""
        return tuple(e for e in self.exchanges if is_complete(e.request.credential))

    @property
    def plain(self) -> tuple[Exchange, ...]:
        """The exchanges whose request carried no credential at all."""
        return tuple(e for e in self.exchanges if e.request.credential is None)

    @property
    def status(self) -> int:
        return self.last.response.status

    @property
    def refused(self) -> bool:
        return self.status in (401, 403)


def is_complete(credential: Credential | None) -> bool:
    return credential is not None and credential.is_complete


def under(url: Url, root: Url) -> bool:
    """Whether `url` lies at or below `root`: same realm, whole path segments."""
    wanted = root.segments
    return (
        (url.scheme, url.host, url.effective_port) == (root.scheme, root.host, root.effective_port)
    ) and url.segments[: len(wanted)] == wanted


def place_of(url: Url) -> tuple[str, str]:
    """What is equal for two URLs of one index: account, query and a last slash do not count."""
    return url.realm, url.path.rstrip("/")


def _chains(exchanges: tuple[Exchange, ...]) -> tuple[Chain, ...]:
    groups: dict[tuple[object, ...], list[Exchange]] = {}
    current: dict[tuple[object, ...], tuple[object, ...]] = {}
    uploads = 0
    for exchange in exchanges:
        request = exchange.request
        # Each file of an upload is checked anew; what the check before it got is another request.
        uploads += request.role is Role.UPLOAD
        turn = uploads if request.role is Role.CHECK else 0
        line = (request.role, request.asked_for, request.package, turn)
        key: tuple[object, ...] = (*line, request.method, request.url)
        if request.hop and line in current:
            key = current[line]
        current[line] = key
        groups.setdefault(key, []).append(exchange)
    return tuple(Chain(tuple(group)) for group in groups.values())


@dataclass(frozen=True)
class Case:
    """A view of one run for the rules. `replayed` is None when nothing was sent (`explain`)."""

    discovered: Discovered
    resolution: Resolution
    replayed: Replayed | None = None
    mode: str = "check"

    @property
    def client(self) -> str:
        """The client and its version, as causes name it: `uv 0.13.8`."""
        return f"{self.resolution.client} {self.resolution.version}"

    @property
    def uv(self) -> Uv:
        """The version the case is about: `change in case.uv` tells how it behaves."""
        return self.discovered.surroundings.uv

    @property
    def keyring_on(self) -> bool:
        """Whether the client would run the keyring command."""
        provider = self.resolution.settings.get("keyring-provider")
        return provider is not None and str(provider.value) == "subprocess"

    @property
    def publish(self) -> Publish | None:
        return self.resolution.publish

    @cached_property
    def effective(self) -> tuple[Exchange, ...]:
        """What the client itself sends, in order of starting."""
        if self.replayed is None:
            return ()
        wanted = set(self.replayed.effective)
        return tuple(e for e in self.replayed.exchanges if e.id in wanted)

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """The effective exchanges, grouped by the request they came of.

        Without uv's question whether trusted publishing is possible: it goes on whatever comes.
        """
        asked = (e for e in self.effective if e.request.role is not Role.TRUSTED)
        return _chains(tuple(asked))

    def chains_of(self, label: str, *roles: Role) -> tuple[Chain, ...]:
        """The chains of these roles for an index; those of the publish target for its roles."""
        return tuple(
            chain
            for chain in self.chains
            if chain.first.request.role in roles
            and (
                chain.first.request.asked_for == label or chain.first.request.role in PUBLISH_ROLES
            )
        )

    @property
    def check_chains(self) -> tuple[Chain, ...]:
        return tuple(c for c in self.chains if c.first.request.role is Role.CHECK)

    @property
    def upload_chains(self) -> tuple[Chain, ...]:
        return tuple(c for c in self.chains if c.first.request.role is Role.UPLOAD)

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        return () if self.replayed is None else self.replayed.conclusions

    def conclusion(self, package: str | None) -> Conclusion | None:
        """How the search for a package ended."""
        return next((c for c in self.conclusions if c.subject == package), None)

    @property
    def probes(self) -> tuple[Probe, ...]:
        return () if self.replayed is None else self.replayed.probes

    def rows(self, *standings: Standing) -> Iterator[IndexRow]:
        """The index rows with one of these standings (all of them when none is given)."""
        for row in self.resolution.rows:
            if not standings or row.standing in standings:
                yield row

    def row(self, label: str | None) -> IndexRow | None:
        """The row of an index, the one in effect first."""
        found = [row for row in self.resolution.rows if row.index.label == label]
        found.sort(key=lambda row: row.standing not in ASKED)
        return found[0] if found else None

    @property
    def publish_label(self) -> str:
        """The label under which findings and probes speak of the publish target."""
        if self.publish is None:
            return ""
        return self.publish.index or str(self.publish.url.value.url)

    @property
    def check_row(self) -> IndexRow | None:
        """The index whose URL is the check URL, when one is defined."""
        if self.publish is None or self.publish.check is None:
            return None
        url = self.publish.check.value.url
        rows = [row for row in self.resolution.rows if row.index.url == url]
        rows.sort(key=lambda row: row.index.label != self.publish_label)
        return rows[0] if rows else None

    def tried(self, label: str, role: Role, credential: Credential) -> Iterator[Exchange]:
        """The probes and control exchanges that carried `credential` for this index and role."""
        if self.replayed is None:
            return
        for probe in self.probes:
            if (
                probe.exchange is not None
                and probe.role is role
                and (probe.index == label or role in PUBLISH_ROLES)
                and probe.credential is not None
                and probe.credential.key == credential.key
            ):
                yield self.replayed.exchange(probe.exchange)

    def found(self, row: IndexRow) -> tuple[Asked, ...]:
        """The sources that hold a complete credential for an index."""
        return tuple(a for a in row.asked if a.state == "found" and is_complete(a.credential))

    def held(self, row: IndexRow) -> tuple[Credential, ...]:
        """The complete credentials of all sources of an index, asked or not."""
        return tuple(a.credential for a in row.asked if a.credential and a.credential.is_complete)

    @cached_property
    def lender(self) -> IndexRow | None:
        """The index whose credentials an upload borrows: it has some, on the publish URL's host.

        They are known once the check URL has been looked at; before CHECK_SEEDED they never are.
        """
        if self.publish is None or self.publish.check is None or CHECK_SEEDED not in self.uv:
            return None
        realm = self.publish.url.value.url.realm
        rows = (r for r in self.rows() if is_complete(r.seeded) and r.index.url.realm == realm)
        return next(rows, None)

    def stops(self, status: int, row: IndexRow) -> bool:
        """Whether this status at this index ends the search for a package."""
        strategy = self.resolution.settings.get("index-strategy")
        if strategy is not None and str(strategy.value) != "first-index":
            return False
        return status in (401, 403) and status not in (row.index.ignore_error_codes or ())

    def is_missing(self, package: str | None) -> bool:
        """Whether the search for a package ended because no index has it."""
        conclusion = self.conclusion(package)
        return conclusion is not None and conclusion.ending is Ending.MISSING

    def ended_badly(self, chain: Chain) -> bool:
        """Whether what this request was for fails: the package's search, or the flat page."""
        request = chain.first.request
        return any(
            conclusion.ending in (Ending.STOPPED, Ending.FAILED, Ending.MISSING)
            and (
                conclusion.subject == request.package
                or (conclusion.index, conclusion.role) == (request.asked_for, request.role)
            )
            for conclusion in self.conclusions
        )
