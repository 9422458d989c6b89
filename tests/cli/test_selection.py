"""Findings chosen and ignored by code, on the command line and in the project's pyproject.toml."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_completion import complete

from indexdoctor.__main__ import main

# Nobody listens at the port (NET102, an error), and no index has the name in the variable that the
# fixture sets (CRED104, a warning).
PROJECT = """\
[project]
name = "mine"
version = "1"
requires-python = ">=3.11"
dependencies = ["alpha"]

[[tool.uv.index]]
name = "private"
url = "http://127.0.0.1:9/simple"
default = true

"""
DOWN = "http://127.0.0.1:9/simple"
LISTENS_NOT = (
    "uv 0.13.8 gets no answer from http://127.0.0.1:9: no connection. "
    "This is no matter of credentials"
)
Check = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UV_INDEX_PRIVAT_USERNAME", "me")

    def write(table: str = "") -> None:
        (tmp_path / "pyproject.toml").write_text(PROJECT + table)

    write()
    return write


@pytest.fixture
def check(project: object, capsys: pytest.CaptureFixture[str]) -> Check:
    def run(*options: str, command: str = "check") -> tuple[int, dict[str, Any]]:
        code = main([command, "--uv-version", "0.13.8", "--format", "json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def codes(document: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The codes that count, and those that are ignored."""
    return (
        [finding["code"] for finding in document["findings"]],
        [entry["finding"]["code"] for entry in document["ignored"]],
    )


def test_without_a_choice_everything_counts(check: Check) -> None:
    code, document = check()
    assert (code, codes(document)) == (1, (["NET102", "CRED104"], []))
    assert document["verdict"]["text"] == f"{LISTENS_NOT} [NET102]"


@pytest.mark.parametrize(
    ("options", "code", "kept", "ignored"),
    [
        (["--ignore", "CRED104"], 1, ["NET102"], ["CRED104"]),
        (["--ignore", "cred,PUB2"], 1, ["NET102"], ["CRED104"]),
        (["--ignore", "NET1", "--ignore", "POL"], 0, ["CRED104"], ["NET102"]),
        (["--ignore", "NET,CRED"], 0, [], ["NET102", "CRED104"]),
        (["--select", "NET102"], 1, ["NET102"], ["CRED104"]),
        (["--select", "CRED"], 0, ["CRED104"], ["NET102"]),
        (["--select", "CRED", "--fail-on", "warning"], 1, ["CRED104"], ["NET102"]),
        (["--select", "CRED", "--ignore", "CRED104"], 0, [], ["NET102", "CRED104"]),
    ],
)
def test_codes_and_their_beginnings(
    check: Check, options: list[str], code: int, kept: list[str], ignored: list[str]
) -> None:
    found, document = check(*options)
    assert (found, codes(document)) == (code, (kept, ignored))


def test_what_is_ignored_makes_no_verdict_healthy(check: Check) -> None:
    _, document = check("--ignore", "NET102")
    assert document["verdict"] == {
        "state": "problem",
        "text": f"{LISTENS_NOT} [NET102, ignored by --ignore]",
    }
    assert document["indexes"][0]["state"] == "problem"


