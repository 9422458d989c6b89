"""The formats. A new one is a module with `render(report, view)` and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from indexdoctor.render.view import Render

FORMATS = {
    "table": "indexdoctor.render.table",
    "plain": "indexdoctor.render.plain",
    "json": "indexdoctor.render.json",
}


def renderer(name: str) -> Render:
    """The renderer of a format. Raises KeyError for an unknown name."""
    return cast(Render, import_module(FORMATS[name]).render)
