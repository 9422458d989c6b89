"""The walking order of uv's index set, against orders seen with uv 0.13.8 on x86-64."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.model.hash_order import fx_hash, set_order


def test_hash_of_fields_depends_on_their_order() -> None:
    assert fx_hash(["a", "b", 1]) != fx_hash(["b", "a", 1])
    assert fx_hash(["ab", "c"]) != fx_hash(["a", "bc"])


def test_order_follows_the_buckets() -> None:
    assert set_order([("a", 3), ("b", 0), ("c", 1)]) == ["b", "c", "a"]


def test_collisions_go_to_the_next_bucket_and_wrap() -> None:
    assert set_order([("a", 3), ("b", 3), ("c", 3)]) == ["b", "c", "a"]


def test_a_fourth_entry_grows_the_table() -> None:
    assert set_order([("a", 4), ("b", 1), ("c", 2), ("d", 3)]) == ["b", "c", "d", "a"]


def test_an_entry_met_again_can_still_grow_the_table() -> None:
    # With three of four buckets taken, room is made before the look-up finds the duplicate.
    items = [("a", 4), ("b", 1), ("c", 2)]
    assert set_order(items) == ["a", "b", "c"]
    assert set_order([*items, ("a", 4)]) == ["b", "c", "a"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2**64 - 1)), max_size=40))
def test_order_keeps_every_distinct_entry_once(items: list[tuple[int, int]]) -> None:
    distinct = dict.fromkeys(items)
    assert sorted(set_order(items)) == sorted(item for item, _ in distinct)
