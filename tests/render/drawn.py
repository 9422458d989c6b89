"""Reports of worlds drawn at random, made by the real engine against servers on loopback."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.comparing.loopback import loopback_only
from tests.conformance.releases import RELEASES
from tests.conformance.worlds import World, world

from indexdoctor import run
from indexdoctor.cli.environment import environment
from indexdoctor.cli.session import here
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.report import Report
from indexdoctor.run import RunOptions

SEED = 1405


def checked(staged: Staged, version: str, compare: tuple[str, ...] = ()) -> Report:
    """The report of `check` on the scene that is staged, with the surroundings it was made in."""
    options = RunOptions(
        surroundings=staged.surroundings,
        words=staged.command,
        uv_version=version,
        compare=compare,
        deadline=20.0,
    )
    process = here()
    report = replace(run.check(options), started=process.now)
    return replace(report, environment=environment(report, process))


def drawn(number: int) -> tuple[World, Report]:
    """The world of this number and its report; every fourth compares two versions."""
    draw = random.Random(number)
    version, other = draw.sample(RELEASES, 2)
    drawn = world(SEED, number)
    with stage(drawn.scene) as staged, loopback_only():
        return drawn, checked(staged, version, (other,) if number % 4 == 3 else ())
