"""Equal requests in a row are told as one line."""

from __future__ import annotations

from dataclasses import replace

from tests.render.samples import check, exchanges

from indexdoctor.model.exchange import Timing
from indexdoctor.render import plain
from indexdoctor.render.blocks import requests
from indexdoctor.render.line import to_text
from indexdoctor.render.repeats import repeats
from indexdoctor.render.view import View

FIRST, SECOND, THIRD = exchanges()
AGAIN = tuple(replace(FIRST, id=n, timing=Timing(n, n + 0.002)) for n in range(1, 17))
VIEW = View(width=None, verbose=True)


def test_a_request_that_is_sent_again_and_again_is_one_line() -> None:
    (line,) = to_text(requests(AGAIN, VIEW), VIEW).splitlines()
    assert line.startswith("  1-16  GET ")
    assert "403 (16 times)" in line
    assert "32 ms" in line


def test_what_came_in_between_keeps_its_place() -> None:
    rows = list(repeats((*AGAIN[:2], replace(SECOND, id=3), replace(FIRST, id=4))))
    assert [(row.ids, row.result) for row in rows] == [
        ("1-2", "403 (2 times)"),
        ("3", "200"),
        ("4", "403"),
    ]


def test_another_credential_or_reason_is_another_line() -> None:
    other = replace(
        FIRST, id=2, request=replace(FIRST.request, credential=SECOND.request.credential)
    )
    reason = replace(FIRST, id=3, request=replace(FIRST.request, why="tried again"))
    assert len(list(repeats((FIRST, other, reason)))) == 3


def test_without_every_time_none_is_told() -> None:
    (row,) = repeats((FIRST, replace(FIRST, id=2, timing=None)))
    assert row.milliseconds is None


def test_plain_lines_are_folded_too() -> None:
    report = replace(check(), exchanges=AGAIN)
    lines = [line for line in plain.render(report, VIEW).splitlines() if line.startswith("request")]
    assert [line.partition(": ")[0] for line in lines] == ["request 1-16"]
    assert lines[0].endswith("403 (16 times)")
