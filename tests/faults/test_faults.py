"""200 healthy worlds without a finding, and 200 with one fault each, every one of them named.

`python -m tests.faults --worlds N --seed S` draws as many others as wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conformance.real import RealUv, default_uv, real_uv
from tests.faults import verdicts
from tests.faults.catalogue import FAULTS, faulty
from tests.faults.draw import healthy
from tests.faults.play import play, run_real

SEED = 1
WORLDS = 200
_PART = 10  # worlds a test
_PARTS = [range(at, at + _PART) for at in range(0, WORLDS, _PART)]
_SAMPLE = range(0, WORLDS, 17)  # of both kinds, played by the real uv too


@pytest.fixture(scope="module")
def uv() -> Iterator[RealUv]:
    with real_uv(default_uv()) as uv:
        yield uv


@pytest.mark.parametrize("numbers", _PARTS, ids=str)
def test_healthy_worlds_are_called_healthy(numbers: range) -> None:
    worlds = [healthy(SEED, number) for number in numbers]
    assert [text for world in worlds if (text := verdicts.of_healthy(world, play(world)))] == []


@pytest.mark.parametrize("numbers", _PARTS, ids=str)
def test_every_fault_is_named(numbers: range) -> None:
    worlds = [faulty(SEED, number) for number in numbers]
    wrong = (verdicts.of_faulty(each, play(each.world)) for each in worlds)
    assert [text for text in wrong if text] == []


def test_all_faults_are_drawn() -> None:
    names = {faulty(SEED, number).fault.name for number in range(WORLDS)}
    assert names == {fault.name for fault in FAULTS}
    assert len(names) == len(FAULTS) >= 30


@pytest.mark.parametrize("number", _SAMPLE)
def test_the_real_uv_works_in_healthy_worlds(number: int, uv: RealUv) -> None:
    for done in run_real(healthy(SEED, number), uv):
        assert done.exit == 0, done.stderr


@pytest.mark.parametrize("number", _SAMPLE)
def test_the_real_uv_fails_in_faulty_worlds(number: int, uv: RealUv) -> None:
    each = faulty(SEED, number)
    exits = {done.exit for done in run_real(each.world, uv)}
    assert (exits != {0}) is each.fault.fails, each.fault.name


def test_the_uv_is_the_one_the_worlds_are_about(uv: RealUv, real_uv: Path) -> None:
    assert uv.binary == real_uv
    assert healthy(SEED, 0).uv == uv.version
