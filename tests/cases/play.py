"""Plays a scene: the whole way from the files to the report, over real connections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.cases.names import named

from indexdoctor import run
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.stage import stage
from indexdoctor.model.report import Report
from indexdoctor.run import Replay, RunOptions


def play(
    scene: Scene,
    uv: str,
    mode: str = "check",
    hosts: tuple[str, ...] = (),
    replay: Replay = Replay.ALL,
) -> Report:
    """The report on the scene's command; `hosts` are the base URLs its servers are known by."""
    with named(hosts), stage(scene) as staged:
        surroundings = replace(staged.surroundings, now=datetime.now(UTC))
        options = RunOptions(
            surroundings=surroundings,
            words=staged.command,
            uv_version=uv,
            deadline=20.0,
            replay=replay,
        )
        return run.check(options) if mode == "check" else run.explain(options)
