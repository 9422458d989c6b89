"""Logs of the real uv, made once for all tests of reading."""

from __future__ import annotations

from functools import cache
from itertools import count

from tests.conformance.real import real_uv, run_uv
from tests.conformance.releases import release
from tests.conformance.worlds import world

from indexdoctor.lab.stage import stage
from indexdoctor.trace.story import Sent, Source, Story

VERSIONS = ("0.6.17", "0.9.30", "0.13.8")
NUMBERS = (0, 1, 2, 3)
SEED = 1

Fact = tuple[str, str, Sent, Source | None, int | None, bool]


@cache
def _logs(version: str) -> tuple[str, ...]:
    """What uv wrote with `-vv` in the first worlds in which it sent requests and ended."""
    found: list[str] = []
    with real_uv(release(version)) as uv:
        for number in count():
            with stage(world(SEED, number).scene) as staged:
                run = run_uv(staged, uv, verbose=True)
            if run.requests and run.exit == 0:
                found.append(run.stderr)
            if len(found) == len(NUMBERS):
                return tuple(found)
    raise AssertionError


def log(version: str, number: int) -> str:
    """One of a few logs of a release, each with requests in it."""
    return _logs(version)[number]


def facts(story: Story) -> list[Fact]:
    """What a story says of requests, without the numbers of lines."""
    return [(a.url, a.method, a.sent, a.source, a.status, a.taken) for a in story.attempts]
