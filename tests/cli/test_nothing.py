"""What is said where there is nothing to look at, or nothing that is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.__main__ import main
from indexdoctor.lab.changes.shared import project, table
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.site import LabIndex, Package, fill


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("command", "code"), [("check", 3), ("explain", 0)])
def test_an_empty_folder(command: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == code
    text = capsys.readouterr().out
    assert "there is no project and no requirements file here" in text
    assert "no command was given" not in text


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_command_that_is_not_modelled(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--", "uv", "frobnicate", "--index", "x=https://x.example/simple"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "✗ indexdoctor does not model the command `frobnicate`"
    assert lines[-1] == lines[0]
    assert "it models uv pip compile" in "\n".join(lines)
    assert "x.example" not in "\n".join(lines)


def written(place: Path) -> None:
    """A project that requires a package of an index that nobody serves, and its lock."""
    private = LabIndex("/simple", (Package("alpha"),))
    name, text = project("alpha", table("private", private.path, "default = true"))
    for file, content in ((name, text), ("project/uv.lock", uv_lock(private, "alpha"))):
        (place / Path(file).name).write_text(fill(content, ("http://127.0.0.1:9",)))


def test_a_lock_that_fits_is_looked_at_as_installing_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path)
    main(["explain"])
    assert "looked at as uv sync would" in capsys.readouterr().out
    (tmp_path / "uv.lock").unlink()
    main(["explain"])
    assert "looked at as uv lock would" in capsys.readouterr().out


def test_locking_asks_nothing_while_the_lock_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path)
    assert main(["check", "--replay", "effective", "--", "uv", "lock"]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "- nothing to check: uv lock takes uv.lock as it is and asks no index"
    assert "not tried: uv.lock is taken as it is" in "\n".join(lines)


def test_a_requirements_file_is_read_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "requirements.txt").write_text("alpha\n--pre\n")
    assert main(["explain", "requirements.txt", "-f", "plain"]) == 0
    assert capsys.readouterr().out.count("problem: warning: requirements.txt:2") == 1
