"""Which of several places wins for a setting; seen with uv 0.13.8 in whether a 403 stops it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import find, index_server, run
from tests.clients.uv.scripted import Reply

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.model.exchange import Request

COMPILE = "pip compile r.in"
INDEXES = (
    '[[index]]\nname = "a"\nurl = "http://a/simple"\n'
    '[[index]]\nname = "end"\nurl = "http://end/simple"\ndefault = true\n'
)
FIRST, UNSAFE = "first-index", "unsafe-best-match"
SAID = f'index-strategy = "{UNSAFE}"\n'
OTHER = f'index-strategy = "{FIRST}"\n'
LOCAL, USER = "uv.toml", ".config/uv/uv.toml"
Files = Mapping[str, str | bytes]


def forbidding(request: Request) -> Reply:
    return (403, {}) if request.url.host == "a" else index_server(request)


@pytest.mark.parametrize(
    ("command", "environ", "files", "value", "where"),
    [
        (COMPILE, {}, {LOCAL: ""}, FIRST, "uv"),
        (COMPILE, {}, {LOCAL: SAID}, UNSAFE, "uv.toml:1"),
        (f"{COMPILE} --index-strategy {FIRST}", {}, {LOCAL: SAID}, FIRST, "--index-strategy"),
        (COMPILE, {"UV_INDEX_STRATEGY": FIRST}, {LOCAL: SAID}, FIRST, "UV_INDEX_STRATEGY"),
        (
            f"{COMPILE} --index-strategy {UNSAFE}",
            {"UV_INDEX_STRATEGY": FIRST},
            {LOCAL: ""},
            UNSAFE,
            "--index-strategy",
        ),
        (COMPILE, {}, {LOCAL: "", USER: SAID}, UNSAFE, "uv.toml:1"),
        (COMPILE, {}, {LOCAL: OTHER, USER: SAID}, FIRST, "uv.toml:1"),
        (COMPILE, {}, {LOCAL: f"{SAID}[pip]\n{OTHER}"}, FIRST, "uv.toml:3"),
        # Any [pip] table stands before any top level.
        (COMPILE, {}, {LOCAL: OTHER, USER: f"[pip]\n{SAID}"}, UNSAFE, "uv.toml:2"),
    ],
)
def test_the_place_that_wins(
    command: str,
    environ: Mapping[str, str],
    files: Files,
    value: str,
    where: str,
    tmp_path: Path,
) -> None:
    local = f"{files[LOCAL]!s}{INDEXES}"
    ran = run(tmp_path, command, forbidding, {**files, LOCAL: local, "r.in": "foo\n"}, environ)
    strategy = ran.resolution.settings["index-strategy"]
    assert strategy.value == value
    assert where in str(strategy.origin)
    assert ran.endings == ["stopped" if value == FIRST else "found"]


def test_what_is_shadowed_is_told_with_its_place(tmp_path: Path) -> None:
    files = {LOCAL: OTHER, USER: SAID, "r.in": "foo\n"}
    command = f"{COMPILE} --index-strategy unsafe-first-match"
    found = find(tmp_path, command, files, {"UV_INDEX_STRATEGY": UNSAFE})
    strategy = resolve(found).settings["index-strategy"]
    assert strategy.value == "unsafe-first-match"
    shadowed = [(place.value, str(place.origin)) for place in strategy.shadowed]
    assert [value for value, _ in shadowed] == [UNSAFE, FIRST, UNSAFE]
    assert shadowed[0][1] == "UV_INDEX_STRATEGY"
    assert "uv.toml:1" in shadowed[1][1]
    assert {place.reason for place in strategy.shadowed} == {"--index-strategy comes first"}


def test_the_pip_table_says_nothing_to_a_project_command(tmp_path: Path) -> None:
    project = (
        '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["foo"]\n'
    )
    files = {"pyproject.toml": project, LOCAL: f"[pip]\n{SAID}"}
    assert resolve(find(tmp_path, "lock", files)).settings["index-strategy"].value == FIRST


def test_a_variable_that_is_set_and_empty_ends_uv(tmp_path: Path) -> None:
    files = {LOCAL: INDEXES, "r.in": "foo\n"}
    ran = run(tmp_path, COMPILE, forbidding, files, {"UV_INDEX_STRATEGY": ""})
    assert ran.sent == []


@pytest.mark.parametrize(
    ("command", "environ", "toml", "asked"),
    [
        (f"{COMPILE} --keyring-provider subprocess", {}, "", True),
        (COMPILE, {"UV_KEYRING_PROVIDER": "subprocess"}, "", True),
        (COMPILE, {}, 'keyring-provider = "subprocess"\n', True),
        (f"{COMPILE} --keyring-provider disabled", {}, 'keyring-provider = "subprocess"\n', False),
        (COMPILE, {}, "", False),
    ],
)
def test_the_keyring_is_asked_where_it_is_switched_on(
    command: str, environ: Mapping[str, str], toml: str, asked: bool, tmp_path: Path
) -> None:
    table = '[[index]]\nurl = "http://ann@end/simple"\ndefault = true\n'
    ran = run(tmp_path, command, index_server, {LOCAL: toml + table, "r.in": "foo\n"}, environ)
    assert bool(ran.asked) is asked
