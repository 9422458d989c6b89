"""Ctrl-C in the middle of a check: what was seen so far is the answer."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.hostile.listen import listen
from tests.replay.test_matrix import two_origins

import indexdoctor
from indexdoctor import run
from indexdoctor.lab.site import Gate
from indexdoctor.lab.stage import stage
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.run import RunOptions

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


def test_one_deadline_is_for_all_commands_that_are_assumed(tmp_path: Path) -> None:
    """Locking and publishing are looked at; a server that is silent keeps neither for long."""
    with listen("silent", "deadline") as url:
        text = '[project]\nname = "p"\nversion = "1"\ndependencies = ["alpha"]\n'
        text += f'[[tool.uv.index]]\nname = "corp"\nurl = "{url}/simple"\n'
        (tmp_path / "pyproject.toml").write_text(f'{text}publish-url = "{url}/legacy/"\n')
        around = Surroundings(tmp_path, {"HOME": str(tmp_path), "PATH": "/nowhere"})
        for compare in ((), ("0.6.17",)):
            began = time.monotonic()
            options = RunOptions(around, deadline=2.0, uv_version="0.13.8", compare=compare)
            report = run.check(options)
            assert time.monotonic() - began < 3.9
            assert "the run was cut off after 2 s (--deadline)" in str(report.notes)


def test_redirects_without_end_are_told(tmp_path: Path) -> None:
    with listen("redirects without end", "told") as url:
        around = Surroundings(tmp_path, {"HOME": str(tmp_path), "PATH": "/nowhere"})
        words = ("uv", "pip", "install", "alpha", "--index-url", f"{url}/simple")
        report = run.check(RunOptions(around, words, deadline=8.0, uv_version="0.13.8"))
    assert "uv follows no more than 10 redirects" in str(report.notes)
