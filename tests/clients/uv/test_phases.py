"""What each command goes through, from pages to files; each was seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import Ran, index_server, page, run, wheel
from tests.clients.uv.scripted import Reply

from indexdoctor.lab.wheels import build_wheel
from indexdoctor.model.exchange import Request

TOML = '[[index]]\nname = "end"\nurl = "http://h/simple"\ndefault = true\n'
PROJECT = (
    '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["foo"]\n'
)
RESOLVED = ["GET page", "HEAD file", "GET file"]
INSTALLED = [*RESOLVED, "GET file"]


def steps(ran: Ran) -> list[str]:
    return [f"{r.method} {'page' if '/simple/' in r.url.path else 'file'}" for r in ran.requests]


def ran(place: Path, command: str, wanted: str = "foo\n", toml: str = TOML) -> Ran:
    files: Mapping[str, str | bytes] = {"r.in": wanted, "uv.toml": toml, "pyproject.toml": PROJECT}
    return run(place, command, index_server, files)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip compile r.in", RESOLVED),
        ("pip compile --no-deps r.in", ["GET page"]),
        ("pip install foo", INSTALLED),
        ("pip install --dry-run foo", RESOLVED),
        ("pip install --no-deps foo", ["GET page", "GET file"]),
        ("pip sync r.in", ["GET page", "GET file"]),
        ("lock", RESOLVED),
        ("sync", INSTALLED),
        ("sync --dry-run", RESOLVED),
        ("run python", INSTALLED),
        ("run --no-sync python", []),
        ("export", RESOLVED),
        ("tree", RESOLVED),
    ],
)
def test_the_steps_of_a_command(command: str, expected: list[str], tmp_path: Path) -> None:
    assert steps(ran(tmp_path, command)) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [("pip compile r.in", ["GET page"]), ("pip compile --deps r.in", RESOLVED)],
)
def test_no_deps_of_the_pip_table(command: str, expected: list[str], tmp_path: Path) -> None:
    toml = f"{TOML}[pip]\nno-deps = true\n"
    assert steps(ran(tmp_path, command, toml=toml)) == expected


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ("foo ; sys_platform == 'no such'\nbar\n", ["bar"]),
        ("foo>=1\nfoo<2\n", ["foo"]),
        ("foo\nBar_Baz\n", ["foo", "bar-baz"]),
        ("", []),
    ],
)
def test_which_packages_are_asked_for(wanted: str, asked: list[str], tmp_path: Path) -> None:
    found = ran(tmp_path, "pip compile --no-deps r.in", wanted)
    assert [request.url.segments[-1] for request in found.requests] == asked


def test_constraints_narrow_and_ask_for_nothing(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        if "/simple/" in request.url.path:
            return page(wheel("foo", "1.0"), wheel("foo", "2.0"))
        return 200, {}, build_wheel("foo", "1.0")

    files = {"uv.toml": TOML, "r.in": "foo\n", "c.txt": "foo<2\nbar==1\n"}
    found = run(tmp_path, "pip compile r.in -c c.txt", serve, files)
    assert [r.url.segments[-1] for r in found.requests[:2]] == ["foo", wheel("foo", "1.0")]
    assert len(found.conclusions) == 1


def test_a_file_named_by_url_takes_its_own_credential(tmp_path: Path) -> None:
    url = f"http://ann:pw@files/{wheel('foo')}"
    found = run(
        tmp_path,
        "pip compile r.in",
        lambda request: (200, {}, build_wheel("foo", "1.0")),
        {"uv.toml": TOML, "r.in": f"foo @ {url}\n"},
    )
    bare = f"http://files/{wheel('foo')}"
    assert found.sent == [f"HEAD {bare} ann:pw 200", f"GET {bare} ann:pw 200"]


def test_nothing_is_installed_when_one_package_is_missing(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        return (404, {}) if "bar" in request.url.path else index_server(request)

    files = {"uv.toml": TOML}
    found = run(tmp_path, "pip install foo bar", serve, files)
    assert found.endings == ["found", "missing"]
    assert steps(found) == [*RESOLVED, "GET page"]


def test_find_links_of_a_source_that_is_the_configuration_too(tmp_path: Path) -> None:
    project = f'{PROJECT}[tool.uv]\nfind-links = ["http://links/flat"]\n'
    files = {"pyproject.toml": project}
    found = run(tmp_path, "pip compile pyproject.toml", lambda request: (401, {}), files)
    assert found.sent == ["GET http://links/flat - 401"]
