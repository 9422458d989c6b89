"""Which index governs a URL (uv-auth/src/index.rs, uv-distribution-types/src/index_url.rs)."""

from __future__ import annotations

from collections.abc import Iterable

from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.model.command import CommandKind
from indexdoctor.model.hash_order import fx_hash, set_order
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.url import Url, is_path_prefix
from indexdoctor.records import record
from indexdoctor.versions import Uv, auth

_POLICY_NUMBER = {Policy.AUTO: 0, Policy.ALWAYS: 1, Policy.NEVER: 2}


def root_url(url: Url, uv: Uv) -> Url | None:
    """The URL without a last segment `simple` or `+simple`; None when it ends otherwise."""
    path = url.path[:-1] if url.path.endswith("/") else url.path
    parent, _, last = path.rpartition("/")
    endings = ("simple", "+simple") if auth.PLUS_SIMPLE_ROOT in uv else ("simple",)
    if last.lower() not in endings:
        return None
    return Url(url.scheme, url.host, url.port, parent or "/", url.query, url.fragment)


@record
class Governor:
    """An index as the authentication middleware knows it: its URL, its root, its policy.

    `by_text`: any URL that begins with the text of the root belongs to it.
    """

    url: Url
    root: Url
    policy: Policy
    index: Index | None = None
    whole_segments: bool = True
    by_text: bool = False

    def governs(self, url: Url) -> bool:
        if self.by_text:
            return str(url).startswith(str(self.root))
        return (
            self.root.scheme == url.scheme
            and self.root.host == url.host
            and self.root.effective_port == url.effective_port
            and is_path_prefix(self.root.path, url.path, whole_segments=self.whole_segments)
        )


@record
class Governors:
    """The indexes whose policy and credentials can apply to a request, in uv's walking order."""

    ordered: tuple[Governor, ...] = ()

    @classmethod
    def from_indexes(cls, indexes: Iterable[Index], uv: Uv) -> Governors:
        """`indexes` are uv's allowed indexes in the order uv inserts them (last defined first)."""
        by_text = auth.INDEX_GOVERNS not in uv
        by_key: dict[tuple[str | int, ...], Governor] = {}
        hashed: list[tuple[tuple[str | int, ...], int]] = []
        for index in indexes:
            entry = Governor(
                index.url,
                root_url(index.url, uv) or index.url,
                index.authenticate,
                index,
                whole_segments=auth.WHOLE_SEGMENTS in uv,
                by_text=by_text,
            )
            key: tuple[str | int, ...] = (str(entry.root),)
            if not by_text:
                key = (str(entry.url), *key, _POLICY_NUMBER[entry.policy])
            # Of equal definitions the first inserted stays; the first defined is the one to show.
            by_key[key] = entry
            hashed.append((key, fx_hash(key)))
        return cls(tuple(by_key[key] for key in set_order(hashed)))

    def find(self, url: Url) -> Governor | None:
        """The index that governs `url`: the first match in walking order."""
        return next((entry for entry in self.ordered if entry.governs(url)), None)

    def all_for(self, url: Url) -> tuple[Governor, ...]:
        """Every index whose root covers `url`, the governing one first."""
        return tuple(entry for entry in self.ordered if entry.governs(url))


def governors(locations: IndexLocations, kind: CommandKind, uv: Uv) -> Governors:
    """The indexes that govern the requests of a command."""
    if kind.is_pip and auth.PIP_POLICIES not in uv:
        return Governors()
    allowed = locations.allowed() if auth.POLICIES_OF_ALL in uv else locations.searched()
    return Governors.from_indexes(allowed, uv)
