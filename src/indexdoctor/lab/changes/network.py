"""Scenes for the changes in how uv reaches servers."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import ALICE, index
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabProxy, Site
from indexdoctor.versions import Change, network

_COMPILE = ("uv", "pip", "compile", "in.txt", "--default-index", "{{origin}}/simple")


def _through(proxy: LabProxy, *settings: str, **variables: str) -> Scene:
    """`uv pip compile` of one requirement, with settings and variables for proxies."""
    return Scene(
        Site((ALICE,), (index("/simple", "pkg"),), proxy=proxy),
        files=(("project/in.txt", "pkg\n"), ("project/uv.toml", "\n".join(settings))),
        environ=tuple(variables.items()),
        command=_COMPILE,
    )


SCENES: dict[Change, Scene] = {
    network.PROXY_VARIABLES: _through(LabProxy(), HTTP_PROXY="", http_proxy="{{proxy}}"),
    network.PROXY_USER_ALONE: _through(
        LabProxy(ALICE), HTTP_PROXY=f"http://{ALICE.name}@{{{{proxy_netloc}}}}"
    ),
    network.PROXY_SETTING_USER: _through(
        LabProxy(ALICE), f'http-proxy = "http://{ALICE.name}@{{{{proxy_netloc}}}}"'
    ),
    network.NO_PROXY_ANY_CASE: replace(
        _through(LabProxy(), HTTP_PROXY="{{proxy}}", NO_PROXY="LOCALHOST"),
        site=Site(indexes=(index("/simple", "pkg"),), hosts=("localhost",), proxy=LabProxy()),
    ),
    network.CERT_OPTION: Scene(
        Site(indexes=(index("/simple", "pkg"),), secure=(0,)),
        files=(("project/in.txt", "pkg\n"),),
        environ=(("UV_HTTP_RETRIES", "0"),),
        command=(*_COMPILE, "--cert", "{{root}}/tls/ca.pem"),
    ),
}
