"""indexdoctor sends what the real uv sends, of today and of the years before."""

from __future__ import annotations

import pytest
from tests.conformance.outcome import Outcome, Verdict
from tests.conformance.real import default_uv, real_uv
from tests.conformance.releases import COMPARED, release
from tests.conformance.suite import Plan

SEED = 1
NEWEST = COMPARED[-1]
# The numbers of the worlds: many for the newest release, others for each older one.
BATCHES = [(NEWEST, range(first, first + 100)) for first in range(0, 200, 100)] + [
    (version, range(first, first + 25))
    for version, first in zip(COMPARED[:-1], range(200, 1000, 25), strict=False)
]


@pytest.mark.parametrize(
    ("version", "numbers"),
    BATCHES,
    ids=[f"{version}-{numbers.start}" for version, numbers in BATCHES],
)
def test_worlds_are_identical(version: str, numbers: range) -> None:
    with real_uv(default_uv() if version == NEWEST else release(version)) as uv:
        assert uv.version == version
        outcomes: list[Outcome] = Plan(SEED, uv).examine(tuple(numbers))
    different = [outcome.text for outcome in outcomes if outcome.verdict is Verdict.DIFFERENT]
    assert not different, "\n\n".join(different)
    assert [outcome.number for outcome in outcomes if outcome.leaks] == []
    left_out = [outcome.number for outcome in outcomes if outcome.verdict is Verdict.LEFT_OUT]
    assert len(left_out) <= 1 + len(numbers) * 0.05
    assert sum(outcome.requests for outcome in outcomes) > len(numbers)
