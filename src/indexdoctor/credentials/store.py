"""uv's own credential store, `credentials.toml` (crates/uv-auth/src/store.rs).

`uv auth login` refuses `http` URLs of other machines, but the reader does not: with uv 0.13.8 an
entry with any scheme and host is read and used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexdoctor.credentials.reading import Unreadable, exists, read_bytes
from indexdoctor.credentials.store_file import StoreEntry, parse_store
from indexdoctor.discover import paths
from indexdoctor.model.credential import Asked, Credential, Passed, Scheme, Source
from indexdoctor.model.hash_order import set_order
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Url, is_path_prefix
from indexdoctor.records import record
from indexdoctor.versions import auth

# What is said of a store without entries.
EMPTY = "the file holds no entry"
SIZE_LIMIT = 1024 * 1024


def _is_service(url: Url) -> bool:
    """Whether uv takes the URL as a service of an exact look-up: https, or http to this machine."""
    return url.scheme == "https" or (
        url.scheme == "http" and url.host in ("localhost", "127.0.0.1")
    )


@record
class Store:
    """The credential store of these surroundings.

    `state` is found, absent (no file) or failed (one bad entry makes uv drop the file as a whole;
    `reason` says why). Of entries with equal service and user name only the last is kept;
    `entries` are in the order in which uv walks its hash table.
    """

    path: Path
    shown: str
    state: str = "absent"
    reason: str = ""
    entries: tuple[StoreEntry, ...] = ()
    whole_segments: bool = True
    refuses_ties: bool = True
    problems: tuple[Problem, ...] = ()

    def _exact(self, url: Url, username: str | None) -> StoreEntry | None:
        if not _is_service(url):
            return None
        return next((entry for entry in self.entries if entry.is_exactly(url, username)), None)

    def _matches(self, url: Url, username: str | None) -> list[StoreEntry]:
        """The exact entry, else that of the longest path below which the URL lies.

        Entries are walked in the order of uv's table. Two that no length tells apart are both
        given where uv gives up at the second; else the first of them counts.
        """
        exact = self._exact(url, username)
        if exact is not None:
            return [exact]
        best: StoreEntry | None = None
        for entry in self.entries:
            if not self._covers(entry, url) or username not in (None, entry.username):
                continue
            if best is None or len(entry.path) > len(best.path):
                best = entry
            elif len(entry.path) == len(best.path) and self.refuses_ties:
                return [best, entry]
        return [] if best is None else [best]

    def _covers(self, entry: StoreEntry, url: Url) -> bool:
        return (
            entry.url is not None
            and entry.url.realm == url.realm
            and is_path_prefix(entry.url.path, url.path, whole_segments=self.whole_segments)
        )

    def lookup(self, url: Url, username: str | None = None) -> Credential | None:
        """What uv takes from the store for a request URL; None when nothing or too much matches.

        An entry without a password gives a user name only.
        """
        matches = self._matches(url, username)
        if len(matches) != 1:
            return None
        (entry,) = matches
        return Credential(
            source=Source.STORE,
            origin=Origin.file(self.shown, entry.line, entry.key),
            username=entry.username or None,
            secret=entry.secret,
            scheme=entry.scheme,
            scope=entry.url,
        )

    def is_ambiguous(self, url: Url, username: str | None = None) -> bool:
        """Whether several user names match equally well: uv then goes on without credentials."""
        return len(self._matches(url, username)) > 1

    def asked(self, url: Url, username: str | None = None) -> Asked:
        """What the store holds for a URL, or why it holds nothing."""
        if self.state != "found":
            return Asked(Source.STORE, self.state, self.reason, origin=Origin.file(self.shown))
        matches = self._matches(url, username)
        if not self.entries:
            return Asked(Source.STORE, "absent", EMPTY, origin=Origin.file(self.shown))
        if not matches:
            who = "" if username is None else f" and the user name {username}"
            reason = f"no entry for {url.realm}{url.path}{who}"
            passed = tuple(self._near(url, username))
            where = Origin.file(self.shown)
            return Asked(Source.STORE, "absent", reason, origin=where, passed=passed)
        origin = Origin.file(self.shown, matches[0].line, matches[0].key)
        if len(matches) > 1:
            names = ", ".join(sorted(entry.username or "(none)" for entry in matches))
            reason = f"several user names match equally well ({names}): uv takes none of them"
            tied = tuple(
                self._passed(entry, "tied", "another entry matches as well")
                for entry in sorted(self.entries, key=lambda entry: entry.line or 0)
                if self._covers(entry, url) and len(entry.path) == len(matches[0].path)
            )
            return Asked(Source.STORE, "absent", reason, origin=origin, passed=tied)
        return Asked(Source.STORE, "found", "", self.lookup(url, username), origin)

    def _near(self, url: Url, username: str | None) -> Iterator[Passed]:
        """The entries for the same server that do not fit, in the order of the file."""
        for entry in sorted(self.entries, key=lambda entry: entry.line or 0):
            if entry.url is None or entry.url.netloc != url.netloc:
                continue
            if self._covers(entry, url):
                reason = f"it is of {entry.username or 'nobody'}, not of {username}"
                yield self._passed(entry, "login", reason)
            elif entry.url.realm != url.realm:
                reason = f"it was stored for {entry.url.scheme}, and the URL is {url.scheme}"
                yield Passed("scheme", reason, self._place(entry), entry.username or None)
            else:
                reason = f"it was stored for {entry.url}, below which the URL does not lie"
                yield Passed("path", reason, self._place(entry), entry.username or None)

    def _place(self, entry: StoreEntry) -> Origin:
        return Origin.file(self.shown, entry.line, entry.key)

    def _passed(self, entry: StoreEntry, kind: str, reason: str) -> Passed:
        """An entry that covers the URL; its secret is given where it is a password."""
        secret = entry.secret if entry.scheme is Scheme.BASIC else None
        return Passed(kind, reason, self._place(entry), entry.username or None, secret)


def store_path(surroundings: Surroundings) -> Path:
    """Where uv looks: the store of the data directory that is there, else the usual one."""
    candidates = [paths.real(path, surroundings) for path in paths.credential_stores(surroundings)]
    there = (path for path in candidates if exists(path.parent.parent))
    return next(there, candidates[-1])


def read_store(surroundings: Surroundings) -> Store:
    """The credential store of these surroundings, read as uv reads it. Never raises.

    uv makes a lock file beside the store first; this reader writes nothing.
    """
    path = store_path(surroundings)
    shown = surroundings.shown(path)
    if auth.STORE not in surroundings.uv:
        return Store(path, shown, reason=f"uv {surroundings.uv.version} has no credential store")
    if not exists(path):
        return Store(path, shown, reason="no credentials.toml")
    content = read_bytes(path, SIZE_LIMIT)
    if isinstance(content, Unreadable):
        problem = Problem(f"the credential store {content.reason}", Origin.file(shown), fatal=False)
        return Store(path, shown, "failed", content.reason, problems=(problem,))
    entries, problems = parse_store(content, shown)
    if problems:
        reason = f"{problems[0].message}: uv drops the whole file"
        return Store(path, shown, "failed", reason, problems=problems)
    kept = {entry.identity: entry for entry in entries}
    whole = auth.WHOLE_SEGMENTS in surroundings.uv
    walked = set_order([(entry.identity, entry.hash) for entry in entries], at_once=True)
    return Store(
        path,
        shown,
        "found",
        entries=tuple(kept[identity] for identity in walked),
        whole_segments=whole,
        refuses_ties=auth.STORE_TIES_REFUSED in surroundings.uv,
    )
