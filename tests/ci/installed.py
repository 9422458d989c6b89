"""`python -m tests.ci.installed`: the action on a machine without indexdoctor; it installs itself.

Asks pip's index, as the tests do not. The index that the job has configured is not there: neither
the installation nor anything else may depend on it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.ci.runner import run

PROJECT = '[project]\nname = "x"\nversion = "1"\n[[tool.uv.index]]\nurl = "http://127.0.0.1:9/s"\n'


def main() -> str:
    """What is wrong; empty where the action does what it should."""
    with tempfile.TemporaryDirectory() as folder:
        temp, project = Path(folder, "temp"), Path(folder, "project")
        for place in (temp, project):
            place.mkdir()
        (project / "pyproject.toml").write_text(PROJECT)
        # The shell's own tools and Python, and no program of this environment.
        programs = [each for each in os.environ["PATH"].split(":") if not _has_indexdoctor(each)]
        environ = {
            "PATH": ":".join(programs),
            "HOME": folder,
            "PIP_INDEX_URL": "http://127.0.0.1:9/",
        }
        inputs = {"command": "uv pip install foo", "arguments": "--uv-version 0.13.8"}
        ran = run(Path("action.yml").resolve(), inputs, environ, project, temp)
        found = temp / "indexdoctor" / "bin" / "indexdoctor"
        if not found.is_file() or "NET102" not in ran.summary or ran.code != 1:
            return f"exit code {ran.code}\n{ran.stdout}\n{ran.stderr}"
    return ""


def _has_indexdoctor(folder: str) -> bool:
    return shutil.which("indexdoctor", path=folder) is not None


if __name__ == "__main__":
    sys.exit(main() or 0)
