"""What a command would ask for and of which indexes, before any request; seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import find

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.model.resolution import Resolution
from indexdoctor.versions import NEWEST

PROJECT = (
    '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
    'dependencies = ["foo>=1", "bar"]\n'
)
INDEXES = (
    '[[tool.uv.index]]\nname = "corp"\nurl = "http://corp/simple"\nexplicit = true\n'
    '[[tool.uv.index]]\nname = "end"\nurl = "http://end/simple"\ndefault = true\n'
)
PINNED = f'{PROJECT}{INDEXES}[tool.uv.sources]\nbar = {{ index = "corp" }}\n'


def settled(place: Path, command: str = "lock", project: str = PINNED, **files: str) -> Resolution:
    written: Mapping[str, str | bytes] = {"pyproject.toml": project, **files}
    return resolve(find(place, command, written))


def indexes(resolution: Resolution) -> dict[str, list[str]]:
    return {
        wanted.name: [row.index.label for row in wanted.indexes] for wanted in resolution.wanted
    }


def test_a_pin_chooses_its_index_alone(tmp_path: Path) -> None:
    resolution = settled(tmp_path)
    assert indexes(resolution) == {"foo": ["end"], "bar": ["corp"]}
    assert {wanted.name: wanted.pinned is not None for wanted in resolution.wanted} == {
        "foo": False,
        "bar": True,
    }
    assert resolution.problems == ()
    assert (resolution.client, resolution.version) == ("uv", NEWEST)


def test_no_sources_takes_pins_away(tmp_path: Path) -> None:
    assert indexes(settled(tmp_path, "lock --no-sources"))["bar"] == ["end"]


def test_a_pin_to_an_index_nobody_declares(tmp_path: Path) -> None:
    resolution = settled(tmp_path, project=PINNED.replace('"corp" }', '"nowhere" }'))
    (problem,) = resolution.problems
    assert "pinned to the index `nowhere`" in problem.message
    assert problem.late, "uv finds it out after it has read the find-links pages"
    assert indexes(resolution)["bar"] == []


def test_a_pin_wins_over_a_direct_url(tmp_path: Path) -> None:
    project = PINNED.replace('"bar"]', '"bar @ http://files/bar-1.0-py3-none-any.whl"]')
    bar = next(wanted for wanted in settled(tmp_path, project=project).wanted if wanted.pinned)
    assert bar.name == "bar"
    assert (bar.requirement.url, bar.requirement.specifier) == (None, "")


def test_packages_can_be_picked(tmp_path: Path) -> None:
    found = find(tmp_path, "lock", {"pyproject.toml": PINNED})
    assert indexes(resolve(found, ["Foo", "other"])) == {"foo": ["end"], "other": ["end"]}


def test_more_packages_than_the_limit_are_named(tmp_path: Path) -> None:
    names = [f"pkg{number}" for number in range(30)]
    found = find(tmp_path, "pip compile r.in", {"r.in": "\n".join(names)})
    resolution = resolve(found)
    assert [wanted.name for wanted in resolution.wanted] == names[:25]
    assert resolution.left_out == tuple(names[25:])
    assert resolve(found, limit=2).left_out == tuple(names[2:])


@pytest.mark.parametrize("option", ["--frozen", "--locked"])
def test_a_lock_that_is_needed_and_missing(option: str, tmp_path: Path) -> None:
    (problem,) = settled(tmp_path, f"sync {option}").problems
    assert problem.message == f"there is no uv.lock, which {option} needs"
    assert problem.fatal


def test_requirements_of_one_package_are_one_question(tmp_path: Path) -> None:
    files: Mapping[str, str | bytes] = {"r.in": "Foo>=1\nfoo<2\n", "c.txt": "foo!=1.5\n"}
    resolution = resolve(find(tmp_path, "pip compile r.in -c c.txt", files))
    (wanted,) = resolution.wanted
    assert (wanted.name, wanted.requirement.specifier) == ("foo", ">=1,<2,!=1.5")
