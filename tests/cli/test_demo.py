from __future__ import annotations

import json

import pytest
from tests.render import samples

from indexdoctor import run
from indexdoctor.__main__ import main
from indexdoctor.lab import scenarios
from indexdoctor.model.report import Report
from indexdoctor.run import RunOptions


def test_the_list_names_every_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(scenarios.names())


def test_an_unknown_scenario_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "no-such-scenario"]) == 2
    assert "demo --list" in capsys.readouterr().err


def test_the_scenario_is_staged_while_the_pipeline_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[RunOptions] = []

    def check(options: RunOptions) -> Report:
        assert options.surroundings.cwd.is_dir()
        assert str(options.surroundings.cwd).startswith(
            str(options.surroundings.environ["HOME"]).removesuffix("home")
        )
        seen.append(options)
        return samples.check()

    monkeypatch.setattr(run, "check", check)
    assert main(["demo", "-f", "json", "--replay", "effective"]) == 0
    assert not seen[0].surroundings.cwd.exists()
    assert seen[0].words[0] == "uv"
    assert seen[0].replay is run.Replay.EFFECTIVE
    details = {d["label"]: d["text"] for d in json.loads(capsys.readouterr().out)["details"]}
    assert details["scenario"].startswith(scenarios.DEFAULT)
    assert details["in fact"]


def test_a_demo_is_about_the_uv_the_scenario_was_seen_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo", "healthy", "-f", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["client"]["version"] == scenarios.load("healthy").uv
    assert report["notes"] == []
