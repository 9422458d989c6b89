"""A log tells the same whatever it went through, and nothing false when it is damaged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.trace.dressing import DRESSINGS
from tests.trace.logs import NUMBERS, VERSIONS, facts, log

from indexdoctor.trace.file import lines
from indexdoctor.trace.read import stories
from indexdoctor.trace.story import Sent, Story

LOGS = [(version, number) for version in VERSIONS for number in NUMBERS]


def told(text: str) -> list[Story]:
    return list(stories(io.StringIO(text, newline="\n")))


@pytest.mark.parametrize("name", DRESSINGS)
@pytest.mark.parametrize(("version", "number"), LOGS)
def test_the_story_is_the_same_in_any_dress(version: str, number: int, name: str) -> None:
    text = log(version, number)
    [plain] = told(text)
    [dressed] = told(DRESSINGS[name](text.splitlines()))
    assert facts(plain), "a log without requests shows nothing here"
    assert facts(dressed) == facts(plain)
    assert dressed.version == plain.version
    assert [r.status for r in dressed.refusals] == [r.status for r in plain.refusals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = log(*LOGS[0])
    file = tmp_path / "uv.log"
    file.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    [story] = stories(lines(file.open("rb")))
    assert facts(story) == facts(told(text)[0])


def test_each_command_in_a_log_has_its_story() -> None:
    texts = [log(*each) for each in LOGS]
    found = told("".join(texts))
    assert [facts(each) for each in found] == [facts(told(text)[0]) for text in texts]


def test_services_that_write_at_once_are_told_apart() -> None:
    first, second = (log("0.13.8", number).splitlines() for number in NUMBERS[:2])
    longest = max(len(first), len(second))
    mixed = [
        f"{name} | {part[n]}"
        for n in range(longest)
        for name, part in (("api-1", first), ("worker-1", second))
        if n < len(part)
    ]
    found = {story.stream: facts(story) for story in told("\n".join(mixed))}
    assert found == {
        "api-1": facts(told("\n".join(first))[0]),
        "worker-1": facts(told("\n".join(second))[0]),
    }


def test_a_line_without_an_end_is_cut() -> None:
    text = "x" * 3_000_000 + "\n" + log(*LOGS[0])
    assert facts(told(text)[0]) == facts(told(log(*LOGS[0]))[0])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_log_says_nothing_false(data: st.DataObject) -> None:
    text = log(*data.draw(st.sampled_from(LOGS)))
    whole = told(text)[0]
    damaged = damage(text.splitlines(), data)
    statuses = {(a.url, a.status) for a in whole.attempts}
    credentials = {a.url for a in whole.attempts if a.sent is Sent.CREDENTIAL}
    for story in told("\n".join(damaged)):
        for attempt in story.attempts:
            if attempt.status is not None and attempt.url in {url for url, _ in statuses}:
                assert (attempt.url, attempt.status) in statuses
            if attempt.sent is Sent.CREDENTIAL:
                assert attempt.url in credentials


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_log_cut_at_an_end_keeps_to_what_is_left(data: st.DataObject) -> None:
    rows = log(*data.draw(st.sampled_from(LOGS))).splitlines()
    whole = {(a.url, a.sent, a.status) for a in told("\n".join(rows))[0].attempts}
    sent = {(url, what) for url, what, _ in whole}
    first = data.draw(st.integers(0, len(rows)))
    last = data.draw(st.integers(first, len(rows)))
    for story in told("\n".join(rows[first:last])):
        for attempt in story.attempts:
            if attempt.status is not None:
                assert (attempt.url, attempt.sent, attempt.status) in whole
            assert (attempt.url, attempt.sent) in sent or attempt.sent is not Sent.CREDENTIAL


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=30))
def test_any_text_is_read(rows: list[str]) -> None:
    assert told("\n".join(rows))


def damage(rows: list[str], data: st.DataObject) -> list[str]:
    """The rows with some dropped, cut, moved a little, or with garbage between."""
    draw = data.draw
    kinds = draw(st.lists(st.sampled_from(("drop", "cut", "move", "garbage")), max_size=6))
    rows = list(rows)
    for kind in kinds:
        place = draw(st.integers(0, len(rows) - 1))
        if kind == "drop" and len(rows) > 10:
            del rows[place : place + draw(st.integers(1, 5))]
        elif kind == "cut":
            rows[place] = rows[place][: draw(st.integers(0, len(rows[place])))]
        elif kind == "move":
            rows.insert(min(place + draw(st.integers(1, 4)), len(rows) - 1), rows.pop(place))
        elif kind == "garbage":
            rows.insert(place, draw(st.text(max_size=60)))
    return rows


@pytest.mark.parametrize("version", VERSIONS)
def test_a_story_says_what_the_log_shows(version: str) -> None:
    texts = [log(version, number) for number in NUMBERS]
    rows = next(text for text in texts if "Resolved " in text).splitlines()
    middle = next(n for n, row in enumerate(rows) if "Handling request" in row) + 2
    shows = [
        [
            (s.shows.trace, s.shows.debug, s.shows.begins, s.shows.ends)
            for s in told("\n".join(part))
        ]
        for part in (
            rows,
            [row for row in rows if not row.startswith("TRACE")],
            rows[:middle],
            rows[middle:],
        )
    ]
    assert shows == [
        [(True, True, True, True)],
        [(False, True, True, True)],
        [(True, True, True, False)],
        [(True, True, False, True)],
    ]


def test_a_story_says_that_something_else_masked_the_log() -> None:
    text = log("0.13.8", 0)
    assert [story.shows.masked for story in told(text)] == [False]
    assert [story.shows.masked for story in told(text.replace("127.0.0.1", "***"))] == [True]


def test_what_is_said_of_an_old_answer_is_not_taken_for_a_new_one() -> None:
    url = "http://h/simple/foo/"
    asked = [
        f"TRACE Response from {url} is storable because it has a status code 200",
        f"DEBUG Found stale response for: {url}",
        f"DEBUG Sending revalidation request for: {url}",
        f"TRACE Handling request for {url} with authentication policy auto",
        f"TRACE Attempting unauthenticated request for {url}",
        f"TRACE Request for {url} failed with 403 Forbidden, checking for credentials",
    ]
    [story] = told("\n".join(["DEBUG uv 0.9.7", *asked, *asked]))
    assert [(a.status, a.taken) for a in story.attempts] == [(403, False), (403, False)]
