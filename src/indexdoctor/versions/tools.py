"""What changed in `uv tool install`, `uv tool run` and `uvx`."""

from __future__ import annotations

from indexdoctor.versions.change import Change

LATEST_LOOKED_UP = Change(
    "latest-looked-up",
    since="0.9.18",
    before="resolves `x@latest` like `x`",
    now="asks for the pages of `x@latest` once more, before all else, to know its newest version",
    source="https://github.com/astral-sh/uv/pull/17114",
)
LATEST_ASKS_KEYRING = Change(
    "latest-asks-keyring",
    since="0.9.25",
    before="does not ask the keyring when it looks the newest version of `x@latest` up",
    now="asks the keyring, too, when it looks the newest version of `x@latest` up",
    source="https://github.com/astral-sh/uv/pull/17448",
)
LATEST_OF_FIND_LINKS = Change(
    "latest-of-find-links",
    since="0.11.20",
    before="looks for the newest version of `x@latest` on indexes only",
    now="looks for the newest version of `x@latest` on find-links pages too",
    source="https://github.com/astral-sh/uv/pull/16103",
)
