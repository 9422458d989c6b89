"""Each change of the table, shown by the real uv at its very releases and followed by the model."""

from __future__ import annotations

import pytest
from tests.conformance import show
from tests.conformance.compare import by_url, difference, same
from tests.conformance.direct import run_direct
from tests.conformance.real import RealUv, Run, real_uv, run_uv
from tests.conformance.releases import RELEASES, release

from indexdoctor.lab.changes import scenes
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.versions import Change
from indexdoctor.versions.uv import changes

CHANGES = tuple(changes())


def edges(change: Change) -> list[tuple[str, str]]:
    """The pairs of neighbouring releases between which the change comes, or goes again."""
    found = [change.since] if change.until is None else [change.since, change.until]
    return [(RELEASES[RELEASES.index(version) - 1], version) for version in found]


EDGES = [(change, *edge) for change in CHANGES for edge in edges(change)]


def _runs(staged: Staged, version: str) -> tuple[Run, Run]:
    with real_uv(release(version)) as uv:
        return _settled(staged, uv), run_direct(staged, version)


def _settled(staged: Staged, uv: RealUv) -> Run:
    """A run that uv repeats: requests can race, and cached answers age by the second."""
    run = run_uv(staged, uv)
    for _ in range(5):
        again = run_uv(staged, uv)
        if same(run, again):
            return run
        run = again
    raise AssertionError("uv does something else each time")


def _did(run: Run) -> tuple[object, ...]:
    return by_url(run.requests), sorted(run.keyring)


@pytest.mark.parametrize(
    ("change", "before", "since"),
    EDGES,
    ids=[f"{change.name}-{since}" for change, _, since in EDGES],
)
def test_the_real_uv_changed_there_and_the_model_with_it(
    change: Change, before: str, since: str
) -> None:
    with stage(scenes()[change]) as staged:
        runs = [(version, *_runs(staged, version)) for version in (before, since)]
        bases = staged.server.bases
        for version, real, model in runs:
            told = f"uv {version}\n{difference(real, model, bases)}\n{real.stderr}\n{model.stderr}"
            assert same(real, model), show.shorten(told, bases)
        assert _did(runs[0][1]) != _did(runs[1][1]), runs[1][1].stderr


def test_names_are_unique() -> None:
    names = [change.name for change in CHANGES]
    assert len(names) == len(set(names))


def test_every_change_has_its_scene_and_every_scene_its_change() -> None:
    assert set(scenes()) == set(CHANGES)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_row_can_be_read(change: Change) -> None:
    for text in (change.before, change.now):
        assert text[0].islower()
        assert not text.endswith(".")
    assert change.since in RELEASES
    assert change.until is None or RELEASES.index(change.until) > RELEASES.index(change.since)
    assert change.source.startswith(("https://github.com/astral-sh/uv/", "measured: "))
