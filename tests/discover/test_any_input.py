"""Whatever the bytes of a file, the words or the variables: problems, never an exception."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.discover.oracle import Place

from indexdoctor.discover.command import parse_command
from indexdoctor.discover.environment import read_environment
from indexdoctor.discover.gather import discover
from indexdoctor.model.command import CommandKind
from indexdoctor.versions import newest

PIECES = st.sampled_from(
    [
        *("[tool.uv]\n", "[[tool.uv.index]]\n", "[[index]]\n", "[pip]\n", "[project]\n"),
        *("index-url = ", "url = ", "name = ", "dependencies = ", '"http://h/"\n', "1\n", "[\n"),
        *("-r r.in\n", "-i ", "--find-links ", "foo==1 ", "\\\n", "${X}", "; ", "@ ", "\0", "\n"),
        *("http://u:p@h:99999/", "members = ['*']\n", "[tool.uv.workspace]\n", "=", "é"),
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map(lambda parts: "".join(parts).encode())
CONTENTS = st.one_of(st.binary(max_size=60), TEXTS)
FILES = st.sampled_from(["work/uv.toml", "work/pyproject.toml", "work/r.in", "work/uv.lock"])
COMMANDS = st.sampled_from(["lock", "pip compile r.in", "pip install -r r.in", "publish"])


@given(files=st.dictionaries(FILES, CONTENTS, max_size=3), words=COMMANDS)
@settings(max_examples=80, deadline=None)
def test_any_file(files: dict[str, bytes], words: str) -> None:
    with TemporaryDirectory() as folder:
        place = Place(Path(folder))
        place.write(files)
        surroundings = place.surroundings({})
        found = discover(surroundings, parse_command(["uv", *words.split()], surroundings))
        assert all(problem.message for problem in found.problems)


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["uv", "pip", "install", "lock", "publish", "--index", "-i", "--", "-", "="]),
)


@given(words=st.lists(WORDS, max_size=6))
@settings(deadline=None)
def test_any_words(words: list[str]) -> None:
    place = Place(Path("/nowhere"))
    command = parse_command(words, place.surroundings({}))
    assert command.known or command.problems


@given(
    name=st.sampled_from(["UV_INDEX", "UV_INSECURE_HOST", "UV_HTTP_TIMEOUT", "UV_OFFLINE"]),
    value=st.one_of(st.text(max_size=20), st.just("h:" + "9" * 5000), st.just("9" * 5000)),
)
@settings(deadline=None)
def test_any_variable(name: str, value: str) -> None:
    options, problems = read_environment({name: value}, newest(), CommandKind.LOCK)
    assert all(problem.origin.name == name for problem in problems)
    assert not (problems and options.values)
