"""The user's words, compared with the real uv's parser."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.discover.oracle import UV
from tests.discover.probe_options import SAMPLES, STOP, Parser

from indexdoctor.discover.command import parse_command
from indexdoctor.discover.options import GLOBAL, OptionSpec, options_of
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.secret import Secret, watch
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import newest

# Options whose values are looked at, besides those with a fixed list of values.
CHECKED = frozenset(
    {
        *("index", "default-index", "index-url", "extra-index-url", "find-links", "publish-url"),
        *("check-url", "allow-insecure-host", "extra", "group", "no-extra", "no-group"),
        *("only-group", "preview-features", "project", "directory", "config-file"),
    }
)
NOWHERE = Surroundings(Path("/nowhere"), {})


def read(*words: str) -> Command:
    return parse_command(words, NOWHERE)


def texts(command: Command, option: str) -> list[object]:
    return [stated.value for stated in command.options.all(option)]


def test_value_forms() -> None:
    command = read(
        *("uv", "pip", "install", "-i", "http://a/", "--extra-index-url=http://b/", "-fc,d"),
        *("-r=one.txt", "-rtwo.txt", "-qnU", "foo", "--index", "x=http://e/ http://f/", "--", "-z"),
    )
    assert command.problems == ()
    assert command.kind is CommandKind.PIP_INSTALL
    assert texts(command, "index-url") == ["http://a/"]
    assert texts(command, "extra-index-url") == ["http://b/"]
    assert texts(command, "find-links") == ["c", "d"]
    assert texts(command, "requirements") == ["one.txt", "two.txt"]
    assert texts(command, "index") == ["x=http://e/", "http://f/"]
    assert all(command.options.flag(name) for name in ("quiet", "no-cache", "upgrade"))
    assert [argument.value for argument in command.arguments] == ["foo", "-z"]
    last = command.options.last("requirements")
    assert last is not None and last.origin.name == "-r"


@pytest.mark.parametrize(
    "program",
    [(), ("uv",), ("/opt/bin/uv",), ("C:\\tools\\uv.exe",), ("python3.12", "-m", "uv")],
)
def test_program(program: tuple[str, ...]) -> None:
    assert read(*program, "--offline", "sync").options.flag("offline")


def test_aliases_and_pairs() -> None:
    command = read("lock", "--trusted-host", "a b", "--no-offline", "--preview-feature=x,y")
    assert texts(command, "allow-insecure-host") == ["a", "b"]
    assert texts(command, "preview-features") == ["x", "y"]
    assert texts(command, "offline") == ["false"]
    assert texts(read("lock", "--native-tls", "--no-system-certs"), "native-tls") == []
    assert texts(read("sync", "--no-dev", "--dev", "--no-dev"), "dev") == ["false"]


def test_an_option_behind_the_command_hides_one_before_it() -> None:
    command = read("--project", "a", "--allow-insecure-host", "b", "lock", "--project", "c")
    assert texts(command, "project") == ["c"]
    assert texts(command, "allow-insecure-host") == ["b"]


def test_run_leaves_the_rest_to_what_is_run() -> None:
    command = read("run", "--with", "a[x,y],b>=1,<2", "tool", "--index", "http://me:secret@a/")
    assert command.problems == ()
    assert texts(command, "with") == ["a[x,y]", "b>=1,<2"]
    assert [argument.value for argument in command.arguments] == ["tool"]
    assert command.options.all("index") == ()


def test_secrets_have_no_readable_form() -> None:
    with watch() as seen:
        command = read(
            *("publish", "--publish-url", "https://me:hunter1@a.example/", "-phunter2"),
            "https://you:hunter3@b.example/c.whl",
        )
        token = read("publish", "--token=hunter4", "--no-such=hunter5")
        broken = read("lock", "--index-url", "http://me:hunter6@[")
    assert texts(command, "password") == [Secret("hunter2")]
    assert texts(command, "publish-url") == ["https://me:hunter1@a.example/"]
    assert "hunter" not in repr((command, token, broken))
    assert {Secret(f"hunter{n}") for n in (1, 2, 3, 4)} <= seen


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("pip",),
        ("tool", "list"),
        ("pip", "list"),
        ("loc",),
        ("pip", "comp"),
        ("help", "lock"),
        ("UV_INDEX=http://a/", "lock"),
        ("-V", "lock"),
        ("--index", "http://a/", "lock"),
    ],
)
def test_not_a_modelled_command(words: tuple[str, ...]) -> None:
    (problem, *_) = read(*words).problems
    assert problem.fatal
    assert problem.hint


@pytest.mark.parametrize("program", [("uvx",), ("/opt/bin/uvx",), ("uv", "tool", "run")])
def test_uvx_is_uv_tool_run(program: tuple[str, ...]) -> None:
    command = read(*program, "--offline", "--with", "a,b", "--from=x", "tool", "--offline", "y")
    assert command.problems == ()
    assert command.kind is CommandKind.TOOL_RUN
    assert texts(command, "with") == ["a", "b"]
    assert [argument.value for argument in command.arguments] == ["tool"]


def test_options_between_the_words_of_a_name() -> None:
    assert read("tool", "--offline", "install", "x").options.flag("offline")
    assert read("tool", "--with", "a", "install", "x").problems


def test_hint_lists_the_modelled_commands() -> None:
    (problem,) = read("tool", "list").problems
    assert all(f"uv {kind.value}" in (problem.hint or "") for kind in CommandKind)


REFUSED = [
    "lock --ind http://a",
    "lock --frozen=true",
    "lock -C",
    "lock foo",
    "lock -",
    "lock -- x",
    "lock --offline --offline",
    "lock --index http://[",
    "lock --index a b=http://c",
    "lock --index-url",
    "lock --index-url -q",
    "lock --index-url http://a --index-url http://b",
    "lock --index n=",
    "lock --index-strategy=FIRST-INDEX",
    "lock --index-strategy=",
    "lock --keyring-provider native",
    "lock --project=",
    "lock --project",
    "lock --allow-insecure-host a:b",
    "lock --color never --no-color",
    "lock -n=zz",
    "lock -Z",
    "lock -V",
    "lock --frozen --locked",
    "lock -q -v",
    "sync --extra a --only-group b",
    "sync --group a!",
    "sync --no-dev --only-dev",
    "pip compile",
    "pip sync",
    "pip install",
    "pip install --extra a --all-extras",
    "pip install -t a --prefix b",
    "add",
    "add a --dev --group b",
    "publish --publish-url x",
    "publish --check-url http://[",
    "publish --token a --username b",
    "publish -p a -t b",
    "publish --index a --publish-url http://b",
    "publish --index a --check-url http://b",
    "publish --publish-url https://me/x:secret@a.example/",
    "run --module --script",
    "--color sometimes lock",
    "--extra a lock",
    "pip --system install a",
]


@pytest.mark.parametrize("line", REFUSED)
def test_refused(line: str, tmp_path: Path) -> None:
    """uv ends with its usage code before it does anything, and so would be said."""
    done = _uv(tmp_path, line.split())
    assert done.returncode == 2
    assert b"For more information, try '--help'" in done.stderr or b"Commands:" in done.stderr
    assert any(problem.fatal for problem in read(*line.split()).problems)


ACCEPTED = [
    "lock --index=",
    "lock --default-index= --index-url=",
    "lock --index-url ? --find-links a,http://b",
    "lock --offline --no-offline --offline --no-offline",
    "-q lock -v",
    "lock -qq",
    "lock --",
    "lock --index =http://a",
    "lock --extra-index-url http://a --extra-index-url http://b",
    "lock --native-tls --no-system-certs --system-certs",
    "--allow-insecure-host a lock --trusted-host=b",
    "lock --python-preference system -p3.11",
    "sync --no-dev --dev",
    "sync --group a --extra b,c --no-group d",
    "pip compile -",
    "pip compile --group a",
    "pip --cert x install a",
    "pip install -e . --pre --no-deps",
    "pip install a --no-binary :all: --only-binary b,c",
    "pip sync a --no-index",
    "add a --index n=http://b",
    "add -r a",
    "publish -ua -pb c d",
    "publish --index=",
    "publish --check-url a",
    "tree --invert --package a --prune=b",
    "export --no-hashes --format requirements.txt -o a",
    "run -s a --foo --bar",
    "run --index http://a -- --foo",
]


@pytest.mark.parametrize("line", ACCEPTED)
def test_accepted(line: str, tmp_path: Path) -> None:
    assert b"For more information, try '--help'" not in _uv(tmp_path, line.split()).stderr
    assert read(*line.split()).problems == ()


def _uv(home: Path, words: list[str]) -> subprocess.CompletedProcess[bytes]:
    environ = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "UV_OFFLINE": "1",
        "UV_NO_CACHE": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON": str(home / "no-python"),
    }
    return subprocess.run(
        [UV, *words],
        env=environ,
        cwd=home,
        capture_output=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def _specs(kind: CommandKind) -> dict[str, OptionSpec]:
    return {spec.name: spec for spec in options_of(kind, newest()).long.values()}


@pytest.mark.parametrize("kind", list(CommandKind))
def test_table_is_what_uv_knows(kind: CommandKind) -> None:
    """Every option of the table, alias and letter, asked of the real parser."""
    parser = Parser(str(UV))
    table = options_of(kind, newest())
    chosen = random.Random(kind.value).sample(sorted(table.long), 25)
    for typed in chosen:
        spec = table.long[typed]
        answer = parser.long_option(kind.value, typed)
        assert answer is not None, typed
        assert answer[0] == spec.name
        assert answer[1].get("value", False) is spec.takes_value
        assert tuple(answer[1].get("choices", ())) == spec.choices
        assert answer[1].get("empty", False) is spec.empty
    for letter, spec in table.short.items():
        assert parser.short_option(kind.value, letter) in ("flag", spec.name)
    for typed in GLOBAL:
        assert f"'--{typed}" not in parser.error(f"--{typed}=x", STOP) or typed in table.long


def _command_lines(count: int) -> Iterator[list[str]]:
    """Random command lines, most of them nearly right."""
    choose = random.Random(20)
    for _ in range(count):
        kind = choose.choice(list(CommandKind))
        specs = _specs(kind)
        specs.pop("help")
        words = kind.value.split()
        for name in choose.sample(sorted(specs), choose.randint(1, 6)):
            spec = specs[name]
            word = f"--{name}"
            if spec.takes_value and choose.random() < 0.97:
                pool = (*spec.choices, *(SAMPLES if not spec.choices else ()), "http://a/b", "")
                value = choose.choice(pool)
                words += [f"{word}={value}"] if choose.random() < 0.5 else [word, value]
            else:
                words.append(word)
        yield words


def test_random_command_lines_end_alike(tmp_path: Path) -> None:
    """Where uv's parser refuses a line, a fatal problem says so; and the other way round.

    Values of a form that decides nothing here (dates, versions, package names) are left out.
    """
    parser = Parser(str(UV))
    compared = 0
    for words in _command_lines(250):
        said = parser.error("", *words, "-q", STOP)
        invalid = re.search(r"invalid value '.*' for '--([a-z-]+)", said)
        if invalid and "possible values" not in said and invalid[1] not in CHECKED:
            continue
        refused_by_parser = f"unexpected argument '{STOP}'" not in said
        fatal = [p for p in read(*words, "-q", STOP).problems if STOP not in p.message]
        structural = [
            p for p in fatal if "together" not in p.message and "needs an" not in p.message
        ]
        assert bool(structural) is refused_by_parser, (words, said, structural)
        compared += 1
    assert compared > 120


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=12) | st.sampled_from(["lock", "pip", "install", "-i", "--"])))
def test_never_raises(words: list[str]) -> None:
    assert isinstance(read(*words), Command)
