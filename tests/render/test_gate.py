"""The gate finds a secret in every form it can leave in."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from indexdoctor.model.secret import Secret, watch
from indexdoctor.render import forms
from indexdoctor.render.gate import Gate, LeakError

CANARY = 'Can4ry/"é&<+ @:%41\\z'


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _mixed(text: str) -> str:
    return "".join(f"%{b:02x}" if i % 2 else quote(bytes([b])) for i, b in enumerate(text.encode()))


FORMS: dict[str, Callable[[str], str]] = {
    "raw": lambda s: s,
    "percent, all that must be": lambda s: quote(s, safe=""),
    "percent, slashes kept": quote,
    "percent, lower-case digits": lambda s: quote(s, safe="").lower().replace("can", "Can"),
    "percent, every byte": lambda s: "".join(f"%{b:02X}" for b in s.encode()),
    "percent, every byte, lower case": lambda s: "".join(f"%{b:02x}" for b in s.encode()),
    "percent, some bytes": _mixed,
    "form": quote_plus,
    "base64": _b64,
    "base64 with user name": lambda s: _b64(f"alice:{s}"),
    "base64, one byte before": lambda s: _b64(f"a{s}"),
    "base64, two bytes before": lambda s: _b64(f"ab{s}"),
    "base64 inside": lambda s: _b64(f"login abc password {s} more"),
    "base64url": lambda s: base64.urlsafe_b64encode(f"alice:{s}".encode()).decode().rstrip("="),
    "JSON": json.dumps,
    "JSON, not ASCII": lambda s: json.dumps(s, ensure_ascii=False),
    "JSON, escaped slash": lambda s: json.dumps(s).replace("/", "\\/"),
    "HTML": html.escape,
    "HTML, numbers": lambda s: "".join(f"&#{ord(c)};" for c in s),
    "HTML, hexadecimal": lambda s: "".join(f"&#x{ord(c):x};" for c in s),
    "HTML in JSON": lambda s: json.dumps(html.escape(s)),
    "percent in JSON": lambda s: json.dumps(quote(s, safe="")),
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "hexadecimal": lambda s: s.encode().hex(),
    "hexadecimal, capitals": lambda s: s.encode().hex().upper(),
    "UTF-16": lambda s: "".join(f"{c}\0" for c in s),
    "UTF-16, escaped": lambda s: json.dumps("".join(f"{c}\0" for c in s)),
    "UTF-16 in base64": lambda s: base64.b64encode(s.encode("utf-16-le")).decode(),
    "broken over lines": lambda s: s[:5] + "\n       " + s[5:],
    "colour inside": lambda s: s[:5] + "\x1b[31m" + s[5:],
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_found(form: str) -> None:
    gate = Gate({Secret(CANARY)})
    text = f"before {FORMS[form](CANARY)} after"
    with pytest.raises(LeakError) as caught:
        gate.check(text)
    assert CANARY not in str(caught.value)
    gate.check(f"before {FORMS[form]('An0ther/value of the k1nd')} after")


@pytest.mark.parametrize("form", FORMS)
@given(
    secret=st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=8, max_size=40),
    before=st.text(st.characters(codec="ascii"), max_size=7),
)
@example(secret="%%41%%zz", before="")
def test_each_form_of_any_secret_is_found(form: str, secret: str, before: str) -> None:
    assume(not forms.is_own_word(secret))
    if form in {"broken over lines", "colour inside"}:
        assume(secret == " ".join(secret.split()) and "\x1b" not in secret + before)
        assume(" " not in secret[4:6])
    if form.startswith("UTF-16"):
        assume("\0" not in secret)
    if "lower-case digits" in form:
        secret = secret.lower()
    text = f"{before.rstrip(chr(92)).rstrip('&%')} {FORMS[form](secret)}"
    assert Gate({Secret(secret)}).hits(text) == [Secret(secret)]


@given(st.text(st.characters(codec="ascii", categories=["Ll", "Nd", "P", "Zs"])))
def test_a_text_without_the_secret_passes(text: str) -> None:
    Gate({Secret("QQQQ-ÄÖÜ-WWWW")}).check(text)


def test_secrets_read_later_are_known_too() -> None:
    with watch() as known:
        gate = Gate(known)
        gate.check("the value is l8er-on")
        Secret("l8er-on")
        with pytest.raises(LeakError):
            gate.check("the value is l8er-on")


def test_the_empty_secret_is_nowhere() -> None:
    Gate({Secret("")}).check("anything : @ at all")


def test_a_mask_that_was_copied_is_no_secret() -> None:
    """Somebody pastes a URL from a log, with the asterisks; every report has them."""
    Gate({Secret("****"), Secret("********")}).check("https://alice:****@pypi.example/")


@pytest.mark.parametrize("secret", ["abc", "x", "password", "simple", "secret"])
def test_short_secrets_and_own_words_are_found_where_a_credential_stands(secret: str) -> None:
    gate = Gate({Secret(secret)})
    gate.check("error: the password of the secret store is not so simple, abc, x")
    for text in (
        f"https://alice:{secret}@myco.example/",
        f"https%3A%2F%2Falice%3A{secret}%40myco.example/",
        f"Authorization: Basic {_b64(f'alice:{secret}')}",
        f"export UV_INDEX_A_PASSWORD={secret}",
        f'"password={secret}"',
    ):
        with pytest.raises(LeakError):
            gate.check(text)


@pytest.mark.parametrize("secret", ["hunter2", "s3cret", "correcthorse", "Tr0ub4dor", "letmein"])
def test_usual_passwords_are_no_words_of_the_program(secret: str) -> None:
    assert not forms.is_own_word(secret)
    with pytest.raises(LeakError):
        Gate({Secret(secret)}).check(f"the server said {secret}")


def test_an_error_inside_the_gate_counts_as_a_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> list[str]:
        raise RuntimeError(f"cannot read {text}")

    monkeypatch.setattr(forms, "views", broken)
    with pytest.raises(LeakError) as caught:
        Gate({Secret("f4il-closed")}).check("a harmless text")
    assert caught.value.__cause__ is None
    assert "harmless" not in str(caught.value)


def test_undecodable_bytes_are_found_in_base64() -> None:
    raw = b"\xff\xfe-bytes\x80"
    secret = Secret(raw.decode("utf-8", "surrogateescape"))
    with pytest.raises(LeakError):
        Gate({secret}).check(base64.b64encode(b"alice:" + raw).decode())
