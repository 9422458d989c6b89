"""The parts of TOML files that other clients own: looked at, never checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexdoctor.discover.documents import Document
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Address, UrlError, parse_address


def at(table: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The table at a path; empty when there is none."""
    for key in path:
        value = table.get(key)
        if not isinstance(value, dict):
            return {}
        table = value
    return table


def tables(document: Document, *path: str) -> Iterator[Mapping[str, Any]]:
    """The tables of an array of tables, each at its number."""
    value = at(document.table, *path[:-1]).get(path[-1])
    for entry in value if isinstance(value, list) else []:
        yield entry if isinstance(entry, dict) else {}


def text_of(value: object) -> str | None:
    """A text that is not empty."""
    return value if isinstance(value, str) and value else None


def secret_text(value: object) -> Secret | None:
    """A text that is not empty, as a secret."""
    text = text_of(value)
    return None if text is None else Secret(text)


def url_of(value: object) -> Address | None:
    """A URL; None for what is none."""
    text = text_of(value)
    try:
        return None if text is None else parse_address(text)
    except UrlError:
        return None
