"""The formats. A new one is a module with `render(report, view)` and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from indexdoctor.render.view import Render

FORMATS = {
    "table": "indexdoctor.render.table",
    "plain": "indexdoctor.render.plain",
    "json": "indexdoctor.render.json",
    "markdown": "indexdoctor.render.markdown",
    "har": "indexdoctor.render.har",
    "github": "indexdoctor.render.github",
    "sarif": "indexdoctor.render.sarif",
    "html": "indexdoctor.render.html.page",
}

# What a file is to hold, by the end of its name; `zip` is the attachment of ticket.py.
SUFFIXES = {
    ".txt": "table",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".sarif": "sarif",
    ".har": "har",
    ".zip": "zip",
}


def suffixes() -> dict[str, str]:
    """The suffixes of files that can be written, with what they hold."""
    return {end: name for end, name in SUFFIXES.items() if name == "zip" or name in FORMATS}


def renderer(name: str) -> Render:
    """The renderer of a format. Raises KeyError for an unknown name."""
    return cast(Render, import_module(FORMATS[name]).render)
