"""Promises about the repository itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Hosts of public registries may stand where uv's own defaults or a provider's name require them.
_HOSTS = re.compile(r"(?:files\.pythonhosted|upload\.pypi|test\.pypi|pypi)\.org|pythonhosted\.org")
_HOSTS_ALLOWED = (
    "src/indexdoctor/clients/uv/indexes.py",
    "src/indexdoctor/clients/uv/publish_settings.py",
    "src/indexdoctor/credentials/",
    "src/indexdoctor/diagnose/",
    "src/indexdoctor/discover/",
    "tests/",
    "docs/",
)


def _tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def _texts() -> list[tuple[str, str]]:
    found = []
    for path in _tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_lockfile_is_committed() -> None:
    assert not [path for path in _tracked() if path.name in ("uv.lock", "poetry.lock")]


def test_registry_hosts_stand_only_where_uv_requires_them() -> None:
    strays = [
        name
        for name, text in _texts()
        if _HOSTS.search(text) and not name.startswith(_HOSTS_ALLOWED)
    ]
    assert strays == []


def test_no_path_of_a_developers_machine() -> None:
    # Written in two parts so that this file does not find itself.
    pattern = re.compile(r"(?:^|[\s\"'(=])/(?:wo" r"rk|ho" r"me/\w+|Us" r"ers/\w+)/")
    assert [name for name, text in _texts() if pattern.search(text)] == []


def test_frozen_dataclasses_are_records() -> None:
    """`indexdoctor.records.record` stands for them: it is made in a third of the time."""
    decorator = "\n@dataclass(frozen=True, slots=True)\n"
    assert [name for name, text in _texts() if name.startswith("src/") and decorator in text] == []


def _readme_command(name: str) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    match = re.search(rf"<!-- {name} -->\n```sh\n(.+?)\n```", text, re.DOTALL)
    assert match is not None
    return match[1]


@pytest.mark.parametrize("name", ["demo", "tests"])
def test_the_readme_has_one_command_for_each_job(name: str) -> None:
    assert "\n" not in _readme_command(name)


def test_contributing_and_ci_run_the_same_commands() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"```sh\n(.+?)\n```", contributing, re.DOTALL)
    assert block is not None
    first, *others = block[1].splitlines()
    assert first == _readme_command("tests")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in others if line not in ci] == []


def test_the_layers_hold() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0
