"""The command line as a person meets it: words, exit codes, streams."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.render import samples

from indexdoctor import __version__, run
from indexdoctor.__main__ import main
from indexdoctor.cli.options import FormatName
from indexdoctor.cli.process import split
from indexdoctor.model.finding import Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import Note, Report, State
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.render.registry import FORMATS
from indexdoctor.run import Replay, RunOptions

SECRET = "Wint3r-canary/99"
Run = Callable[[RunOptions], Report]


class Pipeline:
    """Stands in for the pipeline: remembers what it was asked, answers with a report."""

    def __init__(self) -> None:
        self.asked: list[RunOptions] = []
        self.answer: Run = lambda options: samples.check()

    def __call__(self, options: RunOptions) -> Report:
        self.asked.append(options)
        return self.answer(options)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    pipeline = Pipeline()
    monkeypatch.setattr(run, "check", pipeline)
    monkeypatch.setattr(run, "explain", pipeline)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return pipeline


def test_the_users_words_arrive_untouched(pipeline: Pipeline) -> None:
    words = ["uv", "publish", "--index", "a", "-u", "me", "--", "-f", "x", "", "--format=json"]
    main(["check", "--format", "plain", "--", *words])
    assert pipeline.asked[0].words == tuple(words)
    assert pipeline.asked[0].paths == ()


def test_options_reach_the_pipeline(pipeline: Pipeline, tmp_path: Path) -> None:
    main(
        [
            "check",
            str(tmp_path),
            "--replay=effective",
            "-p",
            "one",
            "--package",
            "two",
            "--no-publish-probe",
            "--max-refusals=1",
            "--deadline",
            "2.5",
        ]
    )
    options = pipeline.asked[0]
    assert options.paths == (tmp_path,)
    assert options.replay is Replay.EFFECTIVE
    assert options.packages == ("one", "two")
    assert (options.publish_probe, options.max_refusals, options.deadline) == (False, 1, 2.5)
    main(["check"])
    options = pipeline.asked[1]
    assert options.replay is Replay.ALL
    assert (options.publish_probe, options.max_refusals, options.deadline) == (True, 2, 60.0)


def test_versions_to_compare_reach_the_pipeline(pipeline: Pipeline) -> None:
    for command in ("check", "explain"):
        main([command, "--compare", "0.6.17, 0.13.8", "--uv-version", "0.7.0"])
        options = pipeline.asked.pop()
        assert (options.compare, options.uv_version) == (("0.6.17", "0.13.8"), "0.7.0")
    main(["check"])
    assert pipeline.asked.pop().compare == ()


@pytest.mark.parametrize("text", ["", ",", "newest", "0.6.17,x"])
def test_what_is_no_version_cannot_be_compared(
    text: str, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--compare", text]) == 2
    assert "is no version of uv" in capsys.readouterr().err
    assert pipeline.asked == []


def test_split() -> None:
    assert split(["check", "--", "uv", "--", "x"]) == (["check"], ("uv", "--", "x"))
    assert split(["check"]) == (["check"], ())
    assert split(["check", "--"]) == (["check"], ())


@pytest.mark.parametrize("name", FORMATS)
def test_stdout_holds_one_document_and_stderr_nothing(
    name: str, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "-f", name]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    assert samples.check().verdict in captured.out
    if name == "json":
        assert json.loads(captured.out)["format"] == "indexdoctor-report"


def test_every_format_can_be_chosen() -> None:
    assert set(get_args(FormatName)) == set(FORMATS)


def _report(**changes: Any) -> Report:
    whole = dataclasses.replace(samples.explain(), state=State.OK)
    return dataclasses.replace(whole, **changes)


WARNING = dataclasses.replace(samples.finding(), severity=Severity.WARNING)
FATAL = Problem("broken", Origin.file("uv.toml", 1))
MILD = Problem("odd", Origin.file("uv.toml", 1), fatal=False)
CUT = Note("cut off", incomplete=True)


@pytest.mark.parametrize(
    ("report", "arguments", "code"),
    [
        (_report(), [], 0),
        (_report(findings=(samples.finding(),)), [], 1),
        (_report(findings=(WARNING,)), [], 0),
        (_report(findings=(WARNING,)), ["--fail-on", "warning"], 1),
        (_report(findings=(WARNING,)), ["--fail-on", "note"], 1),
        (_report(problems=(FATAL,)), [], 2),
        (_report(problems=(MILD,)), [], 0),
        (_report(problems=(FATAL,), subjects=()), [], 2),
        (_report(subjects=()), [], 3),
        (_report(notes=(CUT,)), [], 4),
        (_report(notes=(Note("assumed"),)), [], 0),
        (_report(state=State.UNKNOWN), [], 4),
        (_report(mode="check", state=State.NOT_TRIED), [], 3),
        (_report(mode="explain", state=State.NOT_TRIED), [], 0),
        (_report(notes=(CUT,), findings=(samples.finding(),)), [], 1),
    ],
)
@pytest.mark.parametrize("command", ["check", "explain"])
def test_exit_codes(
    command: str, report: Report, arguments: list[str], code: int, pipeline: Pipeline
) -> None:
    pipeline.answer = lambda options: report
    assert main([command, *arguments]) == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "xml"],
        ["check", "--frobnicate"],
        ["check", "no-such-folder"],
        ["check", "--max-refusals", "0"],
        ["check", "--deadline", "soon"],
        ["frobnicate"],
        ["explain", "no-such-file.txt"],
        ["explain", "PUB999"],
    ],
)
def test_wrong_usage(
    arguments: list[str], pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "--help" in captured.err
    assert pipeline.asked == []


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().out.startswith("Usage: indexdoctor")
    assert main(["--help"]) == 0
    assert "explain" in capsys.readouterr().out
    assert main(["check", "--help"]) == 0
    assert "--max-refusals" in capsys.readouterr().out


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([flag]) == 0
    assert main(["--debug", flag]) == 0
    assert capsys.readouterr().out == f"indexdoctor {__version__}\n" * 2


def test_the_version_is_told_without_loading_the_command_line() -> None:
    code = (
        "import sys; from indexdoctor.__main__ import main; main(['--version']);"
        "print(sorted({'typer', 'rich', 'httpx', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"


def test_explain_tells_files_from_codes(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["explain", "pub201"]) == 0
    assert capsys.readouterr().out.startswith("PUB201 check-refused")
    assert pipeline.asked == []
    file = tmp_path / "requirements.txt"
    file.write_text("")
    main(["explain", str(file), "--", "uv", "lock"])
    assert (pipeline.asked[0].paths, pipeline.asked[0].words) == ((file,), ("uv", "lock"))


def test_schema_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "indexdoctor-report version 1"
    assert main(["rules"]) == 0
    assert "PUB201" in capsys.readouterr().out


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_a_crash_tells_where_and_nothing_of_what_it_worked_on(
    debug: list[str], pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(options: RunOptions) -> Report:
        print("half a document")
        try:
            raise KeyError(f"cannot use {Secret(SECRET).reveal()}")
        except KeyError as error:
            raise ValueError("https://myco.example/unknown") from error

    pipeline.answer = crash
    assert main([*debug, "check"]) == 70
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "error: indexdoctor itself failed (ValueError)\n" in captured.err
    assert f"indexdoctor {__version__}, Python" in captured.err
    assert "indexdoctor/cli/check.py:" in captured.err
    assert "please report this with the lines above" in captured.err
    for text in ("myco", "unknown", "cannot use", SECRET, os.environ["HOME"], str(Path.cwd())):
        assert text not in captured.err
    assert ("Traceback of KeyError" in captured.err) is bool(debug)


def test_whatever_writes_passes_the_gate(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    def careless(options: RunOptions) -> Report:
        print(f"debugging {Secret(SECRET).reveal()}")
        return samples.check()

    pipeline.answer = careless
    assert main(["check"]) == 70
    captured = capsys.readouterr()
    assert captured.out == ""
    assert SECRET not in captured.err

    def warned(options: RunOptions) -> Report:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(Secret(SECRET).reveal(), stacklevel=1)
        return samples.check()

    pipeline.answer = warned
    # pytest records warnings itself; write as the interpreter would.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            warnings, "showwarning", lambda message, *rest: print(message, file=sys.stderr)
        )
        assert main(["check"]) == 70
    captured = capsys.readouterr()
    assert SECRET not in captured.out + captured.err


@pytest.mark.parametrize("name", FORMATS)
def test_an_echoed_secret_is_masked_and_the_report_still_shown(
    name: str, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    def echoing(options: RunOptions) -> Report:
        Secret(SECRET)
        return dataclasses.replace(samples.check(), notes=(Note(f"the server said {SECRET}"),))

    pipeline.answer = echoing
    assert main(["check", "-f", name]) == 1
    captured = capsys.readouterr()
    assert SECRET not in captured.out + captured.err
    assert "the server said ****" in captured.out.replace("`", "")


def test_an_interrupt_is_quiet(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(options: RunOptions) -> Report:
        raise KeyboardInterrupt

    pipeline.answer = interrupted
    assert main(["check"]) == 130
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "interrupted\n")


def test_a_broken_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "indexdoctor", "schema"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert done.stderr == ""


def test_completion_offers_commands_and_options() -> None:
    environ = {
        **os.environ,
        "_INDEXDOCTOR_COMPLETE": "complete_bash",
        "COMP_WORDS": "indexdoctor check --rep",
        "COMP_CWORD": "2",
    }
    command = [sys.executable, "-m", "indexdoctor"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["--replay"]
    environ |= {"COMP_WORDS": "indexdoctor explain PUB20", "COMP_CWORD": "2"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert "PUB201" in done.stdout


def test_paths_name_a_project_or_files(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    surroundings = Surroundings(cwd=tmp_path, environ={})
    options = RunOptions(surroundings, paths=(Path("project"),))
    assert options.placed()[0].cwd == tmp_path / "project"
    options = RunOptions(surroundings, paths=(Path("project/pyproject.toml"),))
    assert options.placed()[0].cwd == tmp_path / "project"
    options = RunOptions(surroundings, paths=(Path("project/dev.txt"),))
    assert options.placed() == (surroundings, (tmp_path / "project/dev.txt",))
