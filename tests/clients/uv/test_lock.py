"""What becomes of a `uv.lock`: the model against uv's own log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from indexdoctor.clients.uv import resolve
from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.lock_check import lock_state
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.resolution import LockUse
from indexdoctor.model.surroundings import Surroundings

UV = Path(sys.executable).parent / "uv"
PROJECT = """\
[project]
name = "proj"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["foo>=1", "bar-baz[more] ; sys_platform == 'win32'"]

[project.optional-dependencies]
x = ["qux ~= 2.0"]

[dependency-groups]
dev = ["foo<3"]

[[tool.uv.index]]
name = "corp"
url = "http://user:secret@127.0.0.1:9/simple"
default = true
"""
PACKAGE = """
[[package]]
name = "{name}"
version = "2.0"
source = {{ registry = "http://127.0.0.1:9/simple" }}
wheels = [
    {{ url = "http://127.0.0.1:9/files/{file}-2.0-py3-none-any.whl", hash = "sha256:{hash}" }},
]
"""
LOCK = (
    'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n'
    + "".join(
        PACKAGE.format(name=name, file=name.replace("-", "_"), hash="0" * 64)
        for name in ("bar-baz", "foo")
    )
    + """
[[package]]
name = "proj"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "bar-baz", extra = ["more"], marker = "sys_platform == 'win32'" },
    { name = "foo" },
]

[package.optional-dependencies]
x = [
    { name = "qux" },
]

[package.dev-dependencies]
dev = [
    { name = "foo" },
]

[package.metadata]
requires-dist = [
    { name = "bar-baz", extras = ["more"], marker = "sys_platform == 'win32'" },
    { name = "foo", specifier = ">=1" },
    { name = "qux", marker = "extra == 'x'", specifier = "~=2.0" },
]
provides-extras = ["x"]

