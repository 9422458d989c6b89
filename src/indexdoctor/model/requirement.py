"""One requirement, and the indexes it is pinned to."""

from __future__ import annotations

from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Address
from indexdoctor.records import record


@record
class SourcePin:
    """A `[tool.uv.sources]` entry that pins a package to an index by name."""

    package: str
    index: str
    origin: Origin
    marker: str | None = None
    extra: str | None = None
    group: str | None = None


@record
class Requirement:
    """One requirement as it was written.

    `name` is normalised (PEP 503); None when only a path or URL was given. `specifier` is the
    version part (`>=2,<3`), `url` a direct URL. `text` is the requirement without any secret.
    `hashes` are those of `--hash` behind it: pairs of algorithm and hexadecimal digest.
    """

    name: str | None
    text: str
    origin: Origin
    specifier: str = ""
    marker: str | None = None
    extras: tuple[str, ...] = ()
    url: Address | None = None
    path: str | None = None
    editable: bool = False
    index: str | None = None  # an index this requirement is pinned to, by name
    pins: tuple[SourcePin, ...] = ()  # the same for some machines only, by their markers
    hashes: tuple[tuple[str, str], ...] = ()
