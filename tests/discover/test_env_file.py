"""Files of variables: the same variables as those with which the real uv starts a program."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.discover.oracle import UV, Place

from indexdoctor.discover.command import parse_command
from indexdoctor.discover.env_file import variables, with_env_files
from indexdoctor.discover.environment import read_environment
from indexdoctor.model.command import CommandKind
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

FILES = (
    "A=1\nB = 2\n  C=3  \nexport D=4\nexport=5\nE=\nF= # nothing\n",
    "# a comment\n\n   # another\nA=1 # one\nB=1#2\nC='1 # 2'\nD=\"1 # 2\"\n",
    "A='it''s'\nB=\"a b\"'c d'e\nC=a\\ b\\\\c\\\"d\\'e\nD=\"a\\nb\"\nE='a\\nb'\nF=a\\nb\n",
    "A=1\nB=$A\nC=${A}x\nD='$A'\nE=\"$A$A-${A}\"\nF=$HOME\nG=$NOWHERE.\nH=\\$A\nI=$A_B\nJ=$\n",
    "A=1\nA=2\nB=$A\n",
    "A=1\nB=two words\nC=3\n",
    "A=1\nB=\\x\nC=3\n",
    "A=1\nno variable\nC=3\n",
    "A=1\n2=B\nC=3\n",
    "A=1\nB='open\nstill'\nC=3\n",
    'A=1\nB="open\nstill # no comment\n"\nC=3\n',
    "A=1\nB='never closed\nC=3\n",
    "A=1\nB=${A\nC=3\n",
    "A.b=1\nA_B=2\na=3\n",
    "A=1\r\nB='2'\r\n",
    "A=ü\nB=a=b\nC==\nD=a;b\n",
    "A=1 \t# tab\nB=x\t\n",
    "A=x'y z'\nB='y z'x\n",
    "\ufeffA=1\n",
    "export A\nB=2\n",
    "A=it's\nB=2\n",
    "A= \nB=' '\n",
)
NAMES = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "A.b", "A_B", "a", "export")


@pytest.mark.parametrize("text", FILES)
def test_as_the_real_uv_hands_them_on(text: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/own.env": text})
    environ = place.environ({})
    words = "run --no-project --no-config --offline --env-file own.env --python"
    program = f"import os; print(ascii({{k: v for k, v in os.environ.items() if k in {NAMES}}}))"
    done = subprocess.run(
        [UV, *words.split(), sys.executable, sys.executable, "-c", program],
        cwd=place.cwd,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, str] = {}
    for name, value in variables(text, environ):
        found.setdefault(name, value)
    assert found == ast.literal_eval(done.stdout)


def _seen(place: Place, words: str, version: str, environ: dict[str, str]) -> Surroundings:
    here = Surroundings(place.cwd, environ, uv=known(version))
    command = parse_command(["uv", *words.split()], here)
    options, _ = read_environment(environ, here.uv, CommandKind.RUN, command.options)
    found, problems = with_env_files(here, command, options)
    assert not problems
    return found


def test_the_last_file_and_what_is_set_come_first(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/a.env": "A=1\nB=1\nC=1\n", "work/b.env": "A=2\nB=2\n"})
    seen = _seen(place, "run --env-file a.env --env-file b.env x", "0.11.16", {"A": "0"})
    assert {name: seen.environ[name] for name in "ABC"} == {"A": "0", "B": "2", "C": "1"}
    seen = _seen(place, "run x", "0.11.16", {"UV_ENV_FILE": "a.env b.env"})
    assert {name: seen.environ[name] for name in "ABC"} == {"A": "2", "B": "2", "C": "1"}


@pytest.mark.parametrize(
    ("words", "version", "environ"),
    [
        ("run --env-file a.env x", "0.11.17", {}),
        ("run --env-file a.env --no-env-file x", "0.11.16", {}),
        ("run x", "0.11.16", {"UV_ENV_FILE": "a.env", "UV_NO_ENV_FILE": "1"}),
        ("run x", "0.11.16", {}),
        ("lock", "0.11.16", {"UV_ENV_FILE": "a.env"}),
    ],
)
def test_not_taken(words: str, version: str, environ: dict[str, str], tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/a.env": "A=1\n", "work/.env": "A=1\n"})
    assert "A" not in _seen(place, words, version, environ).environ


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    here = Surroundings(tmp_path, {})
    command = parse_command(["uv", "run", "--env-file", "no.env", "x"], here)
    options, _ = read_environment({}, here.uv, CommandKind.RUN, command.options)
    _, (problem,) = with_env_files(here, command, options)
    assert problem.message == "the environment file no.env cannot be read"
    assert problem.fatal