def test_the_projects_table_has_reasons(
    project: Callable[[str], None], check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    project('[tool.indexdoctor]\nignore.NET = "down till Monday"\nignore.CRED104 = "a test"\n')
    code, document = check()
    assert (code, codes(document)) == (0, ([], ["NET102", "CRED104"]))
    entry = document["ignored"][0]
    assert entry["reason"] == "down till Monday"
    assert (entry["origin"]["name"], entry["origin"]["line"]) == ("pyproject.toml", 13)
    main(["check", "--uv-version", "0.13.8"])
    told = (
        "2 findings ignored: NET102 (pyproject.toml:13: down till Monday), "
        "CRED104 (pyproject.toml:14: a test)"
    )
    assert told in capsys.readouterr().out.splitlines()
    main(["check", "--uv-version", "0.13.8", "--format", "plain"])
    line = "ignored NET102 no-connection: error: pyproject.toml:13: down till Monday: "
    assert line + LISTENS_NOT in capsys.readouterr().out.splitlines()


def test_an_array_of_codes_and_reasons_does_as_well(
    project: Callable[[str], None], check: Check
) -> None:
    project('[tool.indexdoctor]\nignore = [\n  { code = "NET", reason = "down" },\n]\n')
    code, document = check()
    assert (code, codes(document)) == (0, (["CRED104"], ["NET102"]))
    assert document["ignored"][0]["origin"]["line"] == 14


def test_an_option_takes_the_place_of_what_the_project_selects(
    project: Callable[[str], None], check: Check
) -> None:
    project('[tool.indexdoctor]\nselect = ["CRED"]\n')
    assert codes(check()[1]) == (["CRED104"], ["NET102"])
    assert codes(check("--select", "NET")[1]) == (["NET102"], ["CRED104"])


def test_the_nearest_table_above_counts(
    project: Callable[[str], None], check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    project('[tool.indexdoctor.ignore]\nNET = "down"\n')
    file = Path("inner/pyproject.toml").resolve()
    file.parent.mkdir()
    file.write_text('[project]\nname = "b"\nversion = "1"\n')
    monkeypatch.chdir("inner")
    _, document = check("--", "uv", "pip", "install", "alpha", "--default-index", DOWN)
    assert codes(document)[1] == ["NET102"]
    assert document["ignored"][0]["origin"]["name"].endswith("/pyproject.toml")
    file.write_text(file.read_text() + '[tool.indexdoctor]\nselect = ["NET"]\n')
    _, document = check("--", "uv", "pip", "install", "alpha", "--default-index", DOWN)
    assert codes(document)[0] == ["NET102"]


def test_explain_and_a_comparison_ignore_alike(check: Check) -> None:
    code, document = check("--ignore", "CRED", command="explain")
    assert (code, codes(document)) == (0, ([], ["CRED104"]))
    assert "[CRED104, ignored by --ignore]" in document["verdict"]["text"]
    code, document = check("--ignore", "NET", "--compare", "0.6.17")
    assert (code, codes(document)) == (0, (["CRED104"], ["NET102"]))
    assert document["comparison"]["findings"] == []


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (["--ignore", "REED101"], "--ignore: no code is or begins with `REED101`", "READ101"),
        (["--select", "NETT"], "--select: no code is or begins with `NETT`", "NET"),
        (["--select", "CFG,"], "--select: no code is or begins with ``", "indexdoctor rules"),
    ],
)
def test_a_code_that_is_none_is_wrong_usage(
    project: object,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
    hint: str,
) -> None:
    assert main(["check", *options]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    first, second = seen.err.splitlines()
    assert first == f"error: {message}"
    assert hint in second


def test_mistakes_of_the_table_are_all_told_with_their_lines(
    project: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    project(
        '[tool.indexdoctor]\nselect = ["POLL", 3]\nseelct = []\n'
        '[[tool.indexdoctor.ignore]]\ncode = "NET"\n'
        '[[tool.indexdoctor.ignore]]\nreason = "x"\n'
        '[[tool.indexdoctor.ignore]]\ncode = "CRED999"\nreason = "x"\n'
    )
    for command in ("check", "explain"):
        assert main([command]) == 2
        seen = capsys.readouterr()
        assert seen.out == ""
        assert [row for row in seen.err.splitlines() if row.startswith("error")] == [
            "error: pyproject.toml:14: there is no setting `seelct` here: known are `select` and"
            " `ignore`",
            "error: pyproject.toml:13: `select` must be an array of codes",
            "error: pyproject.toml:15: `NET` is ignored without a reason",
            "error: pyproject.toml:17: an entry of `ignore` has no code",
            "error: pyproject.toml:13: no code is or begins with `POLL`",
            "error: pyproject.toml:19: no code is or begins with `CRED999`",
        ]


@pytest.mark.parametrize("table", ["ignore = 3", 'ignore = ["NET"]', 'select = "NET"'])
def test_other_shapes_are_refused(
    project: Callable[[str], None], capsys: pytest.CaptureFixture[str], table: str
) -> None:
    project(f"[tool.indexdoctor]\n{table}\n")
    assert main(["check"]) == 2
    assert "pyproject.toml:13: " in capsys.readouterr().err


def test_codes_are_completed_behind_commas_too() -> None:
    assert complete("indexdoctor check --select PUB201", 3) == ["PUB201"]
    assert complete("indexdoctor explain --ignore NET,pub201", 3) == ["NET,pub201"]
