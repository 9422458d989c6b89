"""`uv remove`: what is locked and installed of a project without a package."""

from __future__ import annotations

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.changes.shared import table
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site

NAMES = ("pkg", "other", "more")
INDEX = LabIndex("/simple", tuple(Package(name) for name in NAMES))
TEAM = LabIndex("/team/simple", (Package("pkg"),))
DEFAULT = table("own", INDEX.path, "default = true")
HEAD = '[project]\nname = "{}"\nversion = "1"\nrequires-python = ">=3.8"\n'
GROUPS = '[dependency-groups]\ndev = ["other"]\ndocs = ["more"]\n'
EXTRA = '[project.optional-dependencies]\nx = ["more"]\n'
PIN = (
    table("team", TEAM.path, "explicit = true") + '\n[tool.uv.sources]\npkg = { index = "team" }\n'
)
SCRIPT = (
    '# /// script\n# dependencies = ["pkg", "other"]\n# requires-python = ">=3.8"\n'
    '# [[tool.uv.index]]\n# url = "{{origin}}/simple"\n# default = true\n# ///\n'
)
BOTH = 'dependencies = ["pkg", "other"]\n'


def _project(requires: str, *tables: str, name: str = "app") -> str:
    return "\n".join((HEAD.format(name) + requires, *tables))


TWO = {"pyproject.toml": _project(BOTH, DEFAULT)}
LOCKED = TWO | {"uv.lock": uv_lock(INDEX, "pkg")}
GROUPED = {"pyproject.toml": _project('dependencies = ["pkg"]\n', GROUPS, DEFAULT)}
EXTRAS = {"pyproject.toml": _project(BOTH, EXTRA, DEFAULT)}
PINNED = {"pyproject.toml": _project(BOTH, '[dependency-groups]\ndev = ["pkg"]\n', PIN, DEFAULT)}
WORKSPACE = {
    "pyproject.toml": _project(BOTH, '[tool.uv.workspace]\nmembers = ["part"]\n', DEFAULT),
    "part/pyproject.toml": _project('dependencies = ["more"]\n', name="part"),
}
CASES: dict[str, tuple[str, dict[str, str], set[str]]] = {
    "one of two": ("pkg", TWO, {"other"}),
    "both": ("pkg other", TWO, set()),
    "another spelling": ("PKG", TWO, {"other"}),
    "not there": ("none", TWO, set()),
    "no package": ("", TWO, set()),
    "with a lock": ("other", LOCKED, {"pkg"}),
    "with a lock that has another": ("pkg", LOCKED, {"other"}),
    "a lock that must stay": ("pkg --locked", LOCKED, {"other"}),
    "not locked": ("pkg --frozen", TWO, set()),
    "not installed": ("pkg --no-sync", TWO, {"other"}),
    "of the development": ("other --dev", GROUPED, {"pkg", "more"}),
    "of a group": ("more --group docs", GROUPED, {"pkg", "other"}),
    "in another list": ("pkg --dev", GROUPED, set()),
    "of an extra": ("more --optional x", EXTRAS, {"pkg", "other"}),
    "there still with its pin": ("pkg", PINNED, {"pkg", "other"}),
    "of a member": ("more --package part", WORKSPACE, {"pkg", "other"}),
    "of a script": ("pkg --script tool.py", {"tool.py": SCRIPT}, set()),
}


@pytest.mark.parametrize("version", ["0.6.17", "0.13.8"])
@pytest.mark.parametrize(("words", "files", "left"), CASES.values(), ids=list(CASES))
def test_what_is_left(words: str, files: dict[str, str], left: set[str], version: str) -> None:
    scene = Scene(
        Site(indexes=(INDEX, TEAM)),
        files=tuple((f"project/{name}", text) for name, text in files.items()),
        command=("uv", "remove", *words.split()),
    )
    real = run_alike(scene, release(version))
    taken = {
        seen.url.rsplit("/", 1)[-1].split("-")[0] for seen in real.requests if ".whl" in seen.url
    }
    assert taken == left
