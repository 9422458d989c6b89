"""What other clients hold for a server: uv does not read it, a person may use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import Case, place_of
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.others import OtherIndex
from indexdoctor.model.resolution import IndexRow, Publish


def accounts(case: Case, row: IndexRow) -> Iterator[OtherIndex]:
    """The accounts that other clients have for the server of an index, those for uploads last."""
    for entry in sorted(_with_addresses(case), key=lambda entry: entry.is_upload):
        if entry.account is None:
            continue
        if entry.address is None:
            if entry.name is not None and _name(entry.name) == _name(row.index.name or ""):
                yield entry
        elif entry.address.url.realm == row.index.url.realm:
            yield entry


def upload_accounts(case: Case, publish: Publish) -> Iterator[OtherIndex]:
    """The accounts that other clients would upload with to the server of a publish URL."""
    target = publish.url.value.url
    for entry in _with_addresses(case):
        if entry.account is None or not (entry.is_upload or entry.setting == "http-basic"):
            continue
        if entry.address is not None:
            if entry.address.url.realm == target.realm:
                yield entry
        elif entry.name is None or entry.name.lower() == "pypi":
            # Their default target is that of uv.
            if publish.url.origin.kind is OriginKind.DEFAULT:
                yield entry
        elif publish.index is not None and _name(entry.name) == _name(publish.index):
            yield entry


def unknown_indexes(case: Case) -> Iterator[OtherIndex]:
    """The indexes of other clients that uv does not have in this command."""
    rows = [row for row in case.rows() if row.order is not None or row.index.explicit]
    known = {place_of(row.index.url) for row in rows}
    for entry in case.discovered.others.indexes:
        if entry.address is not None and not entry.is_upload:
            place = place_of(entry.address.url)
            if place not in known:
                known.add(place)
                yield entry


def uv_name(entry: OtherIndex, index: Index | None = None) -> str:
    """A name for uv's definition of the index."""
    if index is not None and index.name is not None:
        return index.name
    name = entry.name or "internal"
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name).lower()


def _with_addresses(case: Case) -> Iterator[OtherIndex]:
    """The entries; an account for a name has the URL which that client has under the name."""
    entries = case.discovered.others.indexes
    places = {
        (entry.client, _name(entry.name)): entry
        for entry in reversed(entries)
        if entry.address is not None and entry.name is not None
    }
    for entry in entries:
        if entry.address is None and entry.name is not None:
            known = places.get((entry.client, _name(entry.name)))
            if known is not None:
                yield replace(
                    entry, address=known.address, is_upload=entry.is_upload or known.is_upload
                )
                continue
        yield entry


def _name(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in name).upper()
