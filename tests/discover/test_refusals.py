"""Bad input: indexdoctor says it once, with file and line, and fatal exactly where uv exits 2."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.discover.oracle import Place, run_uv

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.problem import Problem

PROJECT = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'
COMPILE = "pip compile r.in --offline --no-index"
LOCAL = "work/uv.toml"
INDEX = '[[index]]\nname = "a"\nurl = "http://h/simple"\n'

# What is wrong: the file, its content, and the line where it stands (0: none to name).
FILES: dict[str, tuple[str, str | bytes, int]] = {
    "broken TOML": (LOCAL, 'index-url = "http://h\n', 1),
    "a wrong type": (LOCAL, "\nindex-url = 1\n", 2),
    "a list for a text": (LOCAL, 'keyring-provider = ["subprocess"]\n', 1),
    "an unknown field": (LOCAL, "nonsense = true\n", 1),
    "an unknown provider": (LOCAL, 'keyring-provider = "safe"\n', 1),
    "an unknown strategy": (LOCAL, 'index-strategy = "best"\n', 1),
    "an unknown policy": (LOCAL, f'{INDEX}authenticate = "sometimes"\n', 4),
    "an unknown format": (LOCAL, f'{INDEX}format = "xml"\n', 4),
    "an index without a url": (LOCAL, '[[index]]\nname = "a"\n', 1),
    "a URL with a bad port": (LOCAL, '[[index]]\nurl = "http://h:99999/"\n', 2),
    "a name with a space": (LOCAL, '[[index]]\nurl = "http://h/"\nname = "a b"\n', 3),
    "explicit without a name": (LOCAL, '[[index]]\nurl = "http://h/"\nexplicit = true\n', 1),
    "a code that is none": (LOCAL, f"{INDEX}ignore-error-codes = [1000]\n", 4),
    "a code as text": (LOCAL, f'{INDEX}ignore-error-codes = ["403"]\n', 4),
    "a project field in uv.toml": (LOCAL, "managed = true\n", 1),
    "the pip table as a list": (LOCAL, "pip = []\n", 1),
    "an unknown field of pip": (LOCAL, "[pip]\nnonsense = 1\n", 2),
    "an unknown field of an index": (LOCAL, f"{INDEX}nonsense = 1\n", 4),
    "bytes that are no text": (LOCAL, b'index-url = "\xff\xfe"\n', 0),
    "the user's file": ("home/.config/uv/uv.toml", "nonsense = 1\n", 1),
    "the system's file": ("etc/uv/uv.toml", "nonsense = 1\n", 1),
    "broken pyproject": ("work/pyproject.toml", "[project\n", 1),
    "a wrong type in pyproject": ("work/pyproject.toml", f"{PROJECT}[tool.uv]\nindex-url = 1\n", 7),
    "a requirement that is none": ("work/r.in", "foo\nbar==\n", 2),
    "an unknown option": ("work/r.in", "foo\n--nonsense\n", 2),
    "an option without a value": ("work/r.in", "--index-url\n", 1),
    "a missing nested file": ("work/r.in", "foo\n-r missing.txt\n", 2),
    "a URL that is none": ("work/r.in", "--index-url http://h:99999/\n", 1),
    "two index URLs": ("work/r.in", "-i http://a/\n-i http://b/\n", 2),
    "the file again": ("work/r.in", "-r r.in\n", 0),
    "no text": ("work/r.in", b"foo\n\xff\n", 0),
    "a path to nowhere": ("work/r.in", "--find-links ./nowhere\n", 1),
}

COMMANDS = [
    COMPILE,
    f"{COMPILE} --nonsense",
    f"{COMPILE} --index-url",
    f"{COMPILE} --index-url http://h:99999/",
    f"{COMPILE} --keyring-provider safe",
    f"{COMPILE} --index-strategy best",
    f"{COMPILE} --offline --refresh",
    f"{COMPILE} --config-file missing.toml",
    "pip compile missing.in --offline",
    "pip compile",
    "publish --publish-url http://h/ --index a",
    "publish --token x --username y",
    "publish --token x --password y",
    "publish --trusted-publishing sometimes",
    "lock --frozen --locked",
    "lock --check --upgrade",
    "sync --frozen --upgrade",
]


def problems(place: Place, words: str) -> list[Problem]:
    surroundings = place.surroundings({})
    command = parse_command(["uv", *words.split()], surroundings)
    found = discover(surroundings, command)
    return [*command.problems, *found.problems, *resolve(found).problems]


@pytest.mark.parametrize("name", FILES)
def test_bad_files(name: str, tmp_path: Path) -> None:
    file, content, line = FILES[name]
    place = Place(tmp_path)
    place.write({"work/r.in": "", file: content})
    found = problems(place, COMPILE)
    real = run_uv(place, COMPILE.split(), {})
    assert any(problem.fatal for problem in found) == (real.code == 2), (real.err, found)
    about = [p for p in found if p.origin.name.endswith(Path(file).name)]
    if real.code == 2:
        assert about, (real.err, found)
    if line and about:
        assert line in {problem.origin.line for problem in about}
    messages = [(problem.message, problem.origin) for problem in found]
    assert len(messages) == len(set(messages)), "each is said once"


@pytest.mark.parametrize("words", COMMANDS)
def test_bad_commands(words: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/r.in": "", LOCAL: "", "work/pyproject.toml": PROJECT})
    found = problems(place, words)
    real = run_uv(place, words.split(), {})
    assert any(problem.fatal for problem in found) == (real.code == 2), (real.err, found)


@pytest.mark.parametrize("kind", ["directory", "pipe", "loop"])
def test_what_is_no_file(kind: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/r.in": ""})
    path = place.cwd / "uv.toml"
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    assert all("Traceback" not in problem.message for problem in problems(place, COMPILE))
