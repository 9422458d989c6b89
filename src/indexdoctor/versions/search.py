"""What changed in how uv asks indexes for packages and files."""

from __future__ import annotations

from indexdoctor.versions.change import Change

REFUSAL_ENDS_SEARCH = Change(
    "refusal-ends-search",
    since="0.7.0",
    before="goes on to the next index after a 401 or 403",
    now="ends the search for a package at an index that answers 401 or 403",
    source="https://github.com/astral-sh/uv/pull/12805",
)
