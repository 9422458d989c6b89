"""In worlds drawn at random, a comparison misses no difference and leaves none without a reason."""

from __future__ import annotations

import random

import pytest
from tests.comparing.loopback import loopback_only
from tests.conformance.compare import by_url
from tests.conformance.direct import run_direct
from tests.conformance.releases import RELEASES
from tests.conformance.worlds import world

from indexdoctor import run
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.comparison import Aspect
from indexdoctor.run import Replay, RunOptions

SEED = 901
VISIBLE = (Aspect.START, Aspect.OUTCOME, Aspect.REQUESTS, Aspect.KEYRING)


def _did(staged: Staged, version: str) -> tuple[object, ...]:
    """What servers and keyring see of a version that runs alone."""
    seen = run_direct(staged, version)
    staged.reset()
    return by_url(seen.requests), sorted(seen.keyring)


@pytest.mark.parametrize("number", range(12))
def test_what_two_versions_do_alone_differs_only_where_the_comparison_says_so(number: int) -> None:
    draw = random.Random(number)
    versions = tuple(draw.sample(RELEASES, 2))
    with stage(world(SEED, number).scene) as staged, loopback_only():
        alone = [_did(staged, version) for version in versions]
        report = run.check(
            RunOptions(
                surroundings=staged.surroundings,
                words=staged.command,
                compare=versions,
                replay=Replay.EFFECTIVE,
                max_refusals=9,
                deadline=20,
            )
        )
    found = report.comparison
    assert found is not None
    if alone[0] != alone[1]:
        assert any(difference.place.aspect in VISIBLE for difference in found.differences)
    for difference in found.differences:
        assert difference.reasons
