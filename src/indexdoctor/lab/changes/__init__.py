"""A scene for each change of uv's behaviour: the same files and servers, other requests.

Each module has the scenes of the table of the same name in `indexdoctor.versions`.
"""

from __future__ import annotations

import importlib

from indexdoctor.lab.scene import Scene
from indexdoctor.versions import Change

TABLES = ("auth", "search", "publish", "settings", "lock", "tools", "network", "builds")


def scenes() -> dict[Change, Scene]:
    """Every scene that shows a change."""
    found: dict[Change, Scene] = {}
    for table in TABLES:
        found |= importlib.import_module(f"{__name__}.{table}").SCENES
    return found
