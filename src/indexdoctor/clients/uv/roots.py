"""Which index governs a URL (uv-auth/src/index.rs, uv-distribution-types/src/index_url.rs)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexdoctor.clients.uv.hashing import fx_hash, set_order
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.url import Url

_POLICY_NUMBER = {Policy.AUTO: 0, Policy.ALWAYS: 1, Policy.NEVER: 2}


def root_url(url: Url) -> Url | None:
    """The URL without a last segment `simple` or `+simple`; None when it ends otherwise."""
    path = url.path[:-1] if url.path.endswith("/") else url.path
    parent, _, last = path.rpartition("/")
    if last.lower() not in ("simple", "+simple"):
        return None
    return Url(url.scheme, url.host, url.port, parent or "/", url.query, url.fragment)


def is_path_prefix(prefix: str, path: str) -> bool:
    """Whether `prefix` is a prefix of `path` that ends at a segment boundary."""
    if prefix == path:
        return True
    return path.startswith(prefix) and (prefix.endswith("/") or path[len(prefix)] == "/")


@dataclass(frozen=True, slots=True)
class Governor:
    """An index as the authentication middleware knows it: its URL, its root, its policy."""

    url: Url
    root: Url
    policy: Policy
    index: Index | None = None

    def governs(self, url: Url) -> bool:
        return (
            self.root.scheme == url.scheme
            and self.root.host == url.host
            and self.root.effective_port == url.effective_port
            and is_path_prefix(self.root.path, url.path)
        )


@dataclass(frozen=True, slots=True)
class Governors:
    """The indexes whose policy and credentials can apply to a request, in uv's walking order."""

    ordered: tuple[Governor, ...] = ()

    @classmethod
    def from_indexes(cls, indexes: Iterable[Index]) -> Governors:
        """`indexes` are uv's allowed indexes in the order uv inserts them (last defined first)."""
        entries = [
            Governor(index.url, root_url(index.url) or index.url, index.authenticate, index)
            for index in indexes
        ]
        by_key: dict[tuple[str, str, int], Governor] = {}
        hashed: list[tuple[tuple[str, str, int], int]] = []
        for entry in entries:
            key = (str(entry.url), str(entry.root), _POLICY_NUMBER[entry.policy])
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
