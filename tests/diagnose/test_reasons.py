"""Which changes decide: on made-up versions that do what a few conditions say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indexdoctor.diagnose.outlook import Outlook
from indexdoctor.diagnose.reasons import Cause, Run, causes, smallest
from indexdoctor.model.comparison import Aspect, Line, Place
from indexdoctor.versions import Change, Uv, known

A, B, C = (Change(name, "0.7.0", "does not", "does", "measured: here") for name in "abc")
Acts = Mapping[str, Callable[[Uv], bool]]


def place(name: str) -> Place:
    return Place(Aspect.REQUESTS, name)


def decided(acts: Acts) -> dict[str, Cause]:
    """The causes when each of `acts` happens where its condition holds.

    They lead from a version with none of A, B, C to one with all. An act that begins with `?` needs
    an answer that is not known where A holds and B does not.
    """

    def look(uv: Uv) -> Run:
        uv = uv.watched()
        places = {place(n): (Line("does"),) for n, holds in acts.items() if holds(uv)}
        places[Place(Aspect.START)] = (Line("starts"),)
        lost = any(n.startswith("?") for n in acts) and A in uv and B not in uv
        view = None if lost else Outlook(uv.version, True, places)
        return Run(uv, frozenset(uv.asked or ()), view)

    found = causes(look(known("0.6.17")), look(known("0.7.0").turned(A, B, C)), look)
    return {cause.reason.name: cause for cause in found}


def test_the_one_change_that_decides_is_named() -> None:
    found = decided({"x": lambda uv: A in uv, "y": lambda uv: B in uv or B not in uv})
    assert list(found) == ["a"]
    assert found["a"].places == {place("x")}
    assert found["a"].reason.versions == ("0.7.0",)


def test_changes_that_decide_together_are_all_named() -> None:
    found = decided({"x": lambda uv: A in uv and B in uv})
    assert list(found) == ["a", "b"]
    assert found["a"].reason.together == ("b",)
    assert found["b"].reason.together == ("a",)


def test_each_place_has_its_own_change() -> None:
    found = decided({"x": lambda uv: A in uv, "y": lambda uv: B in uv})
    assert {name: cause.places for name, cause in found.items()} == {
        "a": {place("x")},
        "b": {place("y")},
    }
    assert found["a"].reason.together == ()


def test_where_each_of_two_would_do_both_are_named() -> None:
    found = decided(
        {"x": lambda uv: A in uv, "y": lambda uv: B in uv, "z": lambda uv: A in uv or B in uv}
    )
    assert {name: cause.places for name, cause in found.items()} == {
        "a": {place("x"), place("z")},
        "b": {place("y"), place("z")},
    }


def test_what_needs_an_unknown_answer_is_not_taken_for_a_cause_alone() -> None:
    found = decided({"?x": lambda uv: A in uv})
    assert sorted(found) == ["a", "b"]


def test_nothing_can_be_left_out_of_the_smallest_part() -> None:
    wanted = {"c", "h"}
    assert smallest(list("abcdefghij"), lambda kept: wanted <= set(kept)) == ["c", "h"]
    assert smallest(["a"], lambda kept: True) == []
