"""The SARIF document: the OASIS schema, and another reader of such files."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render import samples
from tests.render.published import SARIF, schema, validate
from tests.render.test_github import foreign
from tests.render.test_markdown import REFERENCES, inline, prose

from indexdoctor.diagnose.rules.registry import all_rules
from indexdoctor.model.finding import Finding, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.report import Report, Repository
from indexdoctor.model.selection import Ignored
from indexdoctor.render.sanitise import map_text
from indexdoctor.render.sarif import SCHEMA, render
from indexdoctor.render.sarif_text import descriptor, plain
from indexdoctor.render.view import View


def run(report: Report) -> dict[str, Any]:
    """The only run of the document, which is valid."""
    document = json.loads(render(report, View()))
    validate(document, SARIF)
    (found,) = document["runs"]
    assert isinstance(found, dict)
    return found


def test_the_schema_is_the_one_of_oasis() -> None:
    assert "oasis-tcs/sarif-spec" in schema(SARIF)["$id"]
    assert SCHEMA.rpartition("/")[2] == schema(SARIF)["$id"].rpartition("/")[2]
    document = json.loads(render(samples.check(), View()))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        validate(document, SARIF)


@pytest.mark.parametrize("sample", ["check", "explain", "compared", "compared_equal"])
def test_documents_are_valid(sample: str) -> None:
    report: Report = getattr(samples, sample)()
    assert len(run(report)["results"]) == len(report.findings) + len(report.problems)


def test_a_result_points_at_the_line_and_says_what_to_do() -> None:
    problem, error, warning = run(samples.check())["results"]
    place = error["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "pyproject.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }
    assert error["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == (
        "tool.uv.index[0].url"
    )
    assert (error["ruleId"], error["level"]) == ("PUB201", "error")
    assert error["message"]["text"].startswith("uv will upload without checking: ")
    assert "export UV_INDEX_ARTIFACTORY_USERNAME=hutch" in error["message"]["text"]
    assert "```\nexport UV_INDEX" in error["message"]["markdown"]
    assert error["properties"]["remedies"][1] == {
        "summary": "upload without the check",
        "command": "uv publish --check-url ''",
        "safe": False,
    }
    # An option is no place in the repository, but it is named.
    assert error["relatedLocations"][0]["logicalLocations"] == [
        {"name": "--username", "kind": "parameter"}
    ]
    # What is written elsewhere is shown at the index it is about.
    assert warning["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "uv.toml"
    assert warning["relatedLocations"][0]["logicalLocations"][0]["name"] == "~/.netrc:3"
    assert (problem["ruleId"], problem["level"]) == ("configuration", "warning")


def test_a_result_knows_its_rule() -> None:
    found = run(samples.check())
    rules = found["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in found["results"]] == [
        r["ruleId"] for r in found["results"]
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_each_rule_has_its_help(rule: Any) -> None:
    finding = dataclasses.replace(samples.finding(), code=rule.code, name=rule.name)
    described = descriptor(finding)
    assert described["id"] == rule.code
    assert described["help"]["text"].startswith(f"{rule.code} {rule.name}")
    assert described["shortDescription"]["text"]
    kinds = {token.type for token in inline(described["help"]["markdown"])}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "code_block", "hr"}


def test_a_rule_that_is_not_known_has_its_name_alone() -> None:
    finding = dataclasses.replace(samples.finding(), code="PUB999", name="from-the-future")
    report = dataclasses.replace(samples.check(), findings=(finding,), problems=())
    (rule,) = run(report)["tool"]["driver"]["rules"]
    assert rule == {"id": "PUB999", "name": "from-the-future"}


def test_an_ignored_finding_is_a_suppressed_result() -> None:
    ignored = Ignored(samples.finding(), Origin.file("pyproject.toml", 40), "known, see wiki")
    report = dataclasses.replace(samples.check(), findings=(), problems=(), ignored=(ignored,))
    (result,) = run(report)["results"]
    assert result["suppressions"] == [
        {"kind": "external", "justification": "pyproject.toml:40: known, see wiki"}
    ]


def fingerprints(*findings: Finding) -> list[str]:
    report = dataclasses.replace(samples.check(), findings=findings, problems=())
    return [r["partialFingerprints"]["indexdoctorFinding/v1"] for r in run(report)["results"]]


def test_a_fingerprint_stays_when_lines_move_and_differs_between_findings() -> None:
    finding = samples.finding()
    moved = dataclasses.replace(finding, origins=(dataclasses.replace(samples.AT, line=99),))
    still = dataclasses.replace(finding, origins=(samples.AT,), cause="uv 9 does the same")
    other = dataclasses.replace(still, subject="other")
    assert fingerprints(moved) == fingerprints(still)
    assert len({*fingerprints(still, other, still)}) == 3


def test_no_path_outside_the_repository_is_a_location() -> None:
    finding = dataclasses.replace(
        samples.finding(),
        subject="",
        origins=tuple(
            Origin.file(name, 1)
            for name in ("/etc/uv/uv.toml", "~/.netrc", "../up.toml", "a b/ü:%.toml")
        ),
    )
    report = dataclasses.replace(
        samples.check(), findings=(finding,), problems=(), repository=Repository(".", ".")
    )
    (result,) = run(report)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "a%20b/%C3%BC%3A%25.toml",
        "uriBaseId": "%SRCROOT%",
    }
    assert all("physicalLocation" not in place for place in result["relatedLocations"])
    assert "uri" not in run(report)["originalUriBaseIds"]["%SRCROOT%"]


def test_a_result_always_has_a_file_of_the_repository() -> None:
    finding = dataclasses.replace(
        samples.finding(), subject="", origins=(Origin.env("UV_INDEX"), Origin.option("-u"))
    )
    report = dataclasses.replace(samples.check(), findings=(finding,), problems=())
    bare = dataclasses.replace(
        report, subjects=(), settings=(), repository=Repository("~/app", "one")
    )
    for each, uri in ((report, "pyproject.toml"), (bare, "one/pyproject.toml")):
        (result,) = run(each)["results"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == uri
        assert "region" not in place["physicalLocation"]
        assert place["logicalLocations"] == [{"name": "UV_INDEX", "kind": "variable"}]
        assert [p["logicalLocations"][0]["name"] for p in result["relatedLocations"]] == ["-u"]


def test_the_invocation_says_how_the_process_ends() -> None:
    report = dataclasses.replace(samples.check(), started=samples.MORNING)
    (invocation,) = run(report)["invocations"]
    assert invocation["exitCode"] == 1
    assert invocation["executionSuccessful"] is True
    assert invocation["startTimeUtc"] == "2026-11-21T09:30:00.000Z"
    levels = [note["level"] for note in invocation["toolExecutionNotifications"]]
    assert levels == ["note", "warning"]
    cut = dataclasses.replace(report, exit_code=130)
    assert run(cut)["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("text", "shown"),
    [("see [x](1)", "see [x] (1)"), ("{0} {a} {}", "{{0}} {a} {}"), ("[[a]]", "[[a]]")],
)
def test_plain_text_holds_no_link_and_no_placeholder(text: str, shown: str) -> None:
    assert plain(text) == shown


def messages(value: object) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [found for item in value for found in messages(item)]
    if not isinstance(value, dict):
        return []
    mine = [value] if isinstance(value.get("text"), str) else []
    return mine + [found for item in value.values() for found in messages(item)]


@given(st.lists(foreign, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_no_foreign_text_becomes_a_link_or_markup(texts: list[str]) -> None:
    count = 0

    def spoil(old: str) -> str:
        nonlocal count
        count += 1
        return f"{old}{texts[count % len(texts)]}[x](https://evil.example) {{0}}"

    for found in messages(run(map_text(samples.check(), spoil))):
        assert "](" not in found["text"]
        assert "{0}" not in found["text"].replace("{{0}}", "")
        markdown = found.get("markdown", "")
        kinds = {token.type for token in inline(markdown)}
        assert not kinds & {"link_open", "image", "html_inline", "html_block"}
        assert not REFERENCES.search(prose(markdown))


def test_another_reader_counts_the_same(tmp_path: Path) -> None:
    file = tmp_path / "report.sarif"
    file.write_text(render(samples.check(), View()), encoding="utf-8")

    def sarif(*words: str) -> str:
        command = [sys.executable, "-m", "sarif", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    summary = sarif("summary", str(file))
    levels = [finding.severity for finding in samples.check().findings]
    assert f"error: {levels.count(Severity.ERROR)}" in summary
    assert "PUB201" in summary
    table = tmp_path / "report.csv"
    sarif("csv", "--output", str(table), str(file))
    assert "pyproject.toml,12" in table.read_text(encoding="utf-8")
