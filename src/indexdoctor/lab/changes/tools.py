"""Scenes for the changes in `indexdoctor.versions.tools`."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import ALICE, index
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.versions import Change, tools

_INSTALL = ("uv", "tool", "install", "--default-index")

_TWO = Site(indexes=(index("/a/simple", "pkg"), index("/b/simple", "pkg")))


def _script(path: str, requires: str) -> tuple[str, str]:
    """A script with these dependencies and an index."""
    lines = (f"dependencies = {requires}", "[tool.uv]", 'index-url = "{{origin}}/a/simple"')
    rows = "\n".join(f"# {line}" for line in lines)
    return f"project/{path}", f"# /// script\n{rows}\n# ///\nprint()\n"


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
        # uv reads pages again that seem older than its start, by a file clock that moves in steps
        # of some milliseconds: the answers take longer than such a step.
        Site(
            indexes=(
                LabIndex("/a/simple", (Package("pkg"),), max_age=600, latency=0.05),
                LabIndex(
                    "/links", (Package("pkg", ("2.0",)),), flat=True, max_age=600, latency=0.05
                ),
            )
        ),
        command=(*_INSTALL, "{{origin}}/a/simple", "-f", "{{origin}}/links", "pkg@latest"),
    ),
    tools.SCRIPTS_BOUNDED: Scene(
        _TWO,
        files=(_script("tool.py", "[]"),),
        command=("uv", "add", "--script", "tool.py", "pkg"),
    ),
    tools.TARGETS_WORKSPACE: Scene(
        _TWO,
        files=(
            _script("sub/tool.py", '["pkg"]'),
            ("project/sub/uv.toml", 'extra-index-url = ["{{origin}}/b/simple"]\n'),
        ),
        command=("uv", "run", "sub/tool.py"),
    ),
    tools.SCRIPTS_AS_SOURCES: Scene(
        _TWO,
        files=(_script("tool.py", '["pkg"]'),),
        command=("uv", "pip", "compile", "tool.py"),
    ),
    tools.RUN_NEEDS_LOCK: Scene(
        _TWO,
        files=(_script("tool.py", '["pkg"]'),),
        command=("uv", "run", "--frozen", "tool.py"),
    ),
}
