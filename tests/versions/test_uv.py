"""Versions as they are written."""

from __future__ import annotations

import pytest

from indexdoctor.versions import NEWEST, OLDEST, known, search
from indexdoctor.versions.change import release


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0.7.14", (0, 7, 14)), ("0.7", (0, 7, 0)), ("1", (1, 0, 0)), ("0.7.0rc1", (0, 7, 0))],
)
def test_a_version_has_three_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert release(text) == numbers


@pytest.mark.parametrize("text", ["", "x", "v0.7.0", "latest"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no version of uv"):
        known(text)


def test_a_short_version_is_the_first_of_its_kind() -> None:
    assert search.REFUSAL_ENDS_SEARCH in known("0.7")
    assert known("0.7").held == known("0.7.0").held
    assert known("0.7").reaches("0.7.0")


@pytest.mark.parametrize(("text", "like"), [("99.1", NEWEST), ("0.5.31", OLDEST)])
def test_what_is_not_known_is_taken_for_the_nearest(text: str, like: str) -> None:
    assert (known(text).version, known(text).like) == (text, like)
    assert known(text).held == known(like).held
