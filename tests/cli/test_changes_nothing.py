"""No command changes HOME, the project, the keyring or any other file, but for those it is told."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.tree import tree
from tests.conformance.worlds import world

import indexdoctor
from indexdoctor.cli.app import COMMANDS
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, LabPublish, Package, Site
from indexdoctor.lab.stage import Staged, stage

SOURCE = Path(indexdoctor.__file__).parents[1]
UV = Path(sys.executable).parent
LOG = "keyring.log"  # of the test's own keyring command
PASSWORD = "Wint3r-canary"


def scene() -> Scene:
    """A bit of everything that is read."""
    index = LabIndex("/simple", (Package("alpha"),), gate=Gate.private())
    project = """\
[project]
name = "p"
version = "1"
requires-python = ">=3.9"
dependencies = ["alpha"]

[[tool.uv.index]]
name = "corp"
default = true
url = "{{origin}}/simple"
publish-url = "{{origin}}/legacy/"
"""
    workflow = "on: push\njobs:\n  a:\n    steps:\n    - run: uv publish\n"
    store = '[[credential]]\nservice = "{{origin}}"\nusername = "ci"\nscheme = "basic"\n'
    files = {
        "project/pyproject.toml": project,
        "project/requirements.txt": "alpha\n--index-url {{origin}}/simple\n",
        "project/.github/workflows/a.yml": workflow,
        "project/.git/HEAD": "ref: refs/heads/main\n",
        "home/.netrc": f"machine {{{{host}}}} login ci password {PASSWORD}\n",
        "home/.config/uv/uv.toml": 'keyring-provider = "subprocess"\n',
        "home/.config/pip/pip.conf": "[global]\nindex-url = {{origin}}/simple\n",
        "home/.pypirc": f"[pypi]\nusername = __token__\npassword = {PASSWORD}-2\n",
        "home/.local/share/uv/credentials/credentials.toml": f'{store}password = "{PASSWORD}"\n',
    }
    return Scene(
        Site((Account("ci", PASSWORD),), (index,), (LabPublish("/legacy/"),)),
        tuple(files.items()),
        keyring=FakeKeyring((Entry("{{origin}}/simple", "ci", PASSWORD),)),
        dists=(Dist("mine", "1.0"),),
    )


def run(staged: Staged, *words: str) -> subprocess.CompletedProcess[str]:
    temporary = staged.root / "tmp"
    environ = {
        **staged.environ,
        "PATH": f"{staged.root / 'bin'}:{UV}:/usr/bin:/bin",
        "PYTHONPATH": str(SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(temporary),
        "UV_HTTP_RETRIES": "0",
    }
    return subprocess.run(
        [sys.executable, "-m", "indexdoctor", *words],
        cwd=staged.cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def staged() -> Iterator[Staged]:
    with stage(scene()) as made:
        (made.root / "tmp").mkdir()
        yield made


RUNS: dict[str, tuple[str, ...]] = {
    "check": ("check",),
    "check, all details": ("check", "-v", "--format", "json"),
    "check a publish": ("check", "--", "uv", "publish", "--index", "corp", "dist/mine-1.0*"),
    "check requirements": ("check", "requirements.txt"),
    "check, compared": ("check", "--compare", "0.6.17,0.13.8"),
    "explain": ("explain", "-v"),
    "explain a code": ("explain", "PUB201"),
    "report": ("report", "-o", "-"),
    "show": ("show", "/dev/null"),
    "trace": ("trace", "requirements.txt"),
    "demo": ("demo",),
    "rules": ("rules",),
    "versions": ("versions",),
    "schema": ("schema",),
    "help": ("--help",),
    "wrong": ("check", "--frobnicate"),
}


@pytest.mark.parametrize("name", RUNS)
def test_nothing_changes(name: str, staged: Staged) -> None:
    before = tree(staged.root, leave_out=(LOG, "tmp"))
    done = run(staged, *RUNS[name])
    assert done.returncode in (0, 1, 2, 3, 4), done.stderr
    assert tree(staged.root, leave_out=(LOG, "tmp")) == before
    assert list((staged.root / "tmp").iterdir()) == []


def test_every_command_is_run() -> None:
    assert {words[0] for words in RUNS.values()} >= set(COMMANDS)


def test_only_the_named_files_are_written(staged: Staged) -> None:
    """Report files are new, and for their owner alone, whatever the umask."""
    before = tree(staged.cwd, leave_out=("out",))
    home = tree(staged.root / "home")
    folder = staged.cwd / "out"
    folder.mkdir()
    names = ("r.json", "r.md", "r.txt", "r.zip")
    old = os.umask(0)
    try:
        done = run(staged, "report", *(word for name in names for word in ("-o", f"out/{name}")))
    finally:
        os.umask(old)
    assert done.returncode in (0, 1, 4), done.stderr
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.unlink()
    folder.rmdir()
    assert tree(staged.cwd, leave_out=("out",)) == before
    assert tree(staged.root / "home") == home


@pytest.mark.parametrize("number", range(8))
def test_nothing_changes_in_drawn_worlds(number: int) -> None:
    with stage(world(5, number).scene) as staged:
        (staged.root / "tmp").mkdir()
        before = tree(staged.root, leave_out=(LOG, "tmp"))
        for command in ("check", "explain"):
            done = run(staged, command, "--", *staged.command)
            assert done.returncode != 70, done.stderr
            assert tree(staged.root, leave_out=(LOG, "tmp")) == before
        assert list((staged.root / "tmp").iterdir()) == []


def test_a_change_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    before = tree(tmp_path)
    times = (tmp_path / "a").stat()
    (tmp_path / "a").write_text("y")
    os.utime(tmp_path / "a", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert tree(tmp_path) != before
    before = tree(tmp_path)
    (tmp_path / "a").chmod(0o640)
    assert tree(tmp_path) != before
    before = tree(tmp_path)
    (tmp_path / "b").touch()
    assert tree(tmp_path) != before
