"""Scenes for the changes in how uv asks indexes."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import index, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Site
from indexdoctor.versions import Change, search

SCENES: dict[Change, Scene] = {
    search.REFUSAL_ENDS_SEARCH: Scene(
        Site(indexes=(index("/first/simple", private=True), index("/second/simple", "pkg"))),
        files=(
            project(
                "pkg",
                table("first", "/first/simple"),
                table("second", "/second/simple", "default = true"),
            ),
        ),
    ),
}
