"""What is said of a log: the causes that the scenarios have, from the log of the real uv alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.conformance.real import RealUv, default_uv, real_uv, run_uv, sealed
from tests.conformance.releases import release

from indexdoctor.lab.scenarios import load, names
from indexdoctor.lab.stage import stage
from indexdoctor.model.finding import Severity
from indexdoctor.model.report import Report
from indexdoctor.tracing import TraceOptions, trace


@pytest.fixture(scope="module")
def uv() -> Iterator[RealUv]:
    with real_uv(default_uv()) as made:
        yield made


def explained(name: str, uv: RealUv, *, beside: bool = False) -> Report:
    """The log of a scenario explained; `beside` the settings that it was made with."""
    with stage(load(name).scene) as staged:
        run = run_uv(staged, uv, verbose=True)
        around = replace(staged.surroundings, environ=sealed(staged))
        words = staged.command if beside else ()
        report = trace([("uv.log", run.stderr.splitlines())], TraceOptions(around, words=words))
        for account in staged.scene.site.accounts:
            assert account.password not in repr(report)
        return report


def errors(report: Report) -> list[str]:
    return [found.code for found in report.findings if found.severity is Severity.ERROR]


EXPECTED = {
    "check-refused": ["PUB201"],
    "check-refused-in-ci": ["PUB201"],
    "extra-index-stops-search": ["READ101"],
}
BESIDE = {**EXPECTED, "extra-index-stops-search": ["READ101", "READ105"]}


@pytest.mark.parametrize("name", names())
def test_the_log_alone_names_the_cause(name: str, uv: RealUv) -> None:
    report = explained(name, uv)
    assert errors(report) == EXPECTED.get(name, [])
    if name not in EXPECTED:
        assert report.verdict.startswith("healthy: ")


@pytest.mark.parametrize("name", names())
def test_beside_its_settings_it_names_more(name: str, uv: RealUv) -> None:
    assert errors(explained(name, uv, beside=True)) == BESIDE.get(name, [])


def test_every_line_of_the_log_is_an_origin(uv: RealUv) -> None:
    report = explained("check-refused", uv)
    origins = [origin for found in report.findings for origin in found.origins]
    assert origins
    assert all(origin.name == "uv.log" and origin.line for origin in origins)


def test_a_policy_that_does_not_reach_is_a_difference(uv: RealUv) -> None:
    report = explained("always-files-outside-root", uv, beside=True)
    (found,) = [found for found in report.findings if found.code == "POL108"]
    assert "the log shows policy auto" in found.cause
    assert "the URL lies outside the index root" in found.cause
    assert found.origins[0].name == "uv.log"


def test_settings_that_fit_are_no_difference(uv: RealUv) -> None:
    report = explained("always-embedded-index-url", uv, beside=True)
    assert [found.code for found in report.findings] == []


@pytest.mark.parametrize(("version", "codes"), [("0.6.17", []), ("0.7.0", ["READ103"])])
def test_what_a_refusal_meant_to_a_release(version: str, codes: list[str]) -> None:
    """Before 0.7.0 the search went on after a 401; 0.7.0 lends no credential to another index."""
    with real_uv(release(version)) as old:
        report = explained("extra-index-stops-search", old)
    assert report.client.version == version
    assert errors(report) == codes


def test_a_log_without_trace_lines_says_what_would_show_more(uv: RealUv) -> None:
    with stage(load("check-refused").scene) as staged:
        run = run_uv(staged, uv, verbose=True)
        around = replace(staged.surroundings, environ=sealed(staged))
    lines = [line for line in run.stderr.splitlines() if not line.startswith("TRACE")]
    report = trace([("uv.log", lines)], TraceOptions(around))
    assert any("uv -vv shows that" in note.text and note.incomplete for note in report.notes)


def test_what_is_no_log_is_no_cause(uv: RealUv) -> None:
    with stage(load("healthy").scene) as staged:
        report = trace([("uv.log", ["hello", ""])], TraceOptions(staged.surroundings))
    assert errors(report) == []
    assert not report.verdict.startswith("healthy")
