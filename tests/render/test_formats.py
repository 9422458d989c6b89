"""What every format keeps, and the golden outputs."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable

import pytest
from tests.render import golden, samples
from tests.render.runner import commands

from indexdoctor.model.report import Branch, Cell, Report, State
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.sanitise import map_text
from indexdoctor.render.view import View

ANSI = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (60, 76, 100, 200)
TABLE = renderer("table")


@pytest.mark.parametrize("case", golden.CASES)
def test_the_output_is_the_golden_one(case: str) -> None:
    assert golden.output(case) == golden.path(case).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", [samples.check, samples.explain, samples.compared])
def test_lines_keep_to_the_width_unless_one_word_or_command_does_not(
    width: int, sample: Callable[[], Report]
) -> None:
    commands = {
        line.strip()
        for finding in sample().findings
        for remedy in finding.remedies
        for line in (remedy.command or "").splitlines()
    }
    for line in TABLE(sample(), View(width=width)).splitlines():
        if len(line) > width:
            assert line.strip() in commands or " " not in line.strip()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", [samples.check, samples.compared])
def test_nothing_is_cut_at_any_width(width: int, sample: Callable[[], Report]) -> None:
    wide = TABLE(sample(), View(verbose=True)).split()
    narrow = TABLE(sample(), View(width=width, verbose=True)).split()
    assert set(narrow) == set(wide)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sample", [samples.check, samples.compared])
def test_there_are_no_escapes_without_color(name: str, sample: Callable[[], Report]) -> None:
    assert "\x1b" not in renderer(name)(sample(), View(verbose=True))


def test_color_changes_nothing_but_color() -> None:
    view = View(width=100, verbose=True)
    colored = TABLE(samples.check(), dataclasses.replace(view, color=True))
    assert "\x1b[" in colored
    plain = "".join(line.rstrip() + "\n" for line in ANSI.sub("", colored).splitlines())
    assert plain == TABLE(samples.check(), view)


@pytest.mark.parametrize("name", FORMATS)
def test_the_renderer_adds_only_ascii_when_asked(name: str) -> None:
    report = map_text(samples.check(), lambda text: text + " → … ✓")
    if name == "table":
        text = TABLE(report, View(unicode=False, verbose=True))
        assert "-> ... ok" in text
    else:
        text = renderer(name)(report, View(unicode=False, verbose=True))
    assert text.isascii()


@pytest.mark.parametrize("width", [None, 60])
def test_the_verdict_is_the_first_and_the_last_line(width: int | None) -> None:
    report = samples.check()
    text = " ".join(TABLE(report, View(width=width)).split())
    assert text.startswith(f"✗ {report.verdict}")
    assert text.endswith(f"✗ {report.verdict}")


def test_a_healthy_index_takes_one_line_and_all_its_details_with_verbose() -> None:
    lines = TABLE(samples.check(), View()).splitlines()
    assert sum("pypi.example" in line for line in lines) == 1
    assert "standing  searched 2nd" not in "\n".join(lines)
    assert "standing  searched 2nd" in TABLE(samples.check(), View(verbose=True))


def test_an_index_that_is_not_asked_takes_one_line_unless_it_is_to_blame() -> None:
    report = samples.check()
    idle = dataclasses.replace(samples.healthy("idle", 7), state=State.NOT_TRIED, verdict="why")
    shown = TABLE(dataclasses.replace(report, subjects=(idle,)), View())
    assert "- idle   https://idle.example/simple   uv.toml:7   policy auto   why" in shown
    assert "standing" not in shown
    cause = dataclasses.replace(samples.finding(), subject="idle")
    blamed = dataclasses.replace(report, subjects=(idle,), findings=(cause,))
    assert "standing" in TABLE(blamed, View())


def test_kinds_of_no_answer_keep_their_names_when_the_cell_has_no_text() -> None:
    cells = tuple(Cell("", state) for state in State)
    subject = dataclasses.replace(samples.artifactory(), roles=tuple("abcde"), rows=(), sends=cells)
    report = dataclasses.replace(samples.check(), subjects=(subject,))
    line = next(x for x in TABLE(report, View()).splitlines() if "=> uv 0.13.8 sends" in x)
    assert re.split(r"  +", line.strip())[1:] == [state.value for state in State]


EVIL = (
    "[/] [red]x[/red] {y} \x1b[31mESC\x1b]0;title\x07 \u202eevil\u2066 \u200b\r\nnext\x00\x9b"
    "\n::error::x ##[add-mask]y ##vso[task.setvariable]z"
)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("color", [False, True])
def test_foreign_text_is_neither_markup_nor_control(name: str, color: bool) -> None:
    report = map_text(samples.check(), lambda text: text + EVIL)
    text = renderer(name)(report, View(verbose=True, color=color))
    rest = ANSI.sub("", text)
    assert not set(rest) & set("\x1b\x07\r\x00\x9b\u202e\u2066\u200b")
    assert "[/] [red]x[/red] {y}" in rest
    prose = re.sub(r"^```\n.*?^```$", "", rest, flags=re.DOTALL | re.MULTILINE)  # no commands
    assert not any(line.startswith("next") for line in prose.splitlines())
    assert "##[" not in rest and "##vso[" not in rest
    own = {"error", "warning", "group", "endgroup"} if name == "github" else set()
    assert {command.name for command in commands(rest)} <= own


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_report_can_be_shown(name: str) -> None:
    empty = dataclasses.replace(
        samples.explain(), subjects=(), settings=(), verdict="nothing to check", state=State.UNKNOWN
    )
    assert "nothing to check" in renderer(name)(empty, View(width=60))


def test_plain_lines_stand_alone() -> None:
    lines = renderer("plain")(samples.check(), View(width=20)).splitlines()
    start = re.compile(
        r"(verdict|client|command|indexdoctor|problem|index \S+|finding \S+ \S+|note|incomplete"
        r"|asked): \S"
    )
    assert [line for line in lines if not start.match(line)] == []


def test_wide_characters_keep_the_columns() -> None:
    row = dataclasses.replace(samples.artifactory().rows[1], username="日本語")
    subject = dataclasses.replace(samples.artifactory(), rows=(row, samples.artifactory().rows[2]))
    report = dataclasses.replace(samples.check(), subjects=(subject,))
    lines = TABLE(report, View()).splitlines()
    wide = next(line for line in lines if "日本語" in line)
    narrow = next(line for line in lines if "  --username" in line and "hutch" in line)
    assert wide.index("200") + 3 == narrow.index("not sent")


def test_json_repeats_no_cookie_and_no_signature() -> None:
    document = json.loads(renderer("json")(samples.check(), View()))
    text = json.dumps(document)
    assert "session=abc" not in text
    assert "topsecretsignature" not in text
    assert document["exchanges"][2]["url"] == "https://files.example/mypkg.whl?X-Signature=****"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("verbose", [False, True])
def test_no_body_of_an_answer_is_shown(name: str, verbose: bool) -> None:
    report = samples.check()
    exchanges = tuple(
        dataclasses.replace(item, response=dataclasses.replace(item.response, body=b"Body-Canary"))
        for item in report.exchanges
    )
    text = renderer(name)(dataclasses.replace(report, exchanges=exchanges), View(verbose=verbose))
    assert "Canary" not in text


def of_branches(*branches: Branch) -> Report:
    report = samples.explain()
    subject = dataclasses.replace(report.subjects[0], branches=branches)
    return dataclasses.replace(report, subjects=(subject,))


def test_what_all_answers_have_in_common_stands_once_for_each_role() -> None:
    report = of_branches(
        Branch(200, ("GET page", "found")),
        Branch(401, ("GET page", "ask netrc", "stop")),
        Branch(403, ("GET page", "ask netrc", "stop")),
        Branch(404, ("GET page",)),
        *(Branch(status, ("not asked",), "publish") for status in (200, 401)),
    )
    lines = TABLE(report, View()).splitlines()
    start = lines.index("  read: GET page")
    assert lines[start : start + 6] == [
        "  read: GET page",
        "    if 200      found",
        "    if 401 403  ask netrc",
        "                stop",
        "    if 404      nothing more happens",
        "  publish: not asked",
    ]


def test_json_and_plain_say_whose_answer_a_branch_is_about() -> None:
    report = of_branches(Branch(200, ("GET page",)), Branch(401, ("POST form",), "publish"))
    branches = json.loads(renderer("json")(report, View()))["indexes"][0]["branches"]
    assert [(branch["role"], branch["status"]) for branch in branches] == [
        ("read", 200),
        ("publish", 401),
    ]
    plain = renderer("plain")(report, View()).splitlines()
    assert "index artifactory: read: if 200: GET page" in plain
    assert "index artifactory: publish: if 401: POST form" in plain
