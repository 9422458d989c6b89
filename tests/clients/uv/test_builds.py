"""What is requested for builds, and what is said where only the build itself could tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.uv.commands import Ran, find, index_server, page, run
from tests.clients.uv.scripted import Reply

from indexdoctor.clients.uv.build_options import Packages, build_options
from indexdoctor.clients.uv.direct_build import is_built_directly
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.lab.site import Package, Source
from indexdoctor.lab.sources import build_source
from indexdoctor.model.exchange import Request
from indexdoctor.model.origin import Origin
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

TOML = '[[index]]\nurl = "http://one/simple"\ndefault = true\n'
PROJECT = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\ndependencies = []\n'
BOUND = '[tool.uv]\nbuild-constraint-dependencies = ["tool<2"]\n'
UNKNOWN = "not determined: what its build asks for besides `build-system.requires`"


def ran(place: Path, source: Source | None, options: str = "", **files: str) -> Ran:
    """`uv pip compile` of foo, of which there is a source distribution; None: no archive."""

    def serve(request: Request) -> Reply:
        if request.url.path == "/simple/foo/":
            return page("foo-1.0.tar.gz")
        if request.url.path.endswith(".tar.gz"):
            return 200, {}, build_source(Package("foo"), source, "1.0") if source else b"?"
        return index_server(request)

    return run(
        place,
        f"pip compile r.in {options}",
        serve,
        {"uv.toml": TOML, "r.in": "foo\n", **files},
    )


def asked(one: Ran) -> list[str]:
    return [request.url.segments[-1] for request in one.requests if request.method == "GET"]


def test_static_metadata_spares_the_build(tmp_path: Path) -> None:
    one = ran(tmp_path, Source(("tool",), metadata_version="2.2"))
    assert asked(one) == ["foo", "foo-1.0.tar.gz"]
    assert [c.text for c in one.conclusions] == ["found version 1.0"]


def test_a_build_asks_for_its_requirements(tmp_path: Path) -> None:
    one = ran(tmp_path, Source(("tool", "helper>=1")))
    assert asked(one)[:4] == ["foo", "foo-1.0.tar.gz", "tool", "helper"]
    assert asked(one)[-2:] == ["tool-1.0-py3-none-any.whl", "helper-1.0-py3-none-any.whl"]
    assert [c.text for c in one.conclusions] == [f"found version 1.0; {UNKNOWN}"]


def test_a_missing_build_requirement_is_named(tmp_path: Path) -> None:
    one = ran(tmp_path, Source(("tool>=2",)))
    assert one.endings == ["failed"]
    assert one.conclusions[0].text.startswith("the build of foo needs tool: no file")


def test_what_needs_itself_ends(tmp_path: Path) -> None:
    one = ran(tmp_path, Source(("foo",)))
    assert one.endings == ["failed"]


def test_what_is_no_archive_is_asked_for_again_and_ends_the_run(tmp_path: Path) -> None:
    one = ran(tmp_path, None)
    assert one.endings == ["failed"]
    assert one.conclusions[0].text.startswith("what the server sent is no source distribution")
    assert asked(one) == ["foo", *["foo-1.0.tar.gz"] * 4]


@pytest.mark.parametrize("options", ["--no-build-isolation", "--no-build-isolation-package foo"])
def test_without_isolation_nothing_is_asked(options: str, tmp_path: Path) -> None:
    assert asked(ran(tmp_path, Source(("tool",)), options)) == ["foo", "foo-1.0.tar.gz"]


def test_without_builds_a_source_is_passed_over(tmp_path: Path) -> None:
    one = ran(tmp_path, Source(), "--only-binary foo")
    assert (asked(one), one.endings) == (["foo"], ["missing"])


def test_build_constraints_bound(tmp_path: Path) -> None:
    one = ran(tmp_path, Source(("tool",)), "--build-constraint b.txt", **{"b.txt": "tool<1\n"})
    assert one.endings == ["failed"]


def test_settings_of_builds(tmp_path: Path) -> None:
    toml = (
        'no-build-package = ["A_b"]\nno-binary = true\nno-build-isolation-package = ["c"]\n'
        'build-constraint-dependencies = ["none<2"]\n'
        '[extra-build-dependencies]\nFoo = ["x", { requirement = "y", match-runtime = false }]\n'
    )
    options = build_options(
        find(
            tmp_path,
            "lock --no-build-package d",
            {"uv.toml": toml, "pyproject.toml": PROJECT + BOUND},
        )
    )
    assert options.no_build == Packages(names=frozenset({"a-b", "d"}))
    assert "anything" in options.no_binary
    assert "c" in options.shared
    assert [c.name for c in options.constraints] == ["tool"], "those of the uv.toml do not count"
    assert options.extra == {"foo": ("x", "y")}


@pytest.mark.parametrize(
    ("text", "version", "direct"),
    [
        ("uv_build<99", "0.7.18", False),
        ("uv_build<99", "0.7.19", True),
        ("uv_build", "0.10.7", False),
        ("uv_build", "0.10.8", True),
        ("uv-build>=0.9,<0.10", "0.9.5", True),
        ("uv-build>=0.9,<0.10", "0.10.0", False),
        ("uv-build>=0.9,<0.10", "0.13.8", True),
        ("uv_build>=0.14", "0.13.8", False),
        ("hatchling", "0.13.8", False),
    ],
)
def test_what_uv_builds_by_itself(text: str, version: str, direct: bool) -> None:
    requirement = parse_requirement(text, Origin.default("test"), Surroundings(Path(), {}))
    assert isinstance(requirement, Requirement)
    assert is_built_directly("uv_build", [requirement], known(version)) is direct
    assert not is_built_directly("hatchling.build", [requirement], known(version))
