"""Scenes for the changes in `indexdoctor.versions.lock`."""

from __future__ import annotations

from indexdoctor.lab.scene import Scene
from indexdoctor.versions import Change

SCENES: dict[Change, Scene] = {}
