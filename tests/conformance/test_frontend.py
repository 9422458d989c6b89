"""`uv build`: which project it builds, with whose configuration, and what that asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.changes.shared import table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Answer, LabIndex, Package, Site, Source
from indexdoctor.lab.sources import backend
from indexdoctor.lab.wheels import metadata

PUBLIC = LabIndex("/simple", (Package("tool"), Package("setuptools", ("80.0",))))
TEAM = LabIndex("/team/simple", (Package("tool"),))
LINKS = LabIndex("/links", (Package("other"),), flat=True)
DEFAULT = table("public", PUBLIC.path, "default = true")
OWN = table("team", TEAM.path, "explicit = true")
PIN = '[tool.uv.sources]\ntool = { index = "team" }\n'
BUILD = '[build-system]\nrequires = ["tool"]\nbuild-backend = "backend"\nbackend-path = ["."]\n'
WORKSPACE = '[tool.uv.workspace]\nmembers = ["part"]\n'
DIRECT = '[build-system]\nrequires = ["uv_build>=0.7,<1"]\nbuild-backend = "uv_build"\n'
Files = dict[str, str]


def _project(folder: str, name: str, *tables: str, system: str = BUILD) -> Files:
    """A project that can be built."""
    fields = f'[project]\nname = "{name}"\nversion = "1"\nrequires-python = ">=3.8"\n'
    return {
        f"{folder}/pyproject.toml": "\n".join((system, fields, *tables)),
        f"{folder}/backend.py": backend(),
        f"{folder}/PKG-INFO": metadata(name, "1", ()).decode(),
    }


def _scene(words: str, files: Files) -> Scene:
    return Scene(
        Site(indexes=(PUBLIC, TEAM, LINKS)),
        files=tuple(files.items()),
        command=("uv", "build", *words.split()),
    )


ROOT = _project("project", "app", DEFAULT)
BESIDE = {"project/pyproject.toml": DEFAULT} | _project("project/sub", "sub")
WITH_PIN = _project("project", "app", DEFAULT, OWN, PIN)
PART = _project("project/part", "part")
MEMBERS = _project("project", "app", DEFAULT, WORKSPACE) | PART
PINNED = _project("project", "app", DEFAULT, OWN, PIN, WORKSPACE) | PART
UNNAMED = {
    "project/pyproject.toml": BUILD + DEFAULT,
    "project/backend.py": backend(),
    "project/PKG-INFO": metadata("app", "1", ()).decode(),
}
ONLY_SETUP = {"project/setup.py": "", "project/uv.toml": DEFAULT.replace("tool.uv.", "")}
CASES: dict[str, tuple[str, Files, list[str]]] = {
    "the project": ("", ROOT, ["/simple/tool/"]),
    "one of both": ("--wheel", ROOT, ["/simple/tool/"]),
    "an index that is typed": (
        "--default-index {{origin}}/team/simple",
        ROOT,
        ["/team/simple/tool/"],
    ),
    "a directory, with the configuration of this one": ("sub", BESIDE, ["/simple/tool/"]),
    "a pin": ("", WITH_PIN, ["/team/simple/tool/"]),
    "a pin that does not count": ("--no-sources", WITH_PIN, ["/simple/tool/"]),
    "a member": ("--package part", MEMBERS, ["/simple/tool/"]),
    "a member with a pin of the root": ("part", PINNED, ["/team/simple/tool/"]),
    "all members": ("--all-packages", MEMBERS, ["/simple/tool/"]),
    "no [project]": ("", UNNAMED, ["/simple/tool/"]),
    "setup.py alone": ("", ONLY_SETUP, ["/simple/setuptools/"]),
    "no project": ("", {"project/uv.toml": DEFAULT.replace("tool.uv.", "")}, []),
    "a directory that is not there": ("none", ROOT, []),
    "a member that is not there": ("--package none", MEMBERS, []),
    "another may not be built": ("--no-build-package app", ROOT, ["/simple/tool/"]),
    "without isolation": ("--no-build-isolation", ROOT, []),
    "a find-links page": ("-f {{origin}}/links", ROOT, ["/links", "/simple/tool/"]),
    "a find-links page, and no project": ("-f {{origin}}/links none", ROOT, []),
    "two directories": ("a b", ROOT, []),
}


@pytest.mark.parametrize("version", ["0.6.17", "0.13.8"])
@pytest.mark.parametrize(("words", "files", "pages"), CASES.values(), ids=list(CASES))
def test_what_is_asked_for(words: str, files: Files, pages: list[str], version: str) -> None:
    alone = "--all-packages" not in words
    real = run_alike(_scene(words, files), release(version), in_order=alone)
    asked = [seen.url for seen in real.requests if "/-/" not in seen.url]
    assert sorted({url.split("//")[1].partition("/")[2] for url in asked}) == sorted(
        page.removeprefix("/") for page in pages
    )


@pytest.mark.parametrize(("version", "asks"), [("0.12.5", False), ("0.12.6", True)])
def test_where_nothing_may_be_built(version: str, asks: bool) -> None:
    assert bool(run_alike(_scene("--no-build", ROOT), release(version)).requests) is asks


@pytest.mark.parametrize(
    ("version", "words", "asks"),
    [
        ("0.6.17", "", True),
        ("0.13.8", "", False),
        ("0.13.8", "--force-pep517", True),
        ("0.13.8", "--no-build", False),
        ("0.13.8", "--list", False),
    ],
)
def test_a_project_of_uv_build(version: str, words: str, asks: bool) -> None:
    files = _project("project", "app", DEFAULT, system=DIRECT)
    files["project/src/app/__init__.py"] = ""
    real = run_alike(_scene(words, files), release(version))
    assert bool(real.requests) is asks


@pytest.mark.parametrize("version", ["0.6.17", "0.13.8"])
def test_what_is_required_is_built_too(version: str) -> None:
    source = Package("tool", source=Source(build_requires=("helper",)), wheels=False)
    scene = _scene("", ROOT)
    index = replace(PUBLIC, packages=(source, Package("helper")))
    real = run_alike(replace(scene, site=Site(indexes=(index,))), release(version))
    assert any(seen.url.endswith("/helper/") for seen in real.requests)


@pytest.mark.parametrize("version", ["0.6.17", "0.13.8"])
def test_all_indexes_are_asked_whatever_one_answers(version: str) -> None:
    """With an unsafe strategy, which asks them at the same time."""
    busy = replace(PUBLIC, fixed=Answer(429))
    words = "--index-strategy unsafe-best-match --default-index {{origin}}/team/simple"
    files = _project("project", "app", table("public", PUBLIC.path))
    scene = replace(_scene(words, files), site=Site(indexes=(busy, TEAM)))
    real = run_alike(replace(scene, environ=(("UV_HTTP_RETRIES", "0"),)), release(version))
    assert any("/team/simple/tool/" in seen.url for seen in real.requests)
