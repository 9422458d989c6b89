"""`report` and `--output`: files beside the answer, and what standard output says then."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.render import samples

from indexdoctor import run
from indexdoctor.__main__ import main
from indexdoctor.cli.options import complete_output
from indexdoctor.lab import scenarios
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.secret import Secret

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and a run that gives a report at once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "check", lambda options: samples.check())
    return tmp_path


@pytest.fixture
def staged() -> Iterator[Staged]:
    with stage(scenarios.load(scenarios.DEFAULT).scene) as staged:
        yield staged


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_report_is_a_new_zip_where_none_is_named(here: Path, capsys: Capture) -> None:
    assert main(["report"]) == 1
    assert capsys.readouterr().out == (
        f"✗ {samples.check().verdict}\nwritten: indexdoctor-report.zip\n"
    )
    first = (here / "indexdoctor-report.zip").read_bytes()
    assert main(["report"]) == 1
    assert "written: indexdoctor-report-2.zip\n" in capsys.readouterr().out
    assert (here / "indexdoctor-report.zip").read_bytes() == first
    assert names(here) == {"indexdoctor-report.zip", "indexdoctor-report-2.zip"}


def test_files_by_their_suffix(here: Path, capsys: Capture) -> None:
    (here / "b.JSON").write_text("old")
    words = ["-o", "a.txt", "--output", "b.JSON", "-o", "t.zip"]
    for command in ("report", "check"):
        assert main([command, *words]) == 1
        out = capsys.readouterr().out
        assert out.splitlines()[1:] == ["written: a.txt", "written: b.JSON", "written: t.zip"]
        assert names(here) == {"a.txt", "b.JSON", "t.zip"}
        assert (here / "a.txt").read_text().startswith(f"✗ {samples.check().verdict}")
        document = json.loads((here / "b.JSON").read_text())
        assert document["started"]
        labels = {item["label"] for item in document["environment"]}
        assert {"indexdoctor", "uv", "Python", "system", "TLS", "httpx", "time"} <= labels
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in here.iterdir())


def test_a_dash_is_standard_output(here: Path, capsys: Capture) -> None:
    assert main(["check", "-o", "a.json", "-o", "-", "-f", "json"]) == 1
    assert capsys.readouterr().out == (here / "a.json").read_text()
    assert main(["check", "-o", "-", "-f", "plain"]) == 1
    assert capsys.readouterr().out.startswith("verdict: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "a.docx"], "a.docx does not end in .txt, .json, "),
        (["-o", "a"], "- is standard output"),
        (["-o", "/dev/stdout"], "- is standard output"),
        (["-o", ""], "does not end in"),
        (["-o", "a.json", "-o", "./a.json"], "./a.json is named twice"),
    ],
)
@pytest.mark.parametrize("command", ["check", "report", "explain", "demo"])
def test_names_that_say_nothing_are_wrong_usage(
    command: str, words: list[str], said: str, here: Path, capsys: Capture
) -> None:
    assert main([command, *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert names(here) == set()


def test_what_cannot_be_written_is_said_before_anything_is_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def asked(options: run.RunOptions) -> None:
        raise AssertionError("it was asked")

    monkeypatch.setattr(run, "check", asked)
    (here / "report.json").mkdir()
    assert main(["check", "-o", "report.json"]) == 73
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "error: cannot write report.json: it is a folder\n"
        "  hint: name a file in it: report.json/report.json\n"
    )
    assert main(["report", "-o", "none/report.zip"]) == 73
    assert "there is no folder none" in capsys.readouterr().err


def test_nothing_is_written_where_one_file_would_hold_a_secret(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    log = here / "uv.log"
    log.write_text("DEBUG fine\n")

    def leaking(*arguments: object) -> list[tuple[str, str]]:
        Secret("Canary-12345")
        return [("README.txt", "it is Canary-12345")]

    monkeypatch.setattr("indexdoctor.render.ticket.members", leaking)
    assert main(["report", "-o", "a.json", "-o", "t.zip", "--log", "uv.log"]) == 70
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Canary" not in captured.err
    assert names(here) == {"uv.log"}


def test_a_log_is_masked_line_by_line(here: Path, capsys: Capture) -> None:
    (here / "uv.log").write_text(
        "DEBUG Found https://me:hunter22@a.example/simple/\n"
        f"DEBUG password {samples.PASSWORD} repeated\n\x1b[2Jend\n"
    )
    main(["report", "-o", "t.zip", "--log", "uv.log"])
    with zipfile.ZipFile(here / "t.zip") as file:
        log = file.read("trace.log").decode()
    assert log == (
        "DEBUG Found https://me:****@a.example/simple/\nDEBUG password **** repeated\nend\n"
    )


def test_a_log_that_cannot_be_read_is_wrong_usage(here: Path, capsys: Capture) -> None:
    assert main(["report", "--log", "none.log"]) == 2
    assert "none.log: it does not exist" in capsys.readouterr().err
    os.mkfifo(here / "pipe.log")
    assert main(["report", "--log", "pipe.log"]) == 2
    assert "it is no regular file" in capsys.readouterr().err


def test_a_report_of_a_real_failure_through_pipes(staged: Staged, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "indexdoctor", "report", "-o", str(tmp_path / "ticket.zip")]
    environ = {**staged.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [*command, "--", *staged.command],
        cwd=staged.cwd,
        env=environ,
        input=b"",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode().splitlines()
    with zipfile.ZipFile(tmp_path / "ticket.zip") as file:
        document = json.loads(file.read("report.json"))
        readme = file.read("README.txt").decode()
    assert lines == [f"✗ {document['verdict']['text']}", f"written: {tmp_path / 'ticket.zip'}"]
    assert readme.startswith(document["verdict"]["text"])
    assert "PUB201" in [finding["code"] for finding in document["findings"]]
    assert all(exchange["ended"] > 0 for exchange in document["exchanges"])


def test_a_saved_report_goes_through_pipes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "indexdoctor"]
    demo = subprocess.run(
        [*command, "demo", "healthy", "-f", "json"], capture_output=True, check=True
    )
    shown = subprocess.run(
        [*command, "show", "-", "-o", "-", "-o", "again.json", "-f", "plain"],
        cwd=tmp_path,
        input=demo.stdout,
        capture_output=True,
        check=True,
    )
    assert (demo.stderr, shown.stderr) == (b"", b"")
    assert (tmp_path / "again.json").read_bytes() == demo.stdout
    verdict = json.loads(demo.stdout)["verdict"]
    assert (
        shown.stdout.decode().splitlines()[0] == f"verdict: {verdict['state']}: {verdict['text']}"
    )


def test_a_disk_without_room_is_said_and_nothing_stays(tmp_path: Path) -> None:
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from indexdoctor.__main__ import main\n"
        "sys.exit(main(['demo', 'healthy', '-o', 'a.txt', '-o', 'report.zip']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 73
    assert done.stdout == ""
    assert done.stderr == (
        "error: cannot write report.zip: the file would be too large for this place\n"
        "  hint: name a file on another disk\n"
    )
    assert names(tmp_path) == {"a.txt"}


def test_suffixes_are_completed() -> None:
    assert complete_output("") == []
    assert {"report.json", "report.zip"} <= set(complete_output("report"))
    assert complete_output("a/b.js") == ["a/b.json"]
    assert "../report.zip" in complete_output("../report")
