"""A proxy whose URL has a user name but no password."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, LabProxy, Package, Site

USER = "http://alice@{{proxy_netloc}}"
TRUSTED = ("SSL_CERT_FILE", "{{root}}/tls/ca.pem")


def _scene(*, secure: bool, setting: str = "", variable: str | None = None) -> Scene:
    scene = Scene(
        Site(indexes=(LabIndex("/simple", (Package("pkg"),)),), proxy=LabProxy()),
        files=(("project/in.txt", "pkg\n"), ("project/uv.toml", setting)),
        environ=() if variable is None else ((variable, USER),),
        command=("uv", "pip", "compile", "in.txt", "--default-index", "{{origin}}/simple"),
    )
    if secure:
        site = replace(scene.site, secure=(0,))
        return replace(scene, site=site, environ=(*scene.environ, TRUSTED))
    return scene


PLAIN = _scene(secure=False, setting=f'http-proxy = "{USER}"')
TUNNEL = _scene(secure=True, setting=f'https-proxy = "{USER}"')
OF_VARIABLE = _scene(secure=True, variable="HTTPS_PROXY")


@pytest.mark.parametrize(
    ("scene", "version", "users"),
    [
        (PLAIN, "0.10.12", {None}),
        (PLAIN, "0.11.0", {"alice"}),
        (TUNNEL, "0.10.12", {"alice"}),
        (TUNNEL, "0.11.0", {"alice"}),
        (OF_VARIABLE, "0.7.19", {None}),
        (OF_VARIABLE, "0.9.21", set()),
        (OF_VARIABLE, "0.9.22", {"alice"}),
    ],
)
def test_who_is_shown_to_the_proxy(scene: Scene, version: str, users: set[str | None]) -> None:
    real = run_alike(scene, release(version))
    assert {seen.username for seen in real.requests if seen.by_proxy} == users
