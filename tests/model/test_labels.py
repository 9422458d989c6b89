from __future__ import annotations

from indexdoctor.model.labels import Labels
from indexdoctor.model.secret import Secret, watch


def test_equal_secrets_have_equal_labels() -> None:
    labels = Labels()
    shown = [labels.label(Secret(text)) for text in ("b", "a", "b", "", "c")]
    assert shown == ["secret #1", "secret #2", "secret #1", "empty secret", "secret #3"]
    assert labels.label(None) == ""


def test_a_watch_collects_what_is_made_while_it_runs() -> None:
    Secret("before")
    with watch() as outer:
        Secret("one")
        with watch() as inner:
            Secret("two")
        Secret("three")
    Secret("after")
    assert outer == {Secret("one"), Secret("two"), Secret("three")}
    assert inner == {Secret("two")}


def test_undecodable_bytes_can_be_compared() -> None:
    assert Secret("\udcff") == Secret("\udcff")
    assert Secret("\udcff") != Secret("\udcfe")
