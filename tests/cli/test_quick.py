"""Values reach the commands as Typer converts them, without loading what converts them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from indexdoctor.cli.app import COMMANDS, application
from indexdoctor.cli.quick import Command, Group
from indexdoctor.diagnose.rules import of_answers

WORDS: dict[str, tuple[list[str], ...]] = {
    "check": (
        [],
        ["-p", "a", "--package", "b", "--max-refusals", "3", "--deadline", "7.5", "-v"],
        ["--fail-on", "warning", "--replay", "effective", "-f", "json", "--color", "never", "."],
    ),
    "explain": (
        [],
        ["a.txt", "b.txt"],
        ["--fail-on", "note", "-p", "x"],
        ["-v", "--uv-version", "0.6.17", "--compare", "0.6.0,0.13.8", "--select", "READ,CFG"],
    ),
    "demo": ([], ["name", "--list"], ["-f", "plain", "--replay", "all"]),
    "rules": ([], ["--color", "always"]),
}


@pytest.mark.parametrize(("name", "words"), [(n, w) for n, ws in WORDS.items() for w in ws])
def test_the_values_are_those_typer_makes(
    name: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def values() -> dict[str, object]:
        root = get_command(application())
        assert isinstance(root, TyperGroup)
        command = root.commands[name]
        made = command.make_context(name, list(words)).params
        return {key: value or None for key, value in made.items()}

    mine = values()
    monkeypatch.setattr(Command, "get_params", TyperCommand.get_params)
    monkeypatch.setattr(Group, "get_params", TyperGroup.get_params)
    typers = values()
    assert mine == typers
    assert {key: type(value) for key, value in mine.items()} == {
        key: type(value) for key, value in typers.items()
    }


def _loaded(folder: Path, *words: str) -> set[str]:
    """The modules that a run with these words has loaded at its end."""
    code = (
        "import sys\n"
        "from indexdoctor.__main__ import main\n"
        f"main({list(words)!r})\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "https://a.example/simple/" in done.stdout
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", [(), ("--uv-version", "0.6.17", "--color", "never")])
def test_explain_loads_nothing_that_only_other_commands_need(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "requirements.txt").write_text("alpha\n--index-url https://a.example/simple/\n")
    loaded = _loaded(tmp_path, "explain", "requirements.txt", *words)
    heavy = {"asyncio", "certifi", "httpx", "keyring", "pydantic", "rich.console", "ssl"}
    assert heavy & loaded == set()
    answers = {rule.find.__module__ for rule in of_answers.RULES}
    assert answers & loaded == set()
    others = {f"indexdoctor.cli.{name}" for name in COMMANDS if name != "explain"}
    assert others & loaded == set()
