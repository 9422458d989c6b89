"""An index as one writes it in an option or variable: `URL`, `PATH` or `name=URL`."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Stated
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address, UrlError, parse_address
from indexdoctor.versions import Uv
from indexdoctor.versions.search import INDEX_SLASH_DROPPED
from indexdoctor.versions.settings import (
    AMBIGUOUS_NESTED_TAKEN,
    AMBIGUOUS_PATHS_TAKEN,
    AMBIGUOUS_REFUSED,
)

# A text with any other word before its colon is a path (crates/uv-pep508/src/verbatim_url.rs).
_SCHEME = re.compile(
    r"[\x00-\x20]*(?:git\+[A-Za-z0-9+.-]*|bzr\+(?:https?|ssh|sftp|ftp|lp|file)"
    r"|hg\+(?:file|https?|ssh|static-http)|svn\+(?:ssh|https?|svn|file)|https?|file):"
)
_LEFT_IN_PATHS = "/!$&'()*+,:;=@[]^|"
_FILE = re.compile(r"[\x00-\x20]*file:(?!//)/?")
_CREDENTIAL_LIKE = re.compile(r":(?!//).*@", re.DOTALL)
_CREDENTIAL_LIKE_AT_FIRST = re.compile(r":.*@", re.DOTALL)
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
        address = parse_location(text, surroundings.cwd, surroundings.uv)
    except UrlError:
        return None
    return Index(address=address, kind=kind, origin=value.origin, name=name)


def is_url(text: str) -> bool:
    """Whether uv takes a text for a URL; any other is a path."""
    return _SCHEME.match(text) is not None


def parse_url(text: str, uv: Uv) -> Address:
    """A URL whose user information is beyond doubt. Raises UrlError.

    uv takes `https://me/x:secret@host/` for a mistake, as the host is `me` by the rules
    (crates/uv-redacted/src/lib.rs).
    """
    address = parse_address(_FILE.sub("file:///", text))
    userinfo, url = address.userinfo, address.url
    if AMBIGUOUS_REFUSED not in uv or (userinfo is not None and userinfo.password_encoded):
        return address
    if url.scheme.endswith("file") and AMBIGUOUS_PATHS_TAKEN in uv:
        return address
    pattern = _CREDENTIAL_LIKE if AMBIGUOUS_NESTED_TAKEN in uv else _CREDENTIAL_LIKE_AT_FIRST
    if any(pattern.search(part) for part in (url.path, url.fragment or "")):
        raise UrlError("its user information is ambiguous (write / as %2F, # as %23, @ as %40)")
    return address


def parse_location(text: str, base: Path, uv: Uv) -> Address:
    """A URL, or a path taken against `base` as a file URL. Raises UrlError."""
    if is_url(text):
        is_dropped = INDEX_SLASH_DROPPED in uv and not text.lstrip().startswith("file:")
        return parse_url(text.removesuffix("/") if is_dropped else text, uv)
    path, hash_sign, fragment = text.partition("#")
    if not path:
        raise UrlError("it is empty")
    if "\0" in path:
        raise UrlError("it holds a null character")
    address = parse_address(_file_url(Path(os.path.normpath(base / path))))
    if not hash_sign:
        return address
    return Address(replace(address.url, fragment=fragment))


def _file_url(path: Path) -> str:
    """The file URL of an absolute path, in which only what must be is percent-encoded."""
    written = path.as_posix().lstrip("/").encode("utf-8", "surrogateescape")
    return "file:///" + quote(written, safe=_LEFT_IN_PATHS)
