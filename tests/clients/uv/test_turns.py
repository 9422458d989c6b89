"""The order in which uv comes to packages."""

from __future__ import annotations

import pytest

from indexdoctor.clients.uv.turns import NotReachedError, Turns, is_exact
from indexdoctor.model.exchange import Flow, Wait
from indexdoctor.model.origin import Origin
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import Wanted


def _turns(*packages: tuple[str, str]) -> Turns:
    origin = Origin.default("test")
    return Turns.of(Wanted(n, Requirement(n, n, origin, specifier=s), ()) for n, s in packages)


def _is_there(flow: Flow[None]) -> bool:
    try:
        step = next(flow)
    except StopIteration:
        return True
    assert isinstance(step, Wait)
    return False


def test_exact_versions_come_first() -> None:
    assert _turns(("b", ""), ("a", "==1"), ("c", "")).left == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("specifier", "exact"),
    [("==1.0", True), (">=1,==1.0", True), (">=1", False), ("==1.*", False), ("", False)],
)
def test_what_is_exact(specifier: str, exact: bool) -> None:
    assert is_exact(specifier) is exact


def test_a_package_waits_for_those_before_it() -> None:
    turns = _turns(("a", ""), ("b", ""))
    assert _is_there(turns.wait("a"))
    assert not _is_there(turns.wait("b"))
    turns.end("a", lost=False)
    assert _is_there(turns.wait("b"))


def test_a_lost_package_ends_the_run_in_its_turn() -> None:
    turns = _turns(("a", ""), ("b", ""), ("c", ""))
    turns.end("b", lost=True)
    assert not _is_there(turns.wait("c"))
    turns.end("a", lost=False)
    with pytest.raises(NotReachedError):
        next(turns.wait("c"))
