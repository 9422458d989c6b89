"""uv's index definitions and their several orders (uv-distribution-types/src/index_url.rs)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from indexdoctor.clients.uv.canonical import canonical
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import parse_address
from indexdoctor.records import record
from indexdoctor.versions import Uv, auth, newest
from indexdoctor.versions.search import IGNORE_ERROR_CODES, INDEX_WITHOUT_USER, SAME_URL_ONCE

DEFAULT_INDEX = Index(
    address=parse_address("https://pypi.org/simple"),
    kind=IndexKind.DEFAULT_INDEX,
    origin=Origin.default("uv's default index"),
    default=True,
)


@record
class IndexLocations:
    """All index definitions in effect, in the order of precedence, and the find-links ones."""

    indexes: tuple[Index, ...] = ()
    flat: tuple[Index, ...] = ()
    no_index: bool = False
    uv: Uv = field(default_factory=newest)

    def configured(self) -> Iterator[Index]:
        """The definitions in order, the first of each name."""
        seen: set[str] = set()
        for index in self.indexes:
            if index.name is not None:
                if index.name in seen:
                    continue
                seen.add(index.name)
            yield index

    def default(self) -> Index | None:
        """The first definition marked default, else uv's own default; None with --no-index."""
        if self.no_index:
            return None
        return next((index for index in self.configured() if index.default), DEFAULT_INDEX)

    def searched(self) -> tuple[Index, ...]:
        """The indexes asked for a package that is not pinned, in order, each raw URL once."""
        if self.no_index:
            return ()
        ordered = [index for index in self.configured() if not (index.default or index.explicit)]
        default = self.default()
        if default is not None and not default.explicit:
            ordered.append(default)
        if SAME_URL_ONCE not in self.uv:
            return tuple(ordered)
        return tuple(_unique_addresses(ordered))

    def named(self, name: str) -> Index | None:
        """The definition a pin or `uv publish --index` means."""
        if self.no_index:
            return None
        return next((index for index in self.configured() if index.name == name), None)

    def allowed(self) -> tuple[Index, ...]:
        """The definitions whose policy can govern a URL, last defined first."""
        if self.no_index:
            return tuple(reversed(self.flat))
        seen: set[str] = set()
        kept: list[Index] = []
        default = False
        for index in (*self.indexes, *self.flat):
            if index.name is not None:
                if index.name in seen:
                    continue
                seen.add(index.name)
            if index.default:
                if default:
                    continue
                default = True
            kept.append(index)
        if not default:
            kept.append(DEFAULT_INDEX)
        return tuple(reversed(kept))

    def known(self) -> tuple[Index, ...]:
        """The definitions whose credentials are stored at the start, in the order of storing."""
        if self.no_index:
            return tuple(reversed(self.flat))
        if auth.ALL_DEFINED_SEEDED not in self.uv:
            return self.allowed()
        return (DEFAULT_INDEX, *reversed(self.flat), *reversed(self.indexes))

    def ignored_codes(self, asked: Index) -> frozenset[int]:
        """The status codes that do not stop the search at the index that is asked.

        They are those of the first definition of the same URL.
        """
        if IGNORE_ERROR_CODES not in self.uv:
            return frozenset()
        for index in self.indexes:
            if self._is_same(index, asked):
                if index.ignore_error_codes is not None:
                    return frozenset(index.ignore_error_codes)
                # PyTorch's index answers 403 for a package it does not have.
                return frozenset({403} if index.url.host == "download.pytorch.org" else ())
        return frozenset()

    def _is_same(self, index: Index, other: Index) -> bool:
        if INDEX_WITHOUT_USER in self.uv:
            return canonical(index.url) == canonical(other.url)
        return index.address == other.address


def _unique_addresses(indexes: Iterable[Index]) -> Iterator[Index]:
    seen = set()
    for index in indexes:
        if index.address not in seen:
            seen.add(index.address)
            yield index
