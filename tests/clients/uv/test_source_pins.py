"""The index pins of a source distribution's own pyproject.toml."""

from __future__ import annotations

import tomllib

import pytest

from indexdoctor.clients.uv.endings import SearchError
from indexdoctor.clients.uv.source_pins import own_indexes, own_pins, pinned_row
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions import newest

PROJECT = '[project]\nname = "pkg"\nversion = "1"\n'
INDEX = '[[tool.uv.index]]\nname = "own"\nurl = "http://host/own/simple"\n'


def row(text: str, package: str = "tool") -> IndexRow | None:
    document = tomllib.loads(text)
    return pinned_row(tuple(own_pins(document)), tuple(own_indexes(document)), package, newest())


def test_an_index_that_it_declares_is_asked() -> None:
    found = row(f'{PROJECT}[tool.uv.sources]\nTool = {{ index = "own" }}\n{INDEX}')
    assert found is not None
    assert str(found.index.url) == "http://host/own/simple"
    assert str(found.root) == "http://host/own"


def test_another_package_is_free() -> None:
    assert row(f'{PROJECT}[tool.uv.sources]\nother = {{ index = "own" }}\n{INDEX}') is None


def test_without_a_project_table_no_source_counts() -> None:
    assert row(f'[tool.uv.sources]\ntool = {{ index = "own" }}\n{INDEX}') is None


def test_an_index_that_nobody_declares_is_an_error() -> None:
    with pytest.raises(SearchError, match="`corp`"):
        row(f'{PROJECT}[tool.uv.sources]\ntool = {{ index = "corp" }}\n{INDEX}')


def test_so_is_one_for_other_machines_alone() -> None:
    pin = "{ index = 'corp', marker = \"sys_platform == 'nowhere'\" }"
    with pytest.raises(SearchError, match="`corp`"):
        row(f"{PROJECT}[tool.uv.sources]\ntool = [{pin}]\n{INDEX}")


def test_the_marker_that_holds_here_decides() -> None:
    nowhere = "{ index = 'own', marker = \"sys_platform == 'nowhere'\" }"
    assert row(f"{PROJECT}[tool.uv.sources]\ntool = [{nowhere}]\n{INDEX}") is None


@pytest.mark.parametrize("line", ("sources = 1", "index = 1", "index = [{ name = 1 }]"))
def test_what_is_not_as_it_should_be_pins_nothing(line: str) -> None:
    assert row(f"{PROJECT}[tool.uv]\n{line}\n") is None
