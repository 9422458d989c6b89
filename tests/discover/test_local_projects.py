"""Projects that are named by their path."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.discover.local_projects import local_projects
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.model.origin import Origin
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.surroundings import Surroundings

PROJECT = """\
[project]
name = "App"
version = "1"
dependencies = ["foo"]

[project.optional-dependencies]
one = ["bar"]
all = ["app[one]", "qux"]

[[tool.uv.index]]
name = "own"
url = "http://host/own/simple"
"""


def required(folder: Path, text: str) -> list[list[str | None]]:
    surroundings = Surroundings(folder, {})
    requirement = parse_requirement(text, Origin.option("."), surroundings)
    assert isinstance(requirement, Requirement)
    return [
        [r.name for r in table.requirements]
        for table, _ in local_projects([requirement], surroundings)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".", [["foo"]]),
        ("./", [["foo"]]),
        (".[one]", [["foo", "bar"]]),
        (".[ALL]", [["foo", "qux", "bar"]]),
        ("app @ .", [["foo"]]),
        ("./none", []),
        ("foo", []),
    ],
)
def test_what_a_project_requires(text: str, expected: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    assert required(tmp_path, text) == expected


def test_a_file_url_names_one_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    assert required(tmp_path, f"app[one] @ {tmp_path.as_uri()}") == [["foo", "bar"]]


def test_without_a_name_it_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[build-system]\nrequires = []\n", encoding="utf-8")
    assert required(tmp_path, ".") == []
