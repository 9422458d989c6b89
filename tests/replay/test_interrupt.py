"""Ctrl-C in the middle of a check: what was seen so far is the answer."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.replay.test_matrix import two_origins

import indexdoctor
from indexdoctor.lab.site import Gate
from indexdoctor.lab.stage import stage

SOURCE = Path(indexdoctor.__file__).parents[1]  # not another copy that is installed


def test_an_interrupted_run_gives_a_partial_report() -> None:
    scene = two_origins(Gate.private())
    slow = tuple(replace(index, latency=20.0) for index in scene.site.indexes)
    scene = replace(scene, site=replace(scene.site, indexes=slow))
    with stage(scene) as staged:
        words = [sys.executable, "-m", "indexdoctor", "check", "--format", "json", "--"]
        child = subprocess.Popen(
            [*words, *staged.command],
            cwd=staged.cwd,
            env={**staged.environ, "PYTHONPATH": str(SOURCE)},
            stdout=subprocess.PIPE,
            # What started the tests may have them ignore Ctrl-C, which children inherit.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        with child:
            until = time.monotonic() + 30
            while not staged.server.taken() and time.monotonic() < until:
                time.sleep(0.05)
            child.send_signal(signal.SIGINT)
            try:
                output, _ = child.communicate(timeout=30)
            finally:
                child.kill()
    notes = json.loads(output)["notes"]
    assert any("interrupted" in note["text"] for note in notes)
    assert child.returncode == 130
