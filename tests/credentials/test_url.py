"""User information of URLs for reading, against the real uv."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credentials.real_uv import refusing_server, run_uv, sent

from indexdoctor.credentials import url
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import UrlError, parse_address

ORIGIN = Origin.option("--default-index")


@pytest.mark.parametrize(
    "userinfo",
    [
        "a:b",
        "a%40b:p%24w",
        "a:p%3Aw",
        ":token",
        "ü:é",
        "a%20b: c",
        "a:b:c",
        "a:%25",
        "a:%",
        "a+b:c",
    ],
)
def test_the_real_uv_decodes_alike(tmp_path: Path, userinfo: str) -> None:
    with refusing_server() as server:
        text = server.url.replace("//", f"//{userinfo}@")
        credential = url.from_address(parse_address(text), ORIGIN)
        assert credential is not None
        run_uv(tmp_path, text)
        assert server.take() == [sent(credential)]


@pytest.mark.parametrize("userinfo", ["a:", "a"])
def test_an_empty_password_is_none(tmp_path: Path, userinfo: str) -> None:
    address = parse_address(f"https://{userinfo}@h/")
    credential = url.from_address(address, ORIGIN)
    assert credential is not None
    assert (credential.username, credential.secret) == ("a", None)
    assert credential.scope == address.url


@pytest.mark.parametrize("userinfo", ["a:%FF", "%FF:a"])
def test_what_is_not_utf8_is_a_problem_and_no_request(tmp_path: Path, userinfo: str) -> None:
    with refusing_server() as server:
        text = server.url.replace("//", f"//{userinfo}@")
        assert url.from_address(parse_address(text), ORIGIN) is None
        problem = url.problem(parse_address(text), ORIGIN)
        assert problem is not None
        assert problem.fatal
        assert run_uv(tmp_path, text).returncode != 0
        assert server.take() == []


def test_states() -> None:
    assert url.asked(parse_address("https://h"), ORIGIN).state == "absent"
    assert url.asked(parse_address("https://@h"), ORIGIN).state == "absent"
    assert url.asked(parse_address("https://%FF@h"), ORIGIN).state == "failed"
    found = url.asked(parse_address("https://a:b@h"), ORIGIN)
    assert found.credential is not None
    assert found.credential.secret == Secret("b")
    assert url.problem(parse_address("https://a:b@h"), ORIGIN) is None


@given(st.text())
def test_any_user_information_is_read(text: str) -> None:
    try:
        address = parse_address(f"https://{text}@h/")
    except UrlError:
        return
    state = url.asked(address, ORIGIN).state
    assert (url.from_address(address, ORIGIN) is not None) is (state == "found")
    assert (url.problem(address, ORIGIN) is not None) is (state == "failed")
    url.publish_userinfo(address)
