"""Plays a world: indexdoctor under the hosts' own names, the real uv on loopback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.cases.names import named
from tests.conformance.real import RealUv, Run, run_uv
from tests.faults.scene import further_commands, scene
from tests.faults.world import World

from indexdoctor import run
from indexdoctor.lab.stage import stage
from indexdoctor.model.report import Report
from indexdoctor.run import RunOptions


def play(world: World) -> Report:
    """The report of `indexdoctor check` on the world."""
    with named(world.hosts), stage(scene(world)) as staged:
        return run.check(
            RunOptions(
                surroundings=replace(staged.surroundings, now=datetime.now(UTC)),
                words=staged.command if world.kind else (),
                uv_version=world.uv,
                deadline=20.0,
            )
        )


def run_real(world: World, uv: RealUv) -> list[Run]:
    """What the real uv does, one run for each command looked at."""
    made = scene(world, "http")
    commands = (made.command,) if world.kind else further_commands(world)
    runs = []
    for words in commands:
        with stage(replace(made, command=words)) as staged:
            runs.append(run_uv(staged, uv))
    return runs
