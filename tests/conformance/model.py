"""Run indexdoctor in a staged scene."""

from __future__ import annotations

import sys

from tests.conformance.real import Run, execute, sealed
from tests.conformance.warm import Warm

from indexdoctor.lab.stage import Staged

EXPLAIN_FORMATS = ("table", "plain", "json")


def _run(staged: Staged, warm: Warm | None, *words: str) -> Run:
    staged.reset()
    environ = sealed(staged)
    if warm is not None:
        return warm.run(staged, ["--debug", *words], environ)
    return execute(staged, [sys.executable, "-m", "indexdoctor", "--debug", *words], environ)


def run_check(staged: Staged, version: str, warm: Warm | None = None) -> Run:
    """`indexdoctor check --replay effective -- uv …` from a fresh state."""
    words = ("check", "--replay", "effective", "--uv-version", version)
    return _run(staged, warm, *words, "--", *staged.command)


def run_explain(staged: Staged, version: str, output: str, warm: Warm | None = None) -> Run:
    """`indexdoctor explain -- uv …` from a fresh state; it must not send anything."""
    words = ("explain", "--format", output, "--uv-version", version)
    return _run(staged, warm, *words, "--", *staged.command)
