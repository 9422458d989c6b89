"""Scenes for the changes in `indexdoctor.versions.tools`."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import ALICE, index
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.versions import Change, tools

_INSTALL = ("uv", "tool", "install", "--default-index")

SCENES: dict[Change, Scene] = {
    tools.LATEST_LOOKED_UP: Scene(
        Site(indexes=(index("/a/simple", "other"),)),
        command=(*_INSTALL, "{{origin}}/a/simple", "pkg@latest"),
    ),
    tools.LATEST_ASKS_KEYRING: Scene(
        Site(accounts=(ALICE,), indexes=(index("/a/simple", "pkg", private=True),)),
        environ=(("UV_KEYRING_PROVIDER", "subprocess"),),
        command=(*_INSTALL, "http://alice@{{netloc}}/a/simple", "pkg@latest"),
        keyring=FakeKeyring((Entry("{{netloc}}", ALICE.name, ALICE.password),)),
    ),
    tools.LATEST_OF_FIND_LINKS: Scene(
        Site(
            indexes=(
                LabIndex("/a/simple", (Package("pkg"),), max_age=600),
                LabIndex("/links", (Package("pkg", ("2.0",)),), flat=True, max_age=600),
            )
        ),
        command=(*_INSTALL, "{{origin}}/a/simple", "-f", "{{origin}}/links", "pkg@latest"),
    ),
}