[package.metadata.requires-dev]
dev = [{ name = "foo", specifier = "<3" }]
"""
    + PACKAGE.format(name="qux", file="qux", hash="0" * 64)
)


def prepared(place: Path, project: str, lock: str, words: str) -> tuple[Discovered, Surroundings]:
    (place / "pyproject.toml").write_text(project)
    (place / "uv.lock").write_text(lock)
    environ = {"HOME": str(place / "home"), "PATH": "/usr/bin:/bin"}
    surroundings = Surroundings(place, environ)
    return discover(surroundings, parse_command(words.split(), surroundings)), surroundings


def modelled(place: Path, project: str, lock: str, words: str) -> LockUse | None:
    found, _ = prepared(place, project, lock, words)
    state = lock_state(found, gather(found))
    return None if state is None else state.use


def real(place: Path, words: str) -> LockUse:
    """What uv's log says of the lock; no server listens at the index."""
    environ = {
        "HOME": str(place / "home"),
        "PATH": "/usr/bin:/bin",
        "UV_CACHE_DIR": str(place / "cache"),
        "UV_HTTP_RETRIES": "0",
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
    }
    done = subprocess.run(
        [UV, *words.split(), "-v"],
        cwd=place,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    for text, use in (
        ("satisfies workspace requirements", LockUse.SATISFIED),
        ("Ignoring existing lockfile", LockUse.IGNORED),
        ("Resolving despite existing lockfile", LockUse.PREFERRED),
    ):
        if text in done.stderr:
            return use
    raise AssertionError(done.stderr)


CHANGES = {
    "nothing": ("", "", "lock"),
    "other words for the same": ("foo>=1", "Foo >= 1.0", "lock"),
    "another order": (
        '"foo>=1", "bar-baz[more] ; sys_platform == \'win32\'"',
        '"bar_baz[more]; sys_platform==\'win32\'", "foo>=1"',
        "lock",
    ),
    "another bound": ("foo>=1", "foo>=2", "lock"),
    "one more": ('"foo>=1", ', '"foo>=1", "extra-one", ', "lock"),
    "one less": ('"foo>=1", ', "", "lock"),
    "another marker": ("win32", "darwin", "lock"),
    "the marker in other words": (
        "sys_platform == 'win32'",
        "sys_platform == 'win32' and python_version >= '3.8'",
        "lock",
    ),
    "another extra": ("[more]", "", "lock"),
    "another optional": ("qux ~= 2.0", "qux", "lock"),
    "optional renamed": ("\nx = [", "\ny = [", "lock"),
    "another group": ('dev = ["foo<3"]', 'dev = ["foo<4"]', "lock"),
    "a new group": ('dev = ["foo<3"]', 'dev = ["foo<3"]\ntest = ["qux"]', "lock"),
    "an empty group": ('dev = ["foo<3"]', 'dev = ["foo<3"]\ntest = []', "lock"),
    "another python": ('">=3.11"', '">=3.10"', "lock"),
    "the python bound in other words": ('">=3.11"', '">=3.11.0"', "lock"),
    "another version": ('"0.1.0"', '"0.2.0"', "lock"),
    "another index": ("9/simple", "9/other/simple", "lock"),
    "a slash more": ("9/simple", "9/simple/", "lock"),
    "no configured index": (PROJECT[PROJECT.index("[[tool") :], "", "lock"),
    "a typed index": ("", "", "lock --default-index http://127.0.0.1:9/typed"),
    "the typed index is a further one": ("", "", "lock --index http://127.0.0.1:9/typed"),
    "a build system": (
        "[dependency-groups]",
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
        "[dependency-groups]",
        "lock",
    ),
    "constraints": (
        "[[tool.uv.index]]",
        '[tool.uv]\nconstraint-dependencies = ["foo<9"]\n\n[[tool.uv.index]]',
        "lock",
    ),
    "a resolution mode": ("", "", "lock --resolution lowest"),
    "a prerelease mode": ("", "", "lock --prerelease allow"),
    "the usual prerelease mode": ("", "", "lock --prerelease if-necessary"),
    "its other name": ("", "", "lock --prerelease if-necessary-or-explicit"),
    "a fork strategy": ("", "", "lock --fork-strategy fewest"),
    "upgrade": ("", "", "lock --upgrade"),
    "upgrade one": ("", "", "lock --upgrade-package foo"),
    "refresh": ("", "", "lock --refresh"),
    "exclude-newer": ("", "", "lock --exclude-newer 2024-01-01"),
    "sync": ("", "", "sync --dry-run"),
    "export": ("", "", "export --no-hashes"),
    "tree": ("", "", "tree"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_becomes_of_the_lock(name: str, tmp_path: Path) -> None:
    old, new, words = CHANGES[name]
    assert old in PROJECT
    project = PROJECT.replace(old, new, 1) if old else PROJECT
    assert modelled(tmp_path, project, LOCK, words) == real(tmp_path, words)


def test_an_unchanged_lock_asks_for_its_files_only(tmp_path: Path) -> None:
    found, _ = prepared(tmp_path, PROJECT, LOCK, "sync --extra x")
    resolution = resolve(found)
    names = [wanted.name for wanted in resolution.wanted]
    assert names == ["foo", "qux"], "bar-baz is for Windows"
    assert all(wanted.fetch is not None for wanted in resolution.wanted)
    assert [row.index.name for wanted in resolution.wanted for row in wanted.indexes] == [
        "corp"
    ] * 2


@pytest.mark.parametrize(
    ("words", "use"),
    [
        ("sync --frozen", LockUse.FROZEN),
        ("lock --check-exists", LockUse.FROZEN),
        ("pip compile pyproject.toml", None),
    ],
)
def test_commands_that_do_not_compare(words: str, use: LockUse | None, tmp_path: Path) -> None:
    changed = PROJECT.replace("foo>=1", "foo>=2")
    assert modelled(tmp_path, changed, LOCK, words) == use


@pytest.mark.parametrize("lock", ["version = 1\n[[package", "version = 2\n", "x = 1\n", ""])
def test_a_lock_uv_cannot_read_ends_the_run(lock: str, tmp_path: Path) -> None:
    found, _ = prepared(tmp_path, PROJECT, lock, "lock")
    (problem,) = found.fatal
    assert problem.origin.name == "uv.lock"
    with pytest.raises(AssertionError, match=r"uv\.lock"):
        real(tmp_path, "lock")


def test_an_outdated_lock_is_an_error_under_locked(tmp_path: Path) -> None:
    changed = PROJECT.replace("foo>=1", "foo>=2")
    found, _ = prepared(tmp_path, changed, LOCK, "sync --locked")
    (problem,) = resolve(found).problems
    assert "out of date" in problem.message
    assert not problem.fatal
