"""Package indexes as they are defined."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field

from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Address, Url
from indexdoctor.records import record


class Policy(enum.StrEnum):
    """uv's `authenticate` setting (crates/uv-auth/src/index.rs)."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class IndexFormat(enum.StrEnum):
    SIMPLE = "simple"
    FLAT = "flat"


class IndexKind(enum.StrEnum):
    """The setting an index was defined with; the value is the setting's own name."""

    INDEX = "index"
    DEFAULT_INDEX = "default-index"
    EXTRA_INDEX_URL = "extra-index-url"
    INDEX_URL = "index-url"
    FIND_LINKS = "find-links"


@record
class Index:
    """One definition of an index, with the origin of each of its fields.

    `address` is the URL as written, user information apart. `origin` is where the definition
    stands (the `url` line in a file); `origins` maps a field (`authenticate`, `publish-url`, …) to
    the place of that field where it differs. `ignore_error_codes` is None when not set, which
    differs from an empty list (crates/uv-distribution-types/src/index.rs).
    """

    address: Address
    kind: IndexKind
    origin: Origin
    name: str | None = None
    explicit: bool = False
    default: bool = False
    publish_url: Address | None = None
    authenticate: Policy = Policy.AUTO
    ignore_error_codes: tuple[int, ...] | None = None
    format: IndexFormat = IndexFormat.SIMPLE
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def url(self) -> Url:
        return self.address.url

    @property
    def label(self) -> str:
        """The name, or the URL without user information."""
        return self.name or str(self.url)

    def field_origin(self, name: str) -> Origin:
        """Where the field `name` was set (the definition itself when it is not recorded)."""
        return self.origins.get(name, self.origin)
