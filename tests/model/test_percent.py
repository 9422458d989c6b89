"""Percent sequences in user names and secrets."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address


@pytest.mark.parametrize(
    ("secret", "decoded"),
    [("p%40ss", "p@ss"), ("p%2540", "p%40"), ("100%", "100%"), ("%ff", "%ff"), ("plain", "plain")],
)
def test_a_secret_is_decoded_once(secret: str, decoded: str) -> None:
    assert Secret(secret).percent_decoded() == Secret(decoded)


@pytest.mark.parametrize(
    ("userinfo", "odd"),
    [
        ("ann:pa%35word", True),
        ("ann%2dx:pw", True),
        ("ann%40corp.example:p%2Fw", False),
        ("ann:100%25", False),
        ("ann:p@ss", False),
        ("ann", False),
    ],
)
def test_what_needs_no_encoding_is_odd_when_encoded(userinfo: str, odd: bool) -> None:
    address = parse_address(f"https://{userinfo}@host.example/")
    assert address.userinfo is not None
    assert address.userinfo.is_oddly_encoded is odd


@given(st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), min_size=1))
def test_what_is_encoded_for_a_url_is_never_odd(password: str) -> None:
    address = parse_address(f"https://ann:{quote(password, safe='')}@host.example/")
    assert address.userinfo is not None
    assert address.userinfo.is_oddly_encoded is False
    assert address.userinfo.password == Secret(password)
