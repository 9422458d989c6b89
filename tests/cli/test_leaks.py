"""Whatever goes wrong, and whoever writes: no canary leaves the process."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote

import pytest
from tests.render import samples

from indexdoctor import run
from indexdoctor.__main__ import main
from indexdoctor.model.report import Report
from indexdoctor.model.secret import Secret
from indexdoctor.render import registry
from indexdoctor.render.registry import FORMATS
from indexdoctor.render.view import View

CANARY = "Wint3r-canary/99+x"
FORMS = (CANARY, quote(CANARY, safe=""), base64.b64encode(f"ci:{CANARY}".encode()).decode())


def _log() -> None:
    logging.getLogger("httpx").warning("GET https://ci:%s@pypi.example/", CANARY)
    logging.getLogger("keyring").error("found %s", CANARY)


def _thread() -> None:
    def fail() -> None:
        raise ValueError(CANARY)

    # pytest looks after threads itself; print as the interpreter does.
    def shown(arguments: threading.ExceptHookArgs) -> None:
        traceback.print_exception(arguments.exc_value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", shown)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


def _warn() -> None:
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("always")
        patch.setattr(warnings, "showwarning", lambda m, *rest: print(m, file=sys.stderr))
        warnings.warn(f"no {CANARY}", stacklevel=1)


def _in_parts() -> None:
    for character in CANARY:
        print(character, end="", file=sys.stderr)


def _crash() -> None:
    raise RuntimeError(CANARY)


def _interrupt() -> None:
    raise KeyboardInterrupt(CANARY)


def _exit() -> None:
    raise SystemExit(CANARY)


def _nested() -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY), OSError(5, CANARY, f"/x/{CANARY}")])


def _broken() -> None:
    raise BrokenPipeError(CANARY)


def _deep() -> None:
    def down(text: str) -> None:
        down(text)

    down(CANARY)


TROUBLES: dict[str, Callable[[], None]] = {
    "print": lambda: print(CANARY),
    "print, encoded": lambda: print(FORMS[2]),
    "print to standard error": lambda: print(f"x {CANARY} y", file=sys.stderr),
    "without a line end": lambda: print(CANARY, end="", file=sys.stderr),
    "in parts": _in_parts,
    "logging": _log,
    "warning": _warn,
    "thread": _thread,
    "crash": _crash,
    "interrupt": _interrupt,
    "exit": _exit,
    "group": _nested,
    "broken pipe": _broken,
    "recursion": _deep,
}


@pytest.mark.parametrize("debug", [[], ["--debug"]])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_trouble_in_a_run_writes_a_canary(
    trouble: str,
    debug: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def troubled(options: run.RunOptions) -> Report:
        Secret(CANARY)
        TROUBLES[trouble]()
        return samples.check()

    monkeypatch.setattr(run, "check", troubled)
    assert main([*debug, "check"]) in (0, 1, 70, 130)
    captured = capsys.readouterr()
    for form in FORMS:
        assert form not in captured.out + captured.err


@pytest.mark.parametrize("trouble", ["crash", "interrupt", "recursion", "print"])
@pytest.mark.parametrize("name", FORMATS)
def test_no_trouble_while_rendering_writes_a_canary(
    name: str,
    trouble: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def render(report: Report, view: View) -> str:
        Secret(CANARY)
        TROUBLES[trouble]()
        return "a document\n"

    monkeypatch.setattr(run, "check", lambda options: samples.check())
    monkeypatch.setattr(registry, "renderer", lambda name: render)
    assert main(["check", "-f", name]) == (130 if trouble == "interrupt" else 70)
    captured = capsys.readouterr()
    assert captured.out == ""
    for form in FORMS:
        assert form not in captured.err


@pytest.mark.parametrize(
    "words",
    [
        ["check", f"https://ci:{CANARY}@pypi.example/simple/"],
        ["check", "uv", "publish", "-u", "ci", "--password", CANARY],
        ["check", "uv", "publish", "-t", CANARY, "dist/x"],
        ["check", f"--token={CANARY}"],
        ["check", "--token", CANARY, CANARY],
        ["explain", "--password", CANARY, CANARY],
        ["--password", CANARY, CANARY],
        ["demo", f"https://ci:{CANARY}@pypi.example/simple/"],
        ["check", "--compare", f"https://ci:{CANARY}@pypi.example/"],
    ],
)
def test_wrong_usage_repeats_no_canary(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    for form in FORMS:
        assert form not in captured.out + captured.err


def _run(words: list[str], out: IO[str] | int, err: IO[str] | int) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "indexdoctor", *words]
    done = subprocess.run(command, stdout=out, stderr=err, text=True, check=False)
    return done.returncode, done.stdout or "", done.stderr or ""


def test_a_full_disk_is_said() -> None:
    said = "error: standard output cannot be written: No space left on device\n"
    with Path("/dev/full").open("w") as full:
        assert _run(["rules"], full, subprocess.PIPE) == (73, "", said)
        assert _run(["rules"], full, full) == (70, "", "")
        assert _run(["frobnicate"], subprocess.PIPE, full) == (70, "", "")


def test_streams_that_are_closed_are_no_crash(tmp_path: Path) -> None:
    for closed, words, code in (("2>&-", "rules", 0), (">&-", "rules", 0), ("2>&-", "nothing", 2)):
        line = f"exec {sys.executable} -m indexdoctor {words} {closed}"
        done = subprocess.run(
            ["sh", "-c", line], env=os.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
