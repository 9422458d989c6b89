"""When two URLs are one to uv (crates/uv-cache-key/src/canonical_url.rs)."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote_to_bytes

from indexdoctor.model.url import Url


def canonical(url: Url) -> Url:
    """The URL without a last slash and `.git`, its path encoded no more than it must be."""
    path = url.path.removesuffix("/")
    if url.host == "github.com":
        path = path.lower()
    if path.lower().endswith(".git"):
        path = path[: -len(".git")]
    names = [_decoded(part) for part in path.split("/")[1:]]
    # `child` encodes them again, and ends in a slash.
    return replace(url, path="").child(*names)


def _decoded(segment: str) -> str:
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        return segment
