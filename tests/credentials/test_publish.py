"""Options and variables for publishing, against the real `uv publish`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.credentials.real_uv import publish as uv_publish
from tests.credentials.real_uv import refusing_server, sent

from indexdoctor.credentials import publish, url
from indexdoctor.model.command import Options
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address


def options(given: dict[str, str], where: str) -> Options:
    def origin(name: str) -> Origin:
        if where == "env":
            return Origin.env(f"UV_PUBLISH_{name.upper()}")
        return Origin.option(f"--{name}")

    return Options({name: (Stated(value, origin(name)),) for name, value in given.items()})


@pytest.mark.parametrize(
    ("command", "environment", "accepted"),
    [
        ({"username": "a", "password": "b"}, {}, True),
        ({}, {"username": "a", "password": "b"}, True),
        ({"username": "x"}, {"username": "a", "password": "b"}, True),
        ({"token": "t"}, {}, True),
        ({"token": "t"}, {"token": "other"}, True),
        ({"token": "t"}, {"username": "a"}, False),
        ({"username": "a"}, {"token": "t"}, False),
        ({}, {"username": "", "password": "", "token": "t"}, False),
        ({}, {"token": ""}, True),
        ({}, {"username": "", "password": "b"}, True),
        ({}, {"username": "", "password": ""}, True),
        ({}, {"password": "b"}, False),
        ({"username": "u"}, {"password": ""}, True),
        ({"username": "u"}, {}, True),
    ],
)
def test_the_real_uv_sends_what_is_given(
    tmp_path: Path, command: dict[str, str], environment: dict[str, str], accepted: bool
) -> None:
    given = publish.publish_options(options(command, "option"), options(environment, "env"))
    credential = given.credential()
    with refusing_server() as server:
        words = [word for name, value in command.items() for word in (f"--{name}", value)]
        environ = {f"UV_PUBLISH_{name.upper()}": value for name, value in environment.items()}
        words += ["--trusted-publishing", "never"]
        uv_publish(tmp_path, f"http://127.0.0.1:{server.port}/legacy/", *words, environ=environ)
        seen = server.take()
    assert credential is not None
    refused = bool(given.beside_token) or (credential.username is None)
    assert refused is not accepted
    assert seen == ([sent(credential)] if accepted else [])


@pytest.mark.parametrize("userinfo", ["a%40b:p%24w", "a:", "a", "ü:é", "a b:c"])
def test_the_real_uv_does_not_decode_the_publish_url(tmp_path: Path, userinfo: str) -> None:
    with refusing_server() as server:
        text = f"http://{userinfo}@127.0.0.1:{server.port}/legacy/"
        uv_publish(tmp_path, text, "--trusted-publishing", "never")
        written = url.publish_userinfo(parse_address(text))
        credential = Credential(Source.URL, Origin.env("x"), written.username, written.secret)
        assert server.take() == [sent(credential)]


def test_origins() -> None:
    found = publish.from_options(
        options({"username": "a"}, "option"), options({"username": "b", "password": "p"}, "env")
    )
    assert found is not None
    assert (found.username, found.secret) == ("a", Secret("p"))
    assert found.origin == Origin.env("UV_PUBLISH_PASSWORD")
    assert publish.from_options(Options(), Options()) is None
    assert publish.asked(Options(), Options()).state == "absent"


def test_a_token_beside_a_name_is_a_fact() -> None:
    given = publish.publish_options(
        options({"token": "t"}, "option"), options({"username": ""}, "env")
    )
    assert given.beside_token == (Origin.env("UV_PUBLISH_USERNAME"),)


def test_nothing_shows_a_secret() -> None:
    given = publish.publish_options(
        options({"token": "s3cret", "password": "s3cret"}, "env"), Options()
    )
    assert "s3cret" not in repr(given) + repr(given.credential())
