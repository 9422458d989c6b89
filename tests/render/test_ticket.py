"""The attachment: what is in it, that it is the same twice, and that the gate saw all of it."""

from __future__ import annotations

import dataclasses
import io
import os
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.render import samples

from indexdoctor.model.report import Report
from indexdoctor.model.secret import Secret
from indexdoctor.render.gate import Gate, LeakError
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.ticket import VIEW, archive, members

WHEN = datetime(2026, 11, 21, 15, 22, 29, tzinfo=timezone(timedelta(hours=1)))
OPEN = Gate(()).check


def report() -> Report:
    made = (("uv", "0.13.8"), ("time", "2026-11-21 15:22:29+01:00"))
    return dataclasses.replace(samples.check(), started=WHEN, environment=made)


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_readme_has_the_verdict_and_says_what_is_inside() -> None:
    texts = dict(members(report(), ["DEBUG a line"]))
    names = list(texts)
    assert names[0] == "README.txt"
    readme = texts["README.txt"]
    assert readme.startswith(f"{report().verdict}\n")
    assert "\nuv    0.13.8\ntime  2026-11-21 15:22:29+01:00\n" in readme
    for name in names[1:]:
        assert f"\n  {name} " in readme
    assert names[-1] == "trace.log"
    assert "trace.log" not in dict(members(report()))


def test_each_member_is_the_report_in_a_format() -> None:
    formats = {"report.md": "markdown", "report.html": "html", "report.json": "json"}
    formats["exchanges.har"] = "har"
    texts = dict(members(report()))
    present = {name: format for name, format in formats.items() if format in FORMATS}
    assert set(texts) == {"README.txt", *present}
    for name, format in present.items():
        assert texts[name] == renderer(format)(report(), VIEW)


def test_the_zip_is_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    first = archive(list(members(report())), OPEN, WHEN)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert archive(list(members(report())), OPEN, WHEN) == first
    finally:
        monkeypatch.undo()
        time.tzset()
    with opened(first) as file:
        assert file.testzip() is None
        infos = file.infolist()
    assert [info.filename for info in infos] == [name for name, _ in members(report())]
    assert {info.date_time for info in infos} == {(2026, 11, 21, 14, 22, 28)}
    assert {info.external_attr >> 16 for info in infos} == {0o600}


@pytest.mark.parametrize("when", [None, datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_zip_without_a_time_it_can_hold_has_the_earliest(when: datetime | None) -> None:
    with opened(archive([("a.txt", "text")], OPEN, when)) as file:
        assert file.getinfo("a.txt").date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("member", [("a.txt", "it is Canary-12345"), ("Canary-12345.txt", "it")])
def test_the_gate_sees_every_text_and_name(member: tuple[str, str]) -> None:
    with pytest.raises(LeakError):
        archive([("README.txt", "fine"), member], Gate({Secret("Canary-12345")}).check, WHEN)


def test_lines_of_the_log_are_shown_as_text() -> None:
    text = dict(members(report(), ["\x1b[31mred\x1b[0m", "a\u202eb", os.fsdecode(b"\xff")]))
    assert text["trace.log"] == "\\x1b[31mred\\x1b[0m\na\\u202eb\n\\udcff\n"
