"""What changed in `uv tool install`, `uv tool run` and `uvx`, and with scripts (PEP 723)."""

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
SCRIPTS_BOUNDED = Change(
    "scripts-bounded",
    since="0.9.16",
    before="writes what is added to a script down, and asks no index",
    now="resolves what is added to a script, for the lower bound that it writes down with it",
    source="https://github.com/astral-sh/uv/pull/16954",
)
TARGETS_WORKSPACE = Change(
    "targets-workspace",
    since="0.12.0",
    before="looks for the project and its settings where `uv run dir/script.py` is typed",
    now="looks for the project and its settings where the file of `uv run dir/script.py` lies",
    source="https://github.com/astral-sh/uv/pull/20225",
)
SCRIPTS_AS_SOURCES = Change(
    "scripts-as-sources",
    since="0.8.16",
    before="reads a script named with -r as a requirements file",
    now="reads the block of a script named with -r: its dependencies and its older index settings",
    source="https://github.com/astral-sh/uv/pull/12763",
)
RUN_NEEDS_LOCK = Change(
    "run-needs-lock",
    since="0.11.4",
    before="passes over --frozen and --locked of `uv run` for a script without a lock",
    now="refuses --frozen and --locked of `uv run` for a script without a lock",
    source="https://github.com/astral-sh/uv/pull/18832",
)
