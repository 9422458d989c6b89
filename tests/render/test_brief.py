"""A check that found nothing to say: the verdict, and a line for each index."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.render import samples

from indexdoctor.model.origin import Origin
from indexdoctor.model.report import Client, Note, Report, State, Subject
from indexdoctor.model.selection import Ignored
from indexdoctor.render.registry import renderer
from indexdoctor.render.view import View

VERDICT = "healthy: uv 0.13.8 gets what it asks for"
CORP = "https://corp.example/repository/pypi-all/simple"


def subject(label: str, url: str, state: State = State.OK, verdict: str = "healthy") -> Subject:
    return Subject(label, url, Origin.file("pyproject.toml", 9), state, verdict, "searched 1st")


REPORT = Report(
    mode="check",
    tool_version="1",
    client=Client("uv", "0.13.8", "/usr/bin/uv", "uv lock + uv publish"),
    verdict=VERDICT,
    state=State.OK,
    subjects=(
        subject("corp", CORP),
        subject(f"{CORP}/extra", f"{CORP}/extra"),
        subject("later", CORP, State.NOT_TRIED, "not tried: every search ends at an index before"),
    ),
    notes=(Note("no command was given: looked at as uv lock would", minor=True),),
)


def lines(report: Report, name: str = "table", **options: Any) -> list[str]:
    return renderer(name)(report, View(**options)).splitlines()


@pytest.mark.parametrize("width", [20, 60, 100, 200, None])
@pytest.mark.parametrize("name", ["table", "plain"])
def test_each_index_takes_one_line(name: str, width: int | None) -> None:
    printed = lines(REPORT, name, width=width)
    inner = printed[1:-1] if width != 20 or name == "plain" else printed[3:-3]
    assert len(inner) == 3
    assert "later" in inner[2]
    assert "not tried" in inner[2]


def test_what_does_not_fit_is_left_out_from_the_least_on() -> None:
    assert lines(REPORT, width=60)[1] == "✓ corp   healthy"
    wide = lines(REPORT, width=200)
    assert wide[0] == wide[-1] == f"✓ {VERDICT}"
    assert wide[1].split() == ["✓", "corp", CORP, "pyproject.toml:9", "healthy"]
    assert wide[2].split()[1] == f"{CORP}/extra"


def test_more_is_said_where_there_is_more_to_say() -> None:
    finding = samples.check().findings[0]
    for other in (
        replace(REPORT, notes=(Note("uv 9 is newer than any known here"),)),
        replace(REPORT, ignored=(Ignored(finding, Origin.option("--ignore")),)),
        replace(REPORT, footer=(("scenario", "healthy"),)),
    ):
        assert len(lines(other, width=200)) > 7
        assert len(lines(other, "plain")) > 6
    assert "uv lock + uv publish" in "\n".join(lines(REPORT, width=200, verbose=True))
