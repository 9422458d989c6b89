"""The benchmarks run, at tiny sizes. What they measure is not asserted."""

from __future__ import annotations

from functools import partial

import pytest
from benchmarks import (
    __main__,
    large_file,
    large_log,
    one_more_version,
    round_trips,
    rules,
    startup,
)
from benchmarks.figure import Figure, table

from indexdoctor.diagnose.rules import of_settings


def test_start_up_is_measured() -> None:
    figures = list(startup.measure(rounds=1))
    assert [figure.name for figure in figures] == ["--version", "explain"]
    assert all(figure.value > 0 for figure in figures)


def test_rules_are_measured() -> None:
    (figure,) = rules.measure(rounds=1)
    assert f"to load {len(of_settings.RULES)} rules" in figure.basis
    assert figure.value > 0


def test_a_large_file_is_measured() -> None:
    time, memory = large_file.measure(lines=40)
    assert (time.unit, memory.unit) == ("s", "MB")
    assert memory.value > 5  # megabytes: less is no Python


def test_a_large_log_is_measured() -> None:
    time, memory = large_log.measure(megabytes=1)
    assert (time.unit, memory.unit) == ("s", "MB")
    assert memory.value > 5  # megabytes: less is no Python


def test_round_trips_are_measured() -> None:
    searched, pinned = round_trips.measure(indexes=2, latency=0.01, rounds=1)
    # One page of each index, the metadata of the last, and the probes behind them.
    assert "longest chain 4 x 10 ms" in searched.basis
    # Pinned, the two indexes are asked at the same time.
    assert "longest chain 3 x 10 ms" in pinned.basis
    # Five ways to ask for each page, and the metadata files.
    assert "for 11 requests" in searched.basis
    assert "for 12 requests" in pinned.basis


def test_the_table_says_what_is_over_its_limit() -> None:
    figures = [Figure("a", 1.0, 2.0, "s", "x"), Figure("longer", 3.0, 2.0, "s", "y")]
    assert table(figures).splitlines() == [
        "figure  value   limit  ratio        measured against",
        "a       1.00 s  2 s    0.50   ok    x",
        "longer  3.00 s  2 s    1.50   over  y",
    ]


def test_the_exit_code_says_that_a_limit_is_exceeded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value, code in ((1.0, 0), (2.5, 1)):
        figure = Figure("made up", value, 2.0, "s", "nothing")
        monkeypatch.setitem(__main__.BENCHMARKS, "startup", partial(iter, [figure]))
        assert __main__.main(["startup"]) == code
        assert "made up" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        __main__.main(["nothing"])


def test_one_more_version_is_measured() -> None:
    same, other = one_more_version.measure(indexes=2, latency=0.01, rounds=1)
    assert (same.name, other.name) == ("one more version: the same", "one more version: other")
    assert (same.unit, other.limit) == ("%", 10)
