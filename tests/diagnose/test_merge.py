"""Reports of several commands as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    UPLOAD,
    Log,
    cred,
    found,
    found_package,
    make_case,
    make_publish,
    make_row,
    page,
)

from indexdoctor.diagnose.assemble import report
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.merge import merge
from indexdoctor.model.credential import Source
from indexdoctor.model.exchange import Role, Timing
from indexdoctor.model.labels import Labels
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.report import Client, Report, State

ALICE = cred()
PUBLISHER = cred("ci", "x", Source.PUBLISH, Origin.env("UV_PUBLISH_PASSWORD"))


def made(case: Case, command: str, labels: Labels) -> Report:
    client = Client("uv", "0.13.8", "assumed", command)
    return report(
        case.discovered, case.resolution, case.replayed, case.mode, client=client, labels=labels
    )


def both() -> tuple[Report, Report]:
    labels = Labels()
    row = make_row(asked=[found(ALICE)])
    read = page(401).add(f"{PRIVATE}/foo/", 200, ALICE).replayed(found_package())
    log = Log().add(f"{PRIVATE}/mine/", 403, role=Role.CHECK, package="mine")
    log.add(UPLOAD, 400, PUBLISHER, role=Role.UPLOAD, method="POST", package="mine")
    uploads = Conclusion("mine.whl", Ending.UPLOADS, Role.UPLOAD, None, "the upload goes on")
    publish = make_publish(PUBLISHER, asked=[found(PUBLISHER)])
    return (
        made(make_case(row, replayed=read), "uv lock", labels),
        made(make_case(row, publish=publish, replayed=log.replayed(uploads)), "publish", labels),
    )


def test_one_definition_becomes_one_subject_with_all_columns() -> None:
    lock, upload = both()
    assert (lock.state, upload.state) == (State.OK, State.PROBLEM)
    merged = merge((lock, upload))
    (subject,) = merged.subjects
    assert subject.roles == ("read", "check", "publish")
    assert [cell.text for cell in subject.sends] == ["200", "403", "accepted"]
    assert {r.title: [cell.text for cell in r.cells] for r in subject.rows} == {
        "netrc": ["200", "not tried", "not tried"],
        "UV_PUBLISH_PASSWORD": ["not tried", "not tried", "accepted"],
    }
    assert [r.secret for r in subject.rows] == ["secret #1", "secret #2"]
    assert merged.verdict == upload.verdict
    assert subject.verdict.startswith("PUB201")
    assert merged.client.command == "uv lock + publish"


def test_exchanges_are_numbered_across_and_still_referred_to() -> None:
    lock, upload = both()
    merged = merge((lock, upload))
    assert [exchange.id for exchange in merged.exchanges] == [1, 2, 3, 4]
    (finding,) = merged.findings
    number = finding.evidence[0].exchange
    assert number is not None
    assert merged.exchanges[number - 1].response.status == 403
    assert merged.subjects[0].sends[1].exchange == 3


def test_a_report_alone_stays_as_it_is_and_none_is_an_error() -> None:
    lock, _ = both()
    assert merge([lock]) is lock
    with pytest.raises(ValueError, match="no report"):
        merge([])


def test_equal_findings_are_said_once() -> None:
    _, upload = both()
    again = replace(upload, client=replace(upload.client, command="other"))
    assert len(merge((upload, again)).findings) == 1


def test_times_count_from_the_beginning_of_the_first_run() -> None:
    lock, upload = both()
    morning = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def timed(report: Report, began: datetime) -> Report:
        timing = Timing(1.0, 2.0, began + timedelta(seconds=1))
        exchanges = tuple(replace(e, timing=timing) for e in report.exchanges)
        return replace(report, exchanges=exchanges)

    merged = merge((timed(lock, morning), timed(upload, morning + timedelta(seconds=30))))
    timings = [exchange.timing for exchange in merged.exchanges]
    expected = [(1, 2)] * len(lock.exchanges) + [(31, 32)] * len(upload.exchanges)
    assert [(t.started, t.ended) for t in timings if t is not None] == expected
    assert merge((lock, upload)).exchanges[0].timing is None
