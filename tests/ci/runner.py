"""Runs the steps of a composite action as the runner of GitHub Actions does."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(inputs|steps)\.([\w.-]+)\s*\}\}")


@dataclass
class Ran:
    """What the steps wrote: to standard output and error, to the summary, and as outputs."""

    code: int
    stdout: str
    stderr: str
    summary: str
    outputs: dict[str, str]


def run(
    action: Path, inputs: Mapping[str, str], environ: Mapping[str, str], project: Path, temp: Path
) -> Ran:
    """Run all steps, until one fails; `temp` is the runner's own folder."""
    members: dict[str, Any] = yaml.safe_load(action.read_text(encoding="utf-8"))
    values = {f"inputs.{name}": member["default"] for name, member in members["inputs"].items()}
    values |= {f"inputs.{name}": value for name, value in inputs.items()}
    files = {f"GITHUB_{name}": temp / name for name in ("STEP_SUMMARY", "OUTPUT", "PATH")}
    for file in files.values():
        file.touch()
    surrounding = {
        **environ,
        **{name: str(file) for name, file in files.items()},
        "GITHUB_ACTION_PATH": str(action.parent),
        "RUNNER_TEMP": str(temp),
    }
    ran = Ran(0, "", "", "", {})
    for step in members["runs"]["steps"]:
        own = {name: _filled(text, values) for name, text in step.get("env", {}).items()}
        paths = files["GITHUB_PATH"].read_text().split()
        surrounding["PATH"] = ":".join([*reversed(paths), environ["PATH"]])
        script = temp / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
            cwd=project / _filled(step.get("working-directory", "."), values),
            env={**surrounding, **own},
            capture_output=True,
            text=True,
        )
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        ran.outputs.update(dict(line.split("=", 1) for line in lines))
        for name, text in ran.outputs.items():
            values[f"steps.{step.get('id')}.outputs.{name}"] = text
        ran.code, ran.stdout = done.returncode, ran.stdout + done.stdout
        ran.stderr += done.stderr
        if done.returncode:
            break
    ran.summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    for name, member in members["outputs"].items():
        ran.outputs[name] = _filled(member["value"], values)
    return ran


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each expression in it replaced; what was not set is empty."""
    return _EXPRESSION.sub(lambda found: values.get(f"{found[1]}.{found[2]}", ""), text)
