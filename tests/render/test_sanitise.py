from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.model.finding import Remedy
from indexdoctor.model.origin import Origin, OriginKind, Setting
from indexdoctor.model.secret import Secret
from indexdoctor.render.sanitise import clean, cleaned, map_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ~/.netrc:3", "plain ~/.netrc:3"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb\u2069c", "a\\u202eb\\u2069c"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("one\r\ntwo\tthree", "one two three"),
        ("no\u00a0break", "no break"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("half\ud800", "half\\ud800"),
        ("Zürich 日本", "Zürich 日本"),
        ("::error::x", "\\x3a:error::x"),
        ("a\n ::add-mask::x", "a  \\x3a:add-mask::x"),
        ("[::1]:80 ::1 a::b :: c", "[::1]:80 ::1 a::b :: c"),
        ("x ##[group]y", "x \\x23#[group]y"),
        ("###[group] ##vso[x]", "#\\x23#[group] \\x23#vso[x]"),
        ("## [a] #[b]", "## [a] #[b]"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(ANY_TEXT)
def test_cleaned_text_is_one_visible_line(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown
    assert all(unicodedata.category(c)[0] != "C" and c.isprintable() for c in shown)
    shown.encode("utf-8")


@given(ANY_TEXT)
def test_lines_are_kept_only_when_asked(text: str) -> None:
    shown = clean(text, keep_lines=True)
    assert shown.split("\n") == [clean(line) for line in text.replace("\r\n", "\n").split("\n")]


def test_every_string_is_reached_and_nothing_else() -> None:
    secret = Secret("x")
    value = (Setting(("a", {"k": "b"}, 3, b"c", None), Origin.env("V")), secret, OriginKind.FILE)
    setting, same, kind = map_text(value, lambda text: text + "!")
    assert setting.value == ("a!", {"k!": "b!"}, 3, b"c", None)
    assert setting.origin == Origin(OriginKind.ENV, "V!")
    assert same is secret
    assert kind is OriginKind.FILE


def test_a_command_keeps_its_lines() -> None:
    remedy = cleaned(Remedy("do\nthis", "one\ntwo\x1b"))
    assert remedy == Remedy("do this", "one\ntwo\\x1b")
