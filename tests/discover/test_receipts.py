"""`uv tool upgrade`, and what uv noted when it installed the tool: the real uv beside the model."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.clients.uv.commands import find
from tests.conformance import show
from tests.conformance.compare import difference, same
from tests.conformance.direct import drive
from tests.conformance.real import execute, sealed
from tests.conformance.releases import release

from indexdoctor.discover.command import parse_command
from indexdoctor.lab.changes.shared import ALICE, index
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Gate, LabIndex, Package, Site
from indexdoctor.lab.stage import stage
from indexdoctor.model.surroundings import Surroundings

_USER = "home/.config/uv/uv.toml"
_OLD = LabIndex("/old/simple", (Package("pkg", command="pkg"),), gate=Gate.private())
_NEW = LabIndex("/new/simple", (Package("pkg", ("1.0", "2.0"), command="pkg"), Package("more")))
_SITE = Site(accounts=(ALICE,), indexes=(_OLD, _NEW, index("/third/simple")))
_CORP = """\
[[index]]
name = "corp"
url = "http://alice:pa55word@{{netloc}}/old/simple"
default = true
"""
_MOVED = '[[index]]\nname = "corp"\nurl = "{{origin}}/new/simple"\ndefault = true\n'
_NETRC = "machine 127.0.0.1 login alice password pa55word\n"


@dataclass(frozen=True)
class Case:
    """What is installed, what is changed after it, and the words of the upgrade."""

    files: Mapping[str, str]
    then: Mapping[str, str]
    words: str = "pkg"
    install: str = "pkg"


CASES = {
    "the password is not kept": Case({_USER: _CORP}, {}),
    "a moved index has no effect": Case({_USER: _CORP}, {_USER: _MOVED}),
    "netrc counts": Case({_USER: _CORP}, {"home/.netrc": _NETRC}),
    "an option comes first": Case({_USER: _CORP}, {}, "pkg --default-index {{origin}}/new/simple"),
    "always without a password": Case({_USER: _CORP + 'authenticate = "always"\n'}, {}),
    "a typed index is kept": Case(
        {}, {}, install="pkg --default-index {{origin}}/new/simple --with more"
    ),
    "an older version goes up": Case({_USER: _MOVED}, {}, install="pkg<2", words="pkg"),
    "the index of today comes behind": Case(
        {},
        {_USER: '[[index]]\nurl = "{{origin}}/third/simple"\n'},
        install="pkg --default-index {{origin}}/new/simple",
    ),
    "find-links": Case(
        {}, {}, install="pkg --default-index {{origin}}/new/simple -f {{origin}}/new/simple/more/"
    ),
    "what is not installed": Case({_USER: _MOVED}, {}, "more"),
    "without configuration": Case({_USER: _CORP}, {_USER: _MOVED}, "pkg --no-config"),
}


@pytest.mark.parametrize("version", ["0.6.17", "0.8.22", "0.13.8"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_an_upgrade_asks_the_indexes_of_the_receipt(case: Case, version: str) -> None:
    command = ("uv", "tool", "upgrade", *case.words.split())
    scene = Scene(_SITE, files=tuple(case.files.items()), command=command)
    with stage(scene) as staged:
        uv, environ = str(release(version)), sealed(staged)
        install = [staged.fill(word) for word in case.install.split()]
        done = execute(staged, [uv, "tool", "install", *install], environ)
        assert done.exit == 0, done.stderr
        shutil.rmtree(staged.root / "home" / ".cache")
        for name, text in case.then.items():
            (staged.root / name).parent.mkdir(parents=True, exist_ok=True)
            (staged.root / name).write_text(staged.fill(text))
        kept = staged.root.parent / f"{staged.root.name}-home"
        shutil.copytree(staged.root / "home", kept, symlinks=True)
        try:
            staged.server.clear()
            real = execute(staged, [uv, *staged.command[1:]], environ)
            shutil.rmtree(staged.root / "home")
            kept.rename(staged.root / "home")
        finally:
            shutil.rmtree(kept, ignore_errors=True)
        staged.server.clear()
        model = drive(staged, version)
        bases = staged.server.bases
        told = f"{difference(real, model, bases)}\n{real.stderr}\n{model.stderr}"
        assert same(real, model), show.shorten(told, bases)


RECEIPT = """\
[tool]
requirements = [{ name = "ruff", extras = ["a", "b"], specifier = ">=1" }, { name = "more" }]
constraints = [{ name = "other", specifier = "<3" }]
entrypoints = [{ name = "ruff", install-path = "/x/ruff" }]

[tool.options]
index-url = "http://alice@old.example/simple"
keyring-provider = "subprocess"
"""


def test_a_receipt_is_read_with_its_lines(tmp_path: Path) -> None:
    folder = "tools/ruff"
    files = {
        f"{folder}/uv-receipt.toml": RECEIPT,
        f"{folder}/lib/python3.11/site-packages/ruff-1.0.dist-info/METADATA": "",
    }
    found = find(tmp_path, "uv tool upgrade Ruff<2", files, {"UV_TOOL_DIR": "tools"})
    assert found.problems == ()
    texts = [(r.text, r.origin.line) for r in found.requirements.requirements]
    assert texts == [("ruff[a,b]>=1", 2), ("more", 2), ("Ruff<2", None)]
    assert [r.name for r in found.requirements.constraints] == ["other"]
    assert found.installed == {"ruff": "1.0"}
    (config,) = found.config
    origin = config.values["keyring-provider"].origin
    assert (str(origin), origin.key) == (
        f"{folder}/uv-receipt.toml:8",
        "tool.options.keyring-provider",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("uvx ruff", True),
        ("uv tool install Ruff==1", True),
        ("uvx --isolated ruff", False),
        ("uvx ruff@latest", False),
        ("uvx other", False),
        ("uv tool install --force ruff", False),
    ],
)
def test_it_is_said_that_a_tool_is_installed(words: str, said: bool, tmp_path: Path) -> None:
    files = {"tools/ruff/uv-receipt.toml": RECEIPT}
    found = find(tmp_path, words, files, {"UV_TOOL_DIR": "tools"})
    assert [problem.fatal for problem in found.problems] == ([False] if said else [])
    assert found.config == ()


@pytest.mark.parametrize("words", ["--all", "a b"])
def test_one_tool_at_a_time(words: str, tmp_path: Path) -> None:
    command = parse_command(f"uv tool upgrade {words}".split(), Surroundings(tmp_path, {}))
    assert not command.known
    assert "one tool at a time" in command.problems[0].message
