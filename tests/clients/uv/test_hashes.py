"""`--require-hashes`, and `no-sources` in files: what settings make of requirements."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.clients.uv import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

HASH = "--hash=sha256:" + "0" * 64
PROJECT = """\
[project]
name = "app"
version = "1"
dependencies = ["foo"]

[tool.uv]
{}

[tool.uv.sources]
foo = {{ index = "corp" }}

[[tool.uv.index]]
name = "corp"
url = "https://h.test/simple"
explicit = true
"""


def resolved(
    folder: Path, text: str, words: str, environ: dict[str, str] | None = None, uv: str = "0.13.8"
) -> Resolution:
    (folder / "r.txt").write_text(text, encoding="utf-8")
    surroundings = Surroundings(folder, environ or {}, uv=known(uv))
    return resolve(discover(surroundings, parse_command(("uv", *words.split()), surroundings)))


def refused(folder: Path, text: str, words: str = "--require-hashes", **more: str) -> list[str]:
    resolution = resolved(
        folder, text, f"pip install -r r.txt {words}", uv=more.get("uv", "0.13.8")
    )
    return [problem.message for problem in resolution.problems if problem.fatal]


@pytest.mark.parametrize(
    "text",
    [
        f"foo==1.0 {HASH}",
        f"foo==1.0 \\\n    {HASH} \\\n    {HASH}",
        f"foo===1.0 {HASH}",
        f"foo @ https://h.test/foo-1.0-py3-none-any.whl#sha256={'0' * 64}",
        f"foo @ https://h.test/foo-1.0-py3-none-any.whl {HASH}",
        "foo ; sys_platform == 'nowhere'",
    ],
)
def test_what_has_a_version_and_a_hash_is_taken(text: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "foo",
        "foo==1.0",
        f"foo {HASH}",
        f"foo==1.* {HASH}",
        f"foo==1.0,<2 {HASH}",
        f"foo>=1 {HASH}",
        "foo @ https://h.test/foo-1.0-py3-none-any.whl",
    ],
)
def test_anything_else_is_refused_by_name(text: str, tmp_path: Path) -> None:
    (message,) = refused(tmp_path, text)
    assert message.startswith("`foo")
    assert "--require-hashes" in message


def test_without_the_option_all_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, "foo", "") == []


def test_the_hash_can_be_that_of_a_constraint(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text(f"foo==1.0 {HASH}\n", encoding="utf-8")
    assert refused(tmp_path, "-c c.txt\nfoo==1.0") == []
    assert len(refused(tmp_path, "-c c.txt\nfoo==2.0")) == 1


def test_a_line_in_a_file_counts_since_0_12(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "--require-hashes\nfoo", "", uv="0.12.0")) == 1
    assert refused(tmp_path, "--require-hashes\nfoo", "", uv="0.11.33") == []


@pytest.mark.parametrize(
    ("setting", "words", "environ", "pinned"),
    [
        ("", "lock", {}, True),
        ("no-sources = true", "lock", {}, False),
        ("no-sources = true", "lock", {"UV_NO_SOURCES": "false"}, False),
        ("no-sources = false", "lock", {"UV_NO_SOURCES": "true"}, False),
        ('no-sources-package = ["Foo"]', "lock", {}, False),
        ('no-sources-package = ["bar"]', "lock", {}, True),
        ('no-sources-package = ["foo"]', "lock --no-sources-package bar", {}, False),
        ('no-sources = false\nno-sources-package = ["foo"]', "lock", {}, True),
    ],
)
def test_sources_that_do_not_count(
    setting: str, words: str, environ: dict[str, str], pinned: bool, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT.format(setting), encoding="utf-8")
    (foo,) = resolved(tmp_path, "", words, environ).wanted
    assert (foo.pinned is not None) is pinned
