"""What a comparison says is to be done: also where every version fails of the same."""

from __future__ import annotations

import pytest
from tests.comparing.test_comparing import comparison, played

from indexdoctor.diagnose.compare import Examined, compare
from indexdoctor.diagnose.outlook import Outlook
from indexdoctor.lab.changes import scenes
from indexdoctor.model.comparison import Found
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.versions import NEWEST, auth

ALWAYS = scenes()[auth.POLICIES_OF_ALL]  # authenticate = "always", and no credential


def told(found: tuple[Found, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.finding.code, one.versions) for one in found]


@pytest.mark.parametrize("mode", ["check", "explain"])
def test_an_error_of_all_versions_is_told_of_once(mode: str) -> None:
    found = comparison(played(ALWAYS, ("0.8.13", "0.8.14"), mode))
    assert not found.differences
    assert told(found.found) == [("POL102", ("0.8.13", "0.8.14"))]
    assert found.found[0].finding.cause.startswith('uv ends with "Missing credentials')


def test_versions_that_need_something_else_are_told_of_apart() -> None:
    found = comparison(played(ALWAYS, ("0.8.13", NEWEST, "0.8.14"), "explain"))
    assert told(found.found) == [("POL102", ("0.8.13", "0.8.14")), ("POL102", (NEWEST,))]
    older, newer = (repr(one.finding.remedies) for one in found.found)
    assert "uv auth login" not in older
    assert "uv auth login" in newer


def error(code: str, version: str) -> Finding:
    return Finding(
        code, "x", Severity.ERROR, Confidence.CERTAIN, "corp", f"uv {version} ends with an error"
    )


def test_what_only_some_versions_have_comes_first() -> None:
    sides = [
        Examined(Outlook("0.6.17", True, {}), (error("POL102", "0.6.17"),)),
        Examined(Outlook(NEWEST, True, {}), (error("POL102", NEWEST), error("READ103", NEWEST))),
    ]
    found = compare(sides, {}).found
    assert told(found) == [("READ103", (NEWEST,)), ("POL102", ("0.6.17", NEWEST))]
    assert [one.finding.cause for one in found] == [
        f"uv {NEWEST} ends with an error",
        "uv ends with an error",
    ]
