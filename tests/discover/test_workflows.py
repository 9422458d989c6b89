"""Workflows of GitHub Actions: permissions, jobs that publish, and being called."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.discover.workflows import MAX_SIZE, read_workflow, read_workflows
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.workflow import Workflow

RELEASE = """\
name: "Release"   # a comment
"on":
  workflow_call:
    inputs: {}
permissions:
  contents: read

jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: uv build
  publish:
    needs: build
    environment:
      name: release
      url: https://host.example/foo
    permissions: {contents: read, id-token: write}
    steps:
      - uses: actions/checkout@v5
      - name: Publish
        run: |
          # uv publish is next
          uv publish --trusted-publishing always
"""


def read(text: str) -> Workflow:
    folder = Path("/work")
    path = folder / ".github" / "workflows" / "release.yml"
    return read_workflow(text, path, Surroundings(folder, {}))


def test_a_workflow() -> None:
    workflow = read(RELEASE)
    assert workflow.name == "release.yml"
    assert str(workflow.reusable) == ".github/workflows/release.yml:3"
    assert workflow.permissions is not None and not workflow.permissions.id_token
    build, publish = workflow.jobs
    assert (build.name, build.publishes) == ("build", None)
    assert workflow.allowed(build) is workflow.permissions
    assert publish.environment == "release"
    assert publish.permissions is not None and publish.permissions.id_token
    assert publish.permissions.origin.line == 18
    assert publish.publishes is not None and publish.publishes.line == 23


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("permissions: write-all", True),
        ("permissions: read-all", False),
        ("permissions: {}", False),
        ("permissions:\n  id-token: 'write'  # for PyPI", True),
        ("permissions:\n  id-token: read", False),
    ],
)
def test_permissions(text: str, given: bool) -> None:
    found = read(f"{text}\n").permissions
    assert found is not None and found.id_token is given


@pytest.mark.parametrize(
    ("text", "is_called"),
    [
        ("on: workflow_call", True),
        ("on: [push, workflow_call]", True),
        ("on: push", False),
        ("on:\n  push:\n    branches: [workflow_call]", False),
    ],
)
def test_who_may_call(text: str, is_called: bool) -> None:
    assert (read(f"{text}\n").reusable is not None) is is_called


def test_files_are_found_from_below_and_odd_ones_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "b.yml").write_text(RELEASE, encoding="utf-8")
    (folder / "a.yaml").write_text("on: push\n", encoding="utf-8")
    (folder / "notes.md").write_text("uv publish", encoding="utf-8")
    (folder / "large.yml").write_text("#" * (MAX_SIZE + 1), encoding="utf-8")
    (folder / "latin.yml").write_bytes(b"name: \xe9\n")
    inner = tmp_path / "packages" / "foo"
    inner.mkdir(parents=True)
    found = read_workflows(Surroundings(inner, {}))
    assert [workflow.name for workflow in found] == ["a.yaml", "b.yml"]
    (inner / ".git").mkdir()
    assert read_workflows(Surroundings(inner, {})) == (), "another repository"
    assert read_workflows(Surroundings(Path("/nowhere"), {})) == ()


@given(st.text(alphabet=" -:\n#\"'|>abon[]{}", max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read(text)
