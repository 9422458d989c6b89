"""indexdoctor sends what the real uv sends, of today and of the years before."""

from __future__ import annotations

import pytest
from tests.conformance.outcome import Outcome, Verdict
from tests.conformance.real import default_uv, real_uv
from tests.conformance.releases import COMPARED, release
from tests.conformance.suite import Plan

SEED = 1
NEWEST = COMPARED[-1]
# The numbers of the worlds: many for the newest release, others for each older one. What is left
# out because requests race is counted over a batch, as a few worlds of one release say little.
OLDER = [
    (version, range(first, first + 25))
    for version, first in zip(COMPARED[:-1], range(200, 1000, 25), strict=False)
]
HALF = len(OLDER) // 2
BATCHES = [
    *([(NEWEST, range(first, first + 100))] for first in range(0, 200, 100)),
    OLDER[:HALF],
    OLDER[HALF:],
]


@pytest.mark.parametrize(
    "batch", BATCHES, ids=[f"{batch[0][0]}-{batch[0][1].start}" for batch in BATCHES]
)
def test_worlds_are_identical(batch: list[tuple[str, range]]) -> None:
    examined: list[tuple[str, Outcome]] = []
    for version, numbers in batch:
        with real_uv(default_uv() if version == NEWEST else release(version)) as uv:
            assert uv.version == version
            outcomes = Plan(SEED, uv).examine(tuple(numbers))
        assert sum(outcome.requests for outcome in outcomes) > len(numbers), version
        examined += ((version, outcome) for outcome in outcomes)
    different = [
        f"uv {version}\n{outcome.text}"
        for version, outcome in examined
        if outcome.verdict is Verdict.DIFFERENT
    ]
    assert not different, "\n\n".join(different)
    assert [(version, outcome.number) for version, outcome in examined if outcome.leaks] == []
    left_out = [
        f"world {outcome.number} with uv {version}"
        for version, outcome in examined
        if outcome.verdict is Verdict.LEFT_OUT
    ]
    assert len(left_out) <= 1 + len(examined) * 0.05, left_out
