"""Records behave as the frozen dataclasses they stand in for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, Generic, TypeVar

import pytest

from indexdoctor.records import record

T = TypeVar("T")


@record
class Pair(Generic[T]):
    left: T
    right: str = "r"
    aside: str = field(default="", compare=False)
    hidden: str = field(default="", repr=False)


@record
class Single:
    only: tuple[float, ...]


@record
class Nothing:
    pass


@record
class Own:
    name: str

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "own"


@record
class More(Single):
    further: int = 0


@dataclass(frozen=True, slots=True)
class Like:
    left: int
    right: str = "r"
    aside: str = field(default="", compare=False)
    hidden: str = field(default="", repr=False)


@pytest.mark.parametrize("make", [Pair, Like])
def test_equality_hash_and_text_follow_the_fields(make: Callable[..., Any]) -> None:
    one = make(1, hidden="h")
    assert one == make(1, aside="a", hidden="h")
    assert hash(one) == hash(make(1, aside="a", hidden="h"))
    assert one != make(1)
    assert one != make(2, hidden="h")
    assert one != (1, "r", "h")
    assert repr(one) == f"{make.__name__}(left=1, right='r', aside='')"


def test_the_hash_is_that_of_the_dataclass() -> None:
    assert hash(Pair(1)) == hash(Like(1))
    assert hash(Single((1.0,))) == hash(((1.0,),))
    assert hash(Nothing()) == hash(())


def test_records_without_fields_or_with_one() -> None:
    nan = float("nan")
    assert Single((nan,)) == Single((nan,))
    assert Single((1.0,)) != Single((2.0,))
    assert Nothing() == Nothing()
    assert (repr(Single((1.0,))), repr(Nothing())) == ("Single(only=(1.0,))", "Nothing()")


def test_other_classes_are_never_equal() -> None:
    assert More((1.0,)) != Single((1.0,))
    assert More((1.0,), 2) == More((1.0,), 2)
    assert repr(More((1.0,))) == "More(only=(1.0,), further=0)"


def test_methods_of_the_class_are_kept() -> None:
    assert (hash(Own("a")), repr(Own("a"))) == (7, "own")
    assert Own("a") == Own("a") != Own("b")


def test_what_the_dataclasses_module_offers_applies() -> None:
    changed = replace(Pair(1), left=2)
    assert (changed, [each.name for each in fields(changed)]) == (
        Pair(2),
        ["left", "right", "aside", "hidden"],
    )
    match Pair(1, "x"):
        case Pair(left, right):
            assert (left, right) == (1, "x")


def test_there_are_no_other_attributes() -> None:
    assert not hasattr(Pair(1), "__dict__")
    with pytest.raises(AttributeError):
        object.__setattr__(Pair(1), "other", 2)
