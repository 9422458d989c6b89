"""Logs of the real uv, made once for all tests of reading."""

from __future__ import annotations

from functools import cache

from tests.conformance.real import real_uv, run_uv
from tests.conformance.releases import release
from tests.conformance.worlds import world

from indexdoctor.lab.stage import stage
from indexdoctor.trace.story import Sent, Source, Story

VERSIONS = ("0.6.17", "0.9.30", "0.13.8")
NUMBERS = (1, 2, 5, 9)
SEED = 1

Fact = tuple[str, str, Sent, Source | None, int | None, bool]


@cache
def log(version: str, number: int) -> str:
    """What uv wrote with `-vv` in a world."""
    with real_uv(release(version)) as uv, stage(world(SEED, number).scene) as staged:
        return run_uv(staged, uv, verbose=True).stderr


def facts(story: Story) -> list[Fact]:
    """What a story says of requests, without the numbers of lines."""
    return [(a.url, a.method, a.sent, a.source, a.status, a.taken) for a in story.attempts]
