"""Scenes for the changes in how servers are reached."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import index
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Site
from indexdoctor.versions import Change, network

SCENES: dict[Change, Scene] = {
    network.CERT_DIR: Scene(
        Site(indexes=(index("/simple", "pkg"),), secure=(0,)),
        files=(("project/requirements.in", "pkg\n"),),
        environ=(("SSL_CERT_DIR", "{{root}}/tls/trusted"), ("UV_HTTP_RETRIES", "0")),
        command=(
            *("uv", "pip", "compile", "requirements.in"),
            *("--default-index", "{{origin}}/simple"),
        ),
    ),
}
