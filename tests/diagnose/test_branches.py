"""The branches of `explain`: what each answer leads to, taken from what the model yields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.diagnose.builders import PRIVATE, UPLOAD, make_case, make_index, make_row, url

from indexdoctor.clients.uv import Session, resolve
from indexdoctor.diagnose.assemble import report
from indexdoctor.diagnose.branches import publish_branches, read_branches
from indexdoctor.discover.gather import discover
from indexdoctor.model.command import Command, CommandKind, Options
from indexdoctor.model.config import ConfigFile, ConfigScope
from indexdoctor.model.credential import KeyringQuestion
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Ask, Flow, Request, Response, Role, Send
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.report import Branch, Client
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.surroundings import Surroundings


class Asking:
    """A client model that asks the keyring after each answer that is not 200."""

    def __init__(self, resolution: Resolution, discovered: Discovered) -> None:
        self.package = resolution.wanted[0].name

    def phases(self) -> Iterator[Sequence[Flow[tuple[Conclusion, ...]]]]:
        yield [self.flow()]

    def flow(self) -> Flow[tuple[Conclusion, ...]]:
        request = Request("GET", url(PRIVATE).child(self.package), Role.PAGE, asked_for="private")
        answer = yield Send(replace(request, why="nothing is known"))
        assert isinstance(answer, Response)
        if answer.status == 200:
            return (Conclusion(self.package, Ending.FOUND, Role.PAGE, "private", "found"),)
        yield Ask(KeyringQuestion("host.example", "ci"))
        return (Conclusion(self.package, Ending.FAILED, Role.PAGE, "private", "refused"),)


class Endless(Asking):
    """A model that never ends."""

    def flow(self) -> Flow[tuple[Conclusion, ...]]:
        while True:
            yield Send(Request("GET", url(PRIVATE), Role.PAGE, asked_for="private"))


def test_steps_are_what_the_model_yields() -> None:
    case = make_case(make_row())
    branches = read_branches(case.resolution, case.discovered, make_row(), Asking)
    assert [branch.status for branch in branches] == [200, 401, 403, 404]
    get = "GET .../simple/foo/ with no credential (nothing is known)"
    assert branches[0].steps == (get, "found: found")
    assert branches[1].steps == (
        get,
        "keyring get host.example ci (not asked offline)",
        "failed: refused",
    )


def test_an_endless_model_is_cut_off() -> None:
    case = make_case(make_row())
    branches = read_branches(case.resolution, case.discovered, make_row(), Endless)
    assert [len(branch.steps) for branch in branches] == [1, 1, 1, 1]


def test_an_index_that_no_package_may_be_asked_of_gets_a_stand_in() -> None:
    case = make_case(make_row(), packages=())
    branches = read_branches(case.resolution, case.discovered, make_row(), Asking)
    assert branches[0].steps[0].startswith("GET .../simple/package/ ")


def found_project(tmp_path: Path, policy: Policy, command: Command) -> Discovered:
    (tmp_path / ".netrc").write_text("machine host.example login alice password wonder\n")
    index = make_index(policy=policy, publish_url=UPLOAD)
    path = tmp_path / "pyproject.toml"
    requirement = Requirement("foo", "foo==2.5", Origin.file("pyproject.toml", 4), "==2.5")
    return Discovered(
        Surroundings(tmp_path, {"HOME": str(tmp_path)}),
        command,
        config=(ConfigFile(path, ConfigScope.PROJECT, True, indexes=(index,)),),
        project=ProjectTable(path, "mine", "1.0", requirements=(requirement,)),
    )


def by_status(branches: Sequence[Branch]) -> dict[int, tuple[str, ...]]:
    return {branch.status: branch.steps for branch in branches}


def test_the_model_of_uv_under_policy_auto(tmp_path: Path) -> None:
    found = found_project(tmp_path, Policy.AUTO, Command(CommandKind.LOCK))
    resolution = resolve(found)
    steps = by_status(read_branches(resolution, found, resolution.rows[0], Session))
    assert all("with no credential" in steps[status][0] for status in steps)
    assert "netrc (~/.netrc:1) alice" not in " ".join(steps[200])
    assert "foo-2.5-py3-none-any.whl" in steps[200][1]
    for status in (401, 403):
        assert "netrc" in steps[status][1]
        assert steps[status][-1].startswith("stopped: ")
    assert "netrc" in steps[404][1]
    assert any(step.startswith("goes on to ") for step in steps[404])


def test_what_the_build_of_the_project_needs_is_there(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling>=2"]\n[project]\nname = "mine"\nversion = "1"\n'
        'requires-python = ">=3.8"\ndependencies = ["foo"]\n'
        '[[tool.uv.index]]\nurl = "http://host.example/simple"\ndefault = true\n'
    )
    surroundings = Surroundings(tmp_path, {"HOME": str(tmp_path)})
    found = discover(surroundings, Command(CommandKind.SYNC))
    resolution = resolve(found)
    steps = by_status(read_branches(resolution, found, resolution.rows[0], Session))
    told = " ".join(steps[200])
    assert "/simple/hatchling/" in told
    assert "hatchling-2-py3-none-any.whl" in told
    assert "failed" not in told


def test_the_model_of_uv_under_policy_always(tmp_path: Path) -> None:
    found = found_project(tmp_path, Policy.ALWAYS, Command(CommandKind.LOCK))
    resolution = resolve(found)
    steps = by_status(read_branches(resolution, found, resolution.rows[0], Session))
    assert all("with netrc" in steps[status][0] for status in steps)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_check_does_not_stop_the_upload(tmp_path: Path, status: int) -> None:
    options = {
        name: (Stated(value, Origin.option(f"--{name}")),)
        for name, value in (("index", "private"), ("username", "ci"), ("password", "pw"))
    }
    found = found_project(tmp_path, Policy.AUTO, Command(CommandKind.PUBLISH, Options(options)))
    resolution = resolve(found)
    steps = by_status(publish_branches(resolution, found, Role.CHECK, Session))[status]
    assert any(step.startswith("goes on: POST ") for step in steps)
    assert steps[-1].startswith("uploads: ")
    upload = by_status(publish_branches(resolution, found, Role.UPLOAD, Session))[status]
    assert any(step.startswith("refused: ") for step in upload)


def test_explain_fills_branches_for_each_column(tmp_path: Path) -> None:
    options = {
        name: (Stated(value, Origin.option(f"--{name}")),)
        for name, value in (("index", "private"), ("username", "ci"), ("password", "pw"))
    }
    found = found_project(tmp_path, Policy.AUTO, Command(CommandKind.PUBLISH, Options(options)))
    answer = report(
        found, resolve(found), None, "explain", client=Client("uv", "0.13.8", "assumed", "publish")
    )
    (subject,) = answer.subjects
    assert [(b.role, b.status) for b in subject.branches] == [
        (role, status) for role in ("check", "publish") for status in (200, 401, 403, 404)
    ]
    assert "pw" not in repr(answer)
