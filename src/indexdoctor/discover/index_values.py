"""An index as one writes it in an option or variable: `URL`, `PATH` or `name=URL`."""

from __future__ import annotations

import os
import re
from pathlib import Path

from indexdoctor.model.config import Surroundings
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Stated
from indexdoctor.model.url import Address, UrlError, parse_address

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
_NAMED_KINDS = frozenset({IndexKind.INDEX, IndexKind.DEFAULT_INDEX})


def parse_index(value: Stated[str], kind: IndexKind, surroundings: Surroundings) -> Index | None:
    """The index a value stands for; None when it is none (the reader reports that).

    A name is taken only where uv takes one (`--index`, `--default-index` and their variables):
    the text before the first `=` when it holds no `:`.
    """
    text, name = value.value, None
    before, equals, after = text.partition("=")
    if kind in _NAMED_KINDS and equals and ":" not in before:
        name, text = before, after
    try:
        address = parse_location(text, surroundings.cwd)
    except UrlError:
        return None
    return Index(address=address, kind=kind, origin=value.origin, name=name)


def parse_location(text: str, base: Path) -> Address:
    """A URL, or a path taken against `base` as a file URL. Raises UrlError."""
    if _SCHEME.match(text):
        return parse_address(text)
    if not text:
        raise UrlError("relative URL without a base")
    path = Path(os.path.normpath(base / Path(text).expanduser()))
    return parse_address(path.as_uri())
