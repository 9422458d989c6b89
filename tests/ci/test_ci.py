"""What CI services read of this repository: the action, the hooks, the examples of the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from tests.ci.runner import Ran, run
from tests.render import published
from tests.render.runner import commands

from indexdoctor.lab import scenarios
from indexdoctor.lab.stage import stage

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
_EXAMPLE = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
EXAMPLES = dict(_EXAMPLE.findall((ROOT / "docs" / "ci.md").read_text("utf-8")))


def read(text: str) -> Any:
    """The members of YAML; `on` is no truth value in a workflow."""
    return {"on" if key is True else key: value for key, value in yaml.safe_load(text).items()}


def pre_commit(*words: str, cwd: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", *words]
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, env={"HOME": str(cwd)})


def test_the_action_is_one() -> None:
    published.validate(read(ACTION.read_text("utf-8")), published.ACTION)


def test_no_value_of_a_user_is_part_of_a_script() -> None:
    """An expression in a script would be code: values come by variables."""
    members = read(ACTION.read_text("utf-8"))
    assert [step["name"] for step in members["runs"]["steps"] if "${{" in step["run"]] == []


def test_the_hooks_are_hooks(tmp_path: Path) -> None:
    pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"), cwd=tmp_path)


def test_the_examples_are_what_the_services_take(tmp_path: Path) -> None:
    kinds = {".github/workflows/": published.WORKFLOW, ".gitlab-ci.yml": published.GITLAB}
    for name, text in EXAMPLES.items():
        for start, url in kinds.items():
            if name.startswith(start):
                published.validate(read(text), url)
    config = tmp_path / ".pre-commit-config.yaml"
    config.write_text(EXAMPLES[config.name], encoding="utf-8")
    pre_commit("validate-config", str(config), cwd=tmp_path)
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    named = {hook["id"] for hook in read(EXAMPLES[config.name])["repos"][0]["hooks"]}
    assert named == hooks
    assert len(EXAMPLES) == 4


def test_the_examples_give_the_action_what_it_knows() -> None:
    known = read(ACTION.read_text("utf-8"))
    seen = 0
    for name, text in EXAMPLES.items():
        for job in read(text).get("jobs", {}).values() if "workflows" in name else ():
            for step in job["steps"]:
                if "/indexdoctor@" in step.get("uses", ""):
                    seen += 1
                    assert set(step.get("with", {})) <= set(known["inputs"])
        for output in re.findall(r"steps\.indexes\.outputs\.([\w-]+)", text):
            assert output in known["outputs"]
    assert seen == 3


def acted(name: str, tmp_path: Path, **inputs: str) -> Ran:
    """The action in the scene of a scenario; `indexdoctor` is on PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "indexdoctor"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m indexdoctor "$@"\n')
    program.chmod(0o755)
    scenario = scenarios.load(name)
    with stage(scenario.scene) as staged:
        environ = {
            **staged.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
        }
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        given["arguments"] = f"{given.get('arguments', '')} --uv-version {scenario.uv}"
        given.setdefault("command", " ".join(staged.command))
        temp = tmp_path / "temp"
        temp.mkdir()
        return run(ACTION, given, environ, staged.cwd, temp)


def test_the_action_annotates_fails_and_fills_the_summary(tmp_path: Path) -> None:
    ran = acted("check-refused", tmp_path)
    assert (ran.code, ran.outputs["exit-code"], ran.stderr) == (1, "1", "")
    first, *_ = commands(ran.stdout)
    assert first.name == "error"
    assert first.properties["title"] == "PUB201 check-refused"
    assert ran.summary.startswith("**✗ uv will upload without checking")
    assert Path(ran.outputs["markdown"]).read_text("utf-8") == ran.summary
    published.validate(yaml.safe_load(Path(ran.outputs["sarif"]).read_text()), published.SARIF)


def test_the_action_is_content_with_a_healthy_index(tmp_path: Path) -> None:
    ran = acted("healthy", tmp_path, summary="false")
    assert (ran.code, ran.outputs["exit-code"], ran.summary) == (0, "0", "")
    assert [command.name for command in commands(ran.stdout)] == ["group", "endgroup"]


def test_words_of_the_action_are_no_patterns_and_no_code(tmp_path: Path) -> None:
    ran = acted("healthy", tmp_path, arguments="--package * --package $(touch${IFS}x)`id`")
    assert ran.code == 1
    assert "corp does not have *, or hides" in ran.stdout
    assert not list(tmp_path.rglob("x"))
