"""A few of the examples that `python -m tests.fuzz --examples 50000` draws."""

from __future__ import annotations

import pytest
from tests.fuzz import run as fuzz


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_no_example_breaks(name: str) -> None:
    fuzz.run(name, 25)


def test_a_target_that_breaks_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    strategy, _ = fuzz.TARGETS["netrc"]

    def broken(content: bytes) -> None:
        if b"machine" in content:
            raise ValueError

    monkeypatch.setitem(fuzz.TARGETS, "broken", (strategy, broken))
    with pytest.raises(ValueError):
        fuzz.run("broken", 200)
