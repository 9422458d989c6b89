"""The fake keyring answers from its table and writes down each question."""

from __future__ import annotations

import subprocess
from pathlib import Path

from indexdoctor.lab.keyring import Entry, FakeKeyring, asked, write


def run(command: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run([command, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_answers_and_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    table = FakeKeyring((Entry("http://h/a b", "al'ice", "p$w`d\\n %s"), Entry("h", "bob", "x")))
    command = write(table, tmp_path / "bin", log)
    assert asked(log) == ()
    assert run(command, "get", "http://h/a b", "al'ice") == (0, "p$w`d\\n %s\n")
    assert run(command, "get", "http://h/a b", "--mode", "creds") == (0, "al'ice\np$w`d\\n %s\n")
    assert run(command, "get", "h", "nobody") == (1, "")
    assert asked(log) == (
        ("get", "http://h/a b", "al'ice"),
        ("get", "http://h/a b", "--mode", "creds"),
        ("get", "h", "nobody"),
    )


def test_an_old_keyring_knows_no_mode(tmp_path: Path) -> None:
    table = FakeKeyring((Entry("h", "bob", "x"),), creds_mode=False)
    command = write(table, tmp_path, tmp_path / "log")
    assert run(command, "get", "h", "--mode", "creds") == (2, "")
    assert run(command, "get", "h", "bob") == (0, "x\n")


def test_one_that_warms_up_one_that_is_silent_and_one_that_complains(tmp_path: Path) -> None:
    entry = (Entry("h", "bob", "x"),)
    command = write(FakeKeyring(entry, warm_up=2), tmp_path / "a", tmp_path / "a.log")
    assert [run(command, "get", "h", "bob")[0] for _ in range(4)] == [1, 1, 0, 0]
    silent = write(FakeKeyring(entry, silent=True), tmp_path / "b", tmp_path / "b.log")
    assert run(silent, "get", "h", "bob") == (0, "")
    assert asked(tmp_path / "b.log") == (("get", "h", "bob"),)
