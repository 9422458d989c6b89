"""Scenes for the changes in `indexdoctor.versions.publish`."""

from __future__ import annotations

from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import LabPublish, Site
from indexdoctor.versions import Change, publish

SCENES: dict[Change, Scene] = {
    publish.AUDIENCE_ASKED_ANYWHERE: Scene(
        Site(publish=(LabPublish("/legacy"),), secure=(0,)),
        environ=(("SSL_CERT_FILE", "{{root}}/tls/ca.pem"),),
        command=("uv", "publish", "--publish-url", "{{origin}}/legacy"),
        dists=(Dist("pkg", "1.0"),),
    ),
}
