from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import samples

from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address
from indexdoctor.render import forms
from indexdoctor.render.gate import Gate
from indexdoctor.render.redact import masked, patterns, url_text
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.sanitise import map_text
from indexdoctor.render.view import View

SECRET = "Wint3r-canary/99"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://alice:pw@host/simple", "https://alice:****@host/simple"),
        ("https://:pw@host/", "https://:****@host/"),
        ("https://alice@host/", "https://alice@host/"),
        ("see https://h/a?token=abc&format=json.", "see https://h/a?token=****&format=json."),
        ("Authorization: Basic YWxpY2U6cGFzc3dvcmQ=", "Authorization: Basic ****"),
        ("Bearer pypi-AgEIcHlwaS5vcmc", "Bearer ****"),
        ('Basic realm="pypi"', 'Basic realm="pypi"'),
        ("Bearer authentication is off", "Bearer authentication is off"),
        ("what? name=value", "what? name=value"),
    ],
)
def test_what_looks_like_a_credential_is_masked(text: str, shown: str) -> None:
    assert patterns(text) == shown


def test_values_in_the_query_of_a_url_are_masked() -> None:
    url = parse_address("https://files.example/a.whl?X-Sig=aa/bb&Expires=12#sha256=ab").url
    assert url_text(url) == "https://files.example/a.whl?X-Sig=****&Expires=****#sha256=ab"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"bad token {SECRET}.", "bad token ****."),
        ("token Wint3r-canary%2F99", "token ****"),
        ("token Wint3r%2dcanary%2f99", "token ****"),
        (
            f"got {base64.b64encode(f'alice:{SECRET}'.encode()).decode()} from you",
            "got **** from you",
        ),
        ("Wint3r-canary&#47;99 it was", "(**** hidden: it held a secret)"),
    ],
)
def test_an_echoed_secret_is_masked(text: str, shown: str) -> None:
    gate = Gate({Secret(SECRET)})
    assert masked(("kept", text), gate) == ("kept", shown)


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_full_of_echoes_passes_the_gate(name: str) -> None:
    gate = Gate({Secret(SECRET), Secret("pw"), Secret("password")})
    report = map_text(samples.check(), lambda text: f"{text} {SECRET} https://a:pw@b/")
    for width in (None, 60):
        text = renderer(name)(masked(report, gate), View(width=width, verbose=True))
        gate.check(text)
        assert "****" in text


@given(
    st.text(st.characters(codec="utf-8"), min_size=4, max_size=20),
    st.text(st.characters(codec="utf-8"), max_size=10),
    st.sampled_from(["{}", "x{}y", "a {} b {}", "%41{}", "https://u:{}@h/", "b64 {}"]),
)
def test_what_was_masked_passes_the_gate(secret: str, around: str, shape: str) -> None:
    gate = Gate({Secret(secret)})
    result = masked(around + shape.replace("{}", secret) + around, gate)
    if "****" not in secret and not forms.is_own_word(secret):
        assert gate.hits(result) == []
