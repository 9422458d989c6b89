"""indexdoctor sends what the real uv sends, in 200 worlds."""

from __future__ import annotations

import pytest
from tests.conformance.outcome import Outcome, Verdict
from tests.conformance.real import default_uv, real_uv
from tests.conformance.suite import Plan, examine_all

WORLDS = 200
SEED = 1


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    with real_uv(default_uv()) as uv:
        return list(examine_all(Plan(SEED, uv), range(WORLDS), jobs=2))


def test_every_world_is_identical(outcomes: list[Outcome]) -> None:
    different = [outcome.text for outcome in outcomes if outcome.verdict is Verdict.DIFFERENT]
    assert not different, "\n\n".join(different)


def test_few_worlds_are_left_out(outcomes: list[Outcome]) -> None:
    left_out = [outcome.number for outcome in outcomes if outcome.verdict is Verdict.LEFT_OUT]
    assert len(left_out) <= WORLDS * 0.05


def test_the_worlds_are_worth_it(outcomes: list[Outcome]) -> None:
    assert sum(outcome.requests for outcome in outcomes) > 3 * WORLDS


def test_no_secret_is_shown(outcomes: list[Outcome]) -> None:
    assert [outcome.number for outcome in outcomes if outcome.leaks] == []
