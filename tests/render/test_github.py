"""The annotations, as the runner of GitHub Actions reads them."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render import samples
from tests.render.runner import commands

from indexdoctor.model.origin import Origin
from indexdoctor.model.report import Report, Repository
from indexdoctor.render.github import render
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.sanitise import clean, map_text
from indexdoctor.render.view import View

HOSTILE = [
    "\n::error::x",
    "\n  ::set-output name=a::b",
    "::stop-commands::token",
    "\r::add-mask::e",
    "\u2028::set-env name=A::b",
    "\x85::add-path::/tmp",
    "##[group]x",
    "x ##[set-output name=a;]b",
    "##[add-mask]the",
    "::endgroup::",
    ",file=/etc/passwd,line=1::x",
    "%0A::error::x",
    "%25%0D%0A%3A%2C%3B%5D",
    "a=b=c",
    "::",
    ":",
    " ::error ::",
    "##",
    "#[group]",
    "[group]",
    "%",
]
foreign = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet=":#[]%,=\n\r ;0ADerorgup", max_size=30),
    st.text(max_size=20),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=4).map("".join),
)


def test_each_finding_and_problem_is_one_annotation_where_it_is() -> None:
    report = samples.check()
    found = list(commands(render(report, View())))
    assert [(c.name, c.properties) for c in found] == [
        ("error", {"file": "pyproject.toml", "line": "12", "title": "PUB201 check-refused"}),
        ("warning", {"file": "uv.toml", "line": "7", "title": "configuration"}),
        ("warning", {"title": "CRED104 netrc-shadowed"}),
        ("warning", {"title": "incomplete"}),
        ("group", {}),
        ("endgroup", {}),
    ]
    assert found[0].data.splitlines()[:3] == [
        "uv will upload without checking: the check URL refuses what uv sends to it",
        "at --username",
        "uv 0.13.8 sends: GET .../simple/mypkg/  no credential  403",
    ]
    assert "export UV_INDEX_ARTIFACTORY_USERNAME=hutch\nexport" in found[0].data
    assert "at ~/.netrc:3" in found[2].data


def test_a_healthy_report_has_no_annotation() -> None:
    names = [command.name for command in commands(render(samples.explain(), View()))]
    assert names == ["group", "endgroup"]


def test_versions_that_differ_are_annotated() -> None:
    report = samples.compared()
    (found,) = [
        command
        for command in commands(render(report, View()))
        if command.properties.get("title") == "versions of uv differ"
    ]
    assert report.comparison is not None
    assert (found.name, found.data) == ("error", report.comparison.verdict)


def test_the_report_stands_below_in_a_group() -> None:
    lines = render(samples.check(), View()).splitlines()
    start = lines.index("::group::indexdoctor")
    assert lines[start + 1] == lines[-2] == f"✗ {samples.check().verdict}"
    assert lines[-1] == "::endgroup::"


@given(st.lists(foreign, min_size=5, max_size=5))
def test_what_is_encoded_is_decoded_to_the_same(texts: list[str]) -> None:
    cause, name, file, why, command = texts
    finding = samples.finding()
    remedy = dataclasses.replace(finding.remedies[0], command=command)
    finding = dataclasses.replace(
        finding,
        cause=cause,
        name=name,
        why=why,
        origins=(Origin.file(f"a/x{file}.toml", 5),),
        remedies=(remedy,),
    )
    report = dataclasses.replace(samples.check(), findings=(finding,), problems=(), notes=())
    first = next(iter(commands(render(report, View()))))
    assert first.name == "error"
    assert first.data.startswith(clean(cause))
    assert first.properties["line"] == "5"
    assert first.properties["title"] == f"PUB201 {clean(name)}".rstrip()
    assert first.properties["file"].startswith("a/x") or "/" in file


@pytest.mark.parametrize("sample", ["check", "explain", "compared"])
@given(st.lists(foreign, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_foreign_text_begins_a_command(sample: str, texts: list[str]) -> None:
    report: Report = getattr(samples, sample)()
    expected = [command.name for command in commands(render(report, View()))]
    found = list(commands(render(samples.spoilt(report, texts), View())))
    assert [command.name for command in found] == expected
    assert all(set(command.properties) <= {"file", "line", "title"} for command in found)


def spoil(report: Report, more: str) -> Report:
    return map_text(report, lambda old: f"{old}{more}")


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"github"}))
@pytest.mark.parametrize("text", HOSTILE)
def test_no_other_format_begins_a_command(name: str, text: str) -> None:
    for report in (samples.check(), samples.explain(), samples.compared()):
        for spoilt in (f"x{text}", f"x {text}", text, f"{text} "):
            assert list(commands(renderer(name)(spoil(report, spoilt), View()))) == []


def test_the_tests_runner_would_find_commands() -> None:
    output = "  ::set-output name=a::b\nx ##[add-mask]y\n::nothing::z\n::warning::w %25%0A"
    found = [(command.name, command.properties, command.data) for command in commands(output)]
    assert found == [
        ("set-output", {"name": "a"}, "b"),
        ("add-mask", {}, "y"),
        ("warning", {}, "w %\n"),
    ]


def test_files_are_named_from_the_top_of_the_repository() -> None:
    report = dataclasses.replace(samples.check(), repository=Repository("~/app", "one"))
    found = [c.properties.get("file") for c in commands(render(report, View()))]
    assert found[:2] == ["one/pyproject.toml", "one/uv.toml"]
