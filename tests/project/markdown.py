"""Plain text as Markdown."""

from __future__ import annotations

import re


def escaped(text: str) -> str:
    """Text that Markdown shows as it is written; what stands between backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick without its other half is a sign like others
        return _escaped(text)
    return "`".join(part if n % 2 else _escaped(part) for n, part in enumerate(parts))


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]#])", r"\\\1", text).replace("<", "&lt;").replace(">", "&gt;")


def cell(text: str) -> str:
    """The same in a table."""
    return escaped(text).replace("|", r"\|")
