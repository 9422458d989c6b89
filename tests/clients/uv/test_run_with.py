"""`uv run --with`: an environment of its own, resolved after the project's."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.uv.commands import index_server, run

from indexdoctor.lab.changes.shared import project, table
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.site import Files, LabIndex, Package, fill

INDEX = LabIndex("/simple", (Package("foo"),), files=Files(path="/files"))
BASES = ("http://a.example",)
PROJECT = fill(project("foo", table("a", INDEX.path, "default = true"))[1], BASES)
LOCK = fill(uv_lock(INDEX, "foo"), BASES)


def pages(place: Path, words: str, **files: str) -> list[str]:
    """The packages whose pages are asked for, in order, and the files that are fetched."""
    given = {"pyproject.toml": PROJECT} | {n.replace("_", "."): text for n, text in files.items()}
    ran = run(place, f"uv run {words} python -c pass", index_server, given)
    urls = [request.url for request in ran.requests if request.method == "GET"]
    return list(dict.fromkeys(url.segments[-1].partition("-")[0] for url in urls))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("--with bar", ["foo", "bar"]),
        ("--with foo", ["foo"]),
        ("--no-project --with bar", ["bar"]),
        ("--no-sync --with bar", ["bar"]),
        ("--no-sync", []),
        ("--no-project", []),
    ],
)
def test_what_is_asked_for(words: str, asked: list[str], tmp_path: Path) -> None:
    assert pages(tmp_path, words) == asked


def test_a_lock_does_not_spare_what_is_added(tmp_path: Path) -> None:
    assert pages(tmp_path, "--frozen --with bar", uv_lock=LOCK) == ["foo", "bar"]


def test_nothing_is_added_to_a_project_that_fails(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT.replace('"foo"', '"foo>2"')}
    ran = run(tmp_path, "uv run --with bar python", index_server, files)
    assert not any("bar" in sent for sent in ran.sent)
    assert "bar" in [wanted.name for wanted in ran.resolution.wanted if wanted.apart]
