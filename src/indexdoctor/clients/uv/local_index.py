"""Indexes that are directories of this machine."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from indexdoctor.model.url import Url


def holds_page(index: Url, package: str) -> bool:
    """Whether a directory has a page of the package; without one the search goes on."""
    return (Path(unquote(index.path)) / package / "index.html").exists()
