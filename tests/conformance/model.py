"""Run indexdoctor in a staged scene."""

from __future__ import annotations

import sys

from tests.conformance.real import Run, execute, sealed

from indexdoctor.lab.stage import Staged

EXPLAIN_FORMATS = ("table", "plain", "json")


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "indexdoctor", *words]


def run_check(staged: Staged, *, output: str | None = None) -> Run:
    """`indexdoctor check --replay effective -- uv …` from a fresh state."""
    staged.reset()
    shape = ["--format", output] if output else []
    words = _words("check", "--replay", "effective", *shape, "--", *staged.command)
    return execute(staged, words, sealed(staged))


def run_explain(staged: Staged, output: str) -> Run:
    """`indexdoctor explain -- uv …` from a fresh state; it must not send anything."""
    staged.reset()
    words = _words("explain", "--format", output, "--", *staged.command)
    return execute(staged, words, sealed(staged))
