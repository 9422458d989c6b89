"""Shell completion, asked as the installed shell functions ask it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexdoctor.lab import scenarios


def complete(words: str, position: int) -> list[str]:
    """What Tab offers in bash for the word at `position` (the program's name is 0)."""
    return answer({"COMP_WORDS": words, "COMP_CWORD": str(position)}, "complete_bash")


def answer(environ: dict[str, str], instruction: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from indexdoctor.__main__ import entry; entry()"],
        env={**os.environ, **environ, "_INDEXDOCTOR_COMPLETE": instruction},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_commands_options_and_choices_are_offered() -> None:
    assert complete("indexdoctor e", 1) == ["explain"]
    assert complete("indexdoctor check --f", 2) == ["--format", "--fail-on"]
    assert complete("indexdoctor check --fail-on ", 3) == ["error", "warning", "note"]


def test_codes_and_scenarios_are_offered() -> None:
    assert complete("indexdoctor explain PUB201", 2) == ["PUB201"]
    assert complete("indexdoctor explain pub201", 2) == ["pub201"]
    assert complete("indexdoctor demo ", 2) == list(scenarios.names())


def test_releases_are_offered() -> None:
    assert {"0.7.14", "0.7.1"} <= set(complete("indexdoctor versions --since 0.7.1", 3))
    assert "0.6.12,0.13.8" in complete("indexdoctor check --compare 0.6.12,0.13", 3)


def test_the_users_own_command_is_left_to_the_shell() -> None:
    assert complete("indexdoctor check -- uv pub", 4) == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_too(shell: str) -> None:
    environ = {
        "_TYPER_COMPLETE_ARGS": "indexdoctor explain CFG101",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    assert "CFG101" in " ".join(answer(environ, f"complete_{shell}"))


def test_installing_it_writes_to_the_home_folder_only(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "indexdoctor", "--install-completion", "bash"],
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
        },
        capture_output=True,
        check=True,
    )
    script = (tmp_path / ".bash_completions" / "indexdoctor.sh").read_text()
    assert "complete -o default -F _indexdoctor_completion indexdoctor" in script
    assert "indexdoctor.sh" in (tmp_path / ".bashrc").read_text()
