"""The HAR document, read by two readers of HAR files."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from haralyzer import HarParser
from hario_core.models.har_1_2 import Entry, HarLog
from tests.render import samples

from indexdoctor.__main__ import main
from indexdoctor.model.exchange import Exchange, Response
from indexdoctor.model.report import Report
from indexdoctor.render.har import render
from indexdoctor.render.sanitise import map_text
from indexdoctor.render.view import View


def log(report: Report) -> dict[str, Any]:
    """The `log` of the document, taken by both readers."""
    document: dict[str, Any] = json.loads(render(report, View()))
    HarLog.model_validate(document["log"])
    for entry in document["log"]["entries"]:
        Entry.model_validate(entry)
    pages = HarParser(document).pages  # one without a name, of entries that belong to no page
    assert [len(page.entries) for page in pages] == [len(report.exchanges)]
    found: dict[str, Any] = document["log"]
    return found


def of(exchange: Exchange) -> dict[str, Any]:
    (entry,) = log(dataclasses.replace(samples.check(), exchanges=(exchange,)))["entries"]
    found: dict[str, Any] = entry
    return found


@pytest.mark.parametrize("sample", ["check", "compared"])
def test_readers_take_it(sample: str) -> None:
    report: Report = getattr(samples, sample)()
    assert len(log(report)["entries"]) == len(report.exchanges)


def test_a_report_without_requests_is_empty() -> None:
    document = json.loads(render(samples.explain(), View()))
    assert document["log"]["entries"] == []
    HarLog.model_validate(document["log"])


def test_timings_add_up_and_hold_the_handshake_among_the_connecting() -> None:
    first, second, third = log(samples.check())["entries"]
    assert first["timings"] == {
        "blocked": 0.1,
        "dns": 1.9,
        "connect": 6.0,
        "ssl": 4.0,
        "send": 0.2,
        "wait": 3.2,
        "receive": 1.0,
    }
    assert first["time"] == 12.4
    assert first["startedDateTime"] == "2026-11-21T09:30:00.000000+00:00"
    # Where the phases are not known, all of it is waiting.
    assert (second["time"], second["timings"]["wait"], second["timings"]["dns"]) == (12.0, 12.0, -1)
    assert third["response"]["status"] == 0
    assert third["_indexdoctor"]["failure"] == "timeout"
    assert third["time"] == 0


def test_a_request_without_a_time_of_day_says_so() -> None:
    exchange = samples.exchanges()[2]
    report = dataclasses.replace(samples.check(), exchanges=(exchange,), started=samples.MORNING)
    (entry,) = log(report)["entries"]
    assert entry["startedDateTime"].startswith("2026-11-21T09:30:00")
    assert entry["comment"] == "when it was sent is not known"


def test_it_is_said_what_was_sent_and_nothing_of_the_secret() -> None:
    text = render(samples.check(), View())
    assert samples.PASSWORD not in text
    assert "session=abc" not in text
    assert "topsecretsignature" not in text
    _, second, third = log(samples.check())["entries"]
    headers = {header["name"]: header["value"] for header in second["request"]["headers"]}
    assert headers["authorization"] == "Basic ****"
    assert second["_indexdoctor"]["credential"] == "netrc (~/.netrc:3) alice"
    assert third["request"]["queryString"] == [{"name": "X-Signature", "value": "****"}]
    for entry in log(samples.check())["entries"]:
        assert entry["request"]["cookies"] == entry["response"]["cookies"] == []


def test_requests_of_a_log_are_not_called_indexdoctors() -> None:
    first, *_ = log(dataclasses.replace(samples.check(), mode="trace"))["entries"]
    assert first["request"]["httpVersion"] == "unknown"
    assert "user-agent" not in [header["name"] for header in first["request"]["headers"]]


def test_questions_to_a_keyring_have_their_time() -> None:
    (question,) = log(samples.check())["_indexdoctor"]["keyring"]
    assert question == {
        "startedDateTime": "2026-11-21T09:30:00.030000+00:00",
        "time": 180.0,
        "askedBy": "uv",
        "text": "keyring get https://myco.example alice: nothing found",
    }


@pytest.mark.parametrize(
    ("length", "size"), [("12", 12), ("", -1), ("-1", -1), ("1e3", -1), ("9" * 5000, -1)]
)
def test_the_size_is_what_the_server_says_where_that_is_a_number(length: str, size: int) -> None:
    exchange = samples.exchanges()[1]
    response = dataclasses.replace(exchange.response, headers={"content-length": length})
    assert of(dataclasses.replace(exchange, response=response))["response"]["bodySize"] == size


def test_foreign_text_of_any_kind_leaves_a_valid_document() -> None:
    evil = '\x00\x1b]0;t\x07\ud800\u202e "}],\n&=?#'
    report = map_text(samples.check(), lambda text: text + evil)
    for entry in log(report)["entries"]:
        assert "\x1b" not in json.dumps(entry, ensure_ascii=False)


def test_a_redirect_names_its_target() -> None:
    exchange = samples.exchanges()[1]
    moved = Response(302, exchange.request.url, {"location": "https://sso.example/?t=secretvalue"})
    entry = of(dataclasses.replace(exchange, response=moved))
    assert entry["response"]["redirectURL"] == "https://sso.example/?t=****"


def test_a_real_run_has_real_times(capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime.now(UTC)
    main(["demo", "-f", "har"])
    document = json.loads(capsys.readouterr().out)
    entries = document["log"]["entries"]
    assert entries
    for entry in entries:
        Entry.model_validate(entry)
        began = datetime.fromisoformat(entry["startedDateTime"])
        taken = timedelta(milliseconds=entry["time"])
        assert before - timedelta(seconds=1) < began < began + taken < datetime.now(UTC)
        assert entry["time"] > 0
        assert entry["timings"]["wait"] > 0
    assert any(entry["timings"]["connect"] > 0 for entry in entries)
    assert {entry["_indexdoctor"]["sentBy"] for entry in entries} == {"uv", "indexdoctor"}
