"""`indexdoctor versions`, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import pytest

from indexdoctor.versions import NEWEST
from indexdoctor.versions.uv import changes


def versions(*words: str, command: str = "versions") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "indexdoctor", command, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_table_goes_from_the_newest_release_to_the_oldest() -> None:
    code, text, errors = versions("--since", "0.7.0", "--until", "0.7.1")
    assert (code, errors) == (0, "")
    assert [line for line in text.splitlines() if line.startswith("uv ")] == [
        "uv 0.7.1",
        "uv 0.7.0",
    ]
    assert "  redirects-authenticated-first-try  ends; began with uv 0.7.0\n" in text
    assert "  redirects-authenticated-first-try  until uv 0.7.1\n" in text


def test_plain_has_one_fact_a_line() -> None:
    _, text, _ = versions("--since", "0.7.1", "--until", "0.7.3", "--format", "plain")
    lines = text.splitlines()
    once = [line for line in lines if line.startswith("uv 0.7.3: same-url-once: ")]
    assert [line.removeprefix("uv 0.7.3: same-url-once: ") for line in once] == [
        "now: asks an index once, however often its URL is configured",
        "before: asks an index as often as its URL is configured",
        "source: https://github.com/astral-sh/uv/pull/13205",
    ]
    assert (
        "uv 0.7.1: redirects-authenticated-first-try: ends: no longer authenticates each step of a "
        "redirected page anew, and keeps the credential when it leads to another host"
    ) in lines
    assert lines[-1] == f"looked at: uv 0.6.0 to {NEWEST}"


def test_json_holds_every_change_once_and_fits_its_schema() -> None:
    _, text, _ = versions("--format", "json")
    document = json.loads(text)
    names = [change["name"] for change in document["changes"]]
    assert sorted(names) == sorted(change.name for change in changes())
    _, schema, _ = versions("versions", command="schema")
    jsonschema.Draft202012Validator(json.loads(schema)).validate(document)


@pytest.mark.parametrize("format", ["table", "plain"])
def test_nothing_is_said_to_be_nothing(format: str) -> None:
    code, text, _ = versions("--since", "99", "--format", format)
    assert (code, text.splitlines()[0]) == (0, "no change is known here")


def test_what_is_no_version_is_wrong_usage() -> None:
    code, text, errors = versions("--since", "new")
    assert (code, text) == (2, "")
    assert "`new` is no version of uv" in errors
