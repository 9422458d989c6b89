"""What a source distribution tells before it is built.

crates/uv-distribution/src/source/mod.rs
"""

from __future__ import annotations

from indexdoctor.clients.uv.source_pins import OwnPin
from indexdoctor.model.index import Index
from indexdoctor.records import record

# What uv asks for where a source distribution names no build system.
DEFAULT_REQUIRES = ("setuptools>=40.8.0",)


class SourceError(Exception):
    """The archive cannot be read; the text says why."""


class NoArchiveError(SourceError):
    """It is something else, such as a page for people."""


@record
class SourceTree:
    """`is_static`: name, version and dependencies are known without a build.

    `requires` is what the build environment begins with, `backend` the object that builds (None:
    setuptools). `pins` name indexes for what is required, `indexes` are those it declares itself.
    """

    is_static: bool
    requires: tuple[str, ...]
    backend: str | None = None
    pins: tuple[OwnPin, ...] = ()
    indexes: tuple[Index, ...] = ()
