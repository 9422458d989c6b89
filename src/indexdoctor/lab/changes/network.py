"""Scenes for the changes in how uv reaches servers."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import ALICE, index
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabProxy, Site
from indexdoctor.versions import Change, network


def _through(proxy: LabProxy, **variables: str) -> Scene:
    """`uv pip compile` of one requirement, with variables for proxies."""
    return Scene(
        Site((ALICE,), (index("/simple", "pkg"),), proxy=proxy),
        files=(("project/in.txt", "pkg\n"),),
        environ=tuple(variables.items()),
        command=("uv", "pip", "compile", "in.txt", "--default-index", "{{origin}}/simple"),
    )


SCENES: dict[Change, Scene] = {
    network.PROXY_VARIABLES: _through(LabProxy(), HTTP_PROXY="", http_proxy="{{proxy}}"),
    network.PROXY_USER_ALONE: _through(
        LabProxy(ALICE), HTTP_PROXY=f"http://{ALICE.name}@{{{{proxy_netloc}}}}"
    ),
}
