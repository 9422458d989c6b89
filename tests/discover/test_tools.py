"""What the commands of the user's own read: `uv tool install`, `uv tool run`, `uvx`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.uv.commands import find

from indexdoctor.clients.uv.gathering import gather
from indexdoctor.discover.tools import newest_wanted

FILES = {
    "uv.toml": 'index-url = "http://project.example/simple"\n',
    "pyproject.toml": '[project]\nname = "p"\nversion = "1"\ndependencies = ["other"]\n',
    ".config/uv/uv.toml": 'index-url = "http://user.example/simple"\n',
    "with.txt": "--extra-index-url http://file.example/simple\n--no-index\nthird\n",
}


@pytest.mark.parametrize(
    ("words", "requirement", "newest"),
    [
        ("uvx ruff", "ruff", None),
        ("uvx Ruff@0.6", "Ruff==0.6", None),
        ("uvx ruff@latest", "ruff", "ruff"),
        ("uvx Ruff_x[a]@latest", "Ruff_x[a]", "ruff-x"),
        ("uvx --from ruff>=1 other@latest", "ruff>=1", None),
        ("uvx --from ruff@latest other", "ruff", "ruff"),
        ("uv tool install ruff --from ruff==1", "ruff==1", None),
    ],
)
def test_the_package_of_a_tool(
    words: str, requirement: str, newest: str | None, tmp_path: Path
) -> None:
    found = find(tmp_path, words)
    assert [one.text for one in found.requirements.requirements] == [requirement]
    assert newest_wanted(found.command) == newest


def test_the_projects_files_do_not_count(tmp_path: Path) -> None:
    words = "uvx --with second --with-requirements with.txt ruff"
    found = find(tmp_path, words, FILES)
    assert [one.name for one in found.requirements.requirements] == ["ruff", "second", "third"]
    (index,) = gather(found).indexes
    assert str(index.url) == "http://user.example/simple"
    assert not gather(found).no_index
    (unread,) = found.unread
    assert unread.path == tmp_path / "uv.toml"
    assert found.project is None
    (option,) = found.requirements.index_options
    assert option.ignored is not None
