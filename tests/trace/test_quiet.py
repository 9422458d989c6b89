"""Logs of `-v` tell outcomes, and these are true."""

from __future__ import annotations

import pytest
from tests.conformance.real import real_uv
from tests.conformance.releases import COMPARED, release
from tests.trace.quiet import compare

SEED = 2


@pytest.mark.parametrize("version", COMPARED)
def test_what_a_log_of_v_tells_is_true(version: str) -> None:
    with real_uv(release(version)) as uv:
        told = [compare(SEED, number, uv) for number in range(12)]
    assert [text for _, untrue in told for text in untrue] == []
    assert all(story.shows.debug for story, _ in told if story.version)
    assert any(story.refusals for story, _ in told)
