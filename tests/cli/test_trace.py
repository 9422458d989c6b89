"""`indexdoctor trace`: a log from a file, from a pipe, or of a command that is run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conformance.real import default_uv, sealed

from indexdoctor.__main__ import main
from indexdoctor.lab import scenarios
from indexdoctor.lab.stage import Staged, stage

Capture = pytest.CaptureFixture[str]
URL = "http://127.0.0.1:9/simple/pkg/"
LOG = f"""\
DEBUG uv 0.13.8 (x86_64-unknown-linux-gnu)
TRACE Fetching metadata for `pkg` from `{URL}`
DEBUG Sending fresh GET request for: {URL}
TRACE Handling request for `{URL}` with authentication policy auto
TRACE Request for `{URL}` is unauthenticated, checking cache
TRACE Attempting unauthenticated request for `{URL}`
TRACE Request for `{URL}` failed with 401 Unauthorized, checking for credentials
DEBUG No netrc file found
TRACE Received response for fresh request with status 401 Unauthorized for: {URL}
DEBUG Indexes search failed because of status code failure: 401 Unauthorized
"""
OLD = "TRACE Handling request for https://ann:Opensesame7@corp.example/simple/pkg/"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "uv.log").write_text(LOG)
    return tmp_path


@pytest.fixture
def staged() -> Iterator[Staged]:
    with stage(scenarios.load("check-refused").scene) as staged:
        yield staged


def test_a_file(capsys: Capture) -> None:
    assert main(["trace", "uv.log"]) == 1
    out = capsys.readouterr().out
    assert "READ103" in out.splitlines()[0]
    assert "uv.log:2" in out
    assert out.splitlines()[-1] == out.splitlines()[0]


def test_standard_input() -> None:
    words = [sys.executable, "-m", "indexdoctor", "trace", "-", "--format", "json"]
    done = subprocess.run(words, input=LOG, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["findings"][0]["code"] == "READ103"
    assert report["findings"][0]["origins"][0]["name"] == "standard input"


def test_a_password_in_an_old_log_stays_here(here: Path, capsys: Capture) -> None:
    (here / "old.log").write_text(f"{OLD}\n{OLD.replace('Handling request', 'Something else')}\n")
    for words in (["trace", "old.log"], ["trace", "old.log", "--redact"]):
        main(words)
        output = capsys.readouterr()
        assert "Opensesame7" not in output.out + output.err
    assert "corp.example/simple/pkg/" in output.out


@pytest.mark.parametrize("words", [[], ["uv.log", "--", "uv", "lock"], ["absent.log"]])
def test_wrong_usage(words: list[str], capsys: Capture) -> None:
    assert main(["trace", *words]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_a_program_that_is_not_there(capsys: Capture) -> None:
    assert main(["trace", "--", "uv-that-is-not-there", "lock"]) == 2
    assert "cannot be started" in capsys.readouterr().err


def test_a_command_is_run_and_explained(staged: Staged) -> None:
    """uv's own lines come on standard error, without its log; the answer on standard output."""
    before = len(staged.server.taken())
    done = subprocess.run(
        [sys.executable, "-m", "indexdoctor", "trace", "--", default_uv(), *staged.command[1:]],
        cwd=staged.cwd,
        env=sealed(staged) | {"RUST_LOG": "off", "UV_CACHE_DIR": str(staged.root / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "PUB201" in done.stdout.splitlines()[0]
    assert "TRACE" not in done.stdout
    assert "Uploading" in done.stderr
    assert "TRACE" not in done.stderr
    assert len(staged.server.taken()) > before
    for account in staged.scene.site.accounts:
        assert account.password not in done.stdout + done.stderr
