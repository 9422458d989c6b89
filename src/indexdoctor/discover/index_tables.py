"""The index definitions of a configuration file: `[[index]]` and the older lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from indexdoctor.discover.documents import KeyPath
from indexdoctor.discover.schema import INDEX_FIELDS, INDEX_SINCE, taken
from indexdoctor.discover.since import came
from indexdoctor.discover.table_reader import TableReader
from indexdoctor.model.index import Index, IndexFormat, IndexKind, Policy
from indexdoctor.versions.settings import EXPLICIT_NEEDS_NAME

# uv takes the empty name, too.
_INDEX_NAME = re.compile(r"[A-Za-z0-9_.\-]*")


def read_indexes(reader: TableReader, table: Mapping[str, Any], under: KeyPath) -> Iterator[Index]:
    """The definitions of a table in uv's order: index, extra-index-url, index-url, find-links."""
    entries = table.get("index", [])
    if not isinstance(entries, list):
        reader.refuse((*under, "index"), "`index` must be an array of tables")
        entries = []
    for number, entry in enumerate(entries):
        index = _index(reader, entry, (*under, "index", number))
        if index is not None:
            yield index
    for key, kind in (
        ("extra-index-url", IndexKind.EXTRA_INDEX_URL),
        ("index-url", IndexKind.INDEX_URL),
        ("find-links", IndexKind.FIND_LINKS),
    ):
        yield from _list(reader, table, key, kind, under)


def _list(
    reader: TableReader, table: Mapping[str, Any], key: str, kind: IndexKind, under: KeyPath
) -> Iterator[Index]:
    if key not in table:
        return
    given = table[key]
    single = kind is IndexKind.INDEX_URL
    texts = [given] if single else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        form = "a URL" if single else "an array of URLs"
        reader.refuse((*under, key), f"`{key}` must be {form}")
        return
    for number, text in enumerate(texts):
        path = (*under, key) if single else (*under, key, number)
        address = reader.address(text, path, place=True)
        if address is not None:
            yield Index(address, kind, reader.origin(*path), default=single)


def _index(reader: TableReader, entry: Any, path: KeyPath) -> Index | None:
    """One `[[index]]` table; None when uv does not take it."""
    if not isinstance(entry, dict):
        reader.refuse(path, "an index is a table with a `url`")
        return None
    if not isinstance(entry.get("url"), str):
        reader.refuse(path, "an index needs a `url`")
        return None
    uv = reader.document.uv
    entry = {key: value for key, value in entry.items() if came(key, INDEX_SINCE, uv)}
    fields = taken(INDEX_FIELDS, INDEX_SINCE, uv)
    before = len(reader.problems)
    address = reader.address(entry["url"], (*path, "url"), place=True)
    values = {key: stated.value for key, stated in reader.values(entry, fields, path).items()}
    name = values.get("name")
    if name is not None and not _INDEX_NAME.fullmatch(name):
        reader.refuse((*path, "name"), "an index name has ASCII letters, digits, - _ and . only")
    if values.get("explicit") and name is None and EXPLICIT_NEEDS_NAME in uv:
        reader.refuse(path, "an index with explicit = true needs a `name`")
    codes = entry.get("ignore-error-codes")
    if codes is not None and not _are_codes(codes):
        reader.refuse((*path, "ignore-error-codes"), "error codes are HTTP status codes")
    moment = entry.get("exclude-newer", False)
    if not isinstance(moment, str | dict) and moment is not False:
        reader.refuse((*path, "exclude-newer"), "`exclude-newer` must be a date or false")
    if address is None or len(reader.problems) > before:
        return None
    return Index(
        address=address,
        kind=IndexKind.INDEX,
        origin=reader.origin(*path, "url"),
        name=name,
        explicit=values.get("explicit", False),
        default=values.get("default", False),
        publish_url=values.get("publish-url"),
        authenticate=Policy(values.get("authenticate", Policy.AUTO)),
        ignore_error_codes=tuple(codes) if codes is not None else None,
        format=IndexFormat(values.get("format", IndexFormat.SIMPLE)),
        origins={key: reader.origin(*path, key) for key in entry},
    )


def _are_codes(codes: Any) -> bool:
    return isinstance(codes, list) and all(
        isinstance(code, int) and not isinstance(code, bool) and 100 <= code <= 999
        for code in codes
    )
