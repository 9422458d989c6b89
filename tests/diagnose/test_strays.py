"""Secrets that stand as user names or in paths are known, so that they are masked."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import cred, found, make_case, make_index, make_publish, make_row

from indexdoctor.diagnose.strays import stray_secrets
from indexdoctor.model.credential import Source

TOKEN = "kj7xq2" * 8


def strays(url: str, username: str | None = None) -> list[str]:
    asked = [] if username is None else [found(cred(username, None, Source.URL))]
    case = make_case(make_row(make_index(url), asked=asked))
    return [secret.reveal() for secret in stray_secrets(case)]


@pytest.mark.parametrize(
    "url",
    [
        f"https://pypi.anaconda.org/t/{TOKEN}/someone/simple",
        f"https://dl.cloudsmith.io/{TOKEN}/org/repository/python/simple/",
        f"https://pypi.fury.io/{TOKEN}/acme/",
        f"https://{TOKEN}@pypi.fury.io/acme/",
        f"https://{TOKEN}@host.example/simple",
        f"https://{TOKEN}:x@host.example/simple",
    ],
)
def test_a_token_in_a_url(url: str) -> None:
    assert strays(url) == [TOKEN]


def test_a_token_as_the_user_name() -> None:
    assert strays("https://host.example/simple", "glpat-" + "x" * 20) == ["glpat-" + "x" * 20]
    assert strays("https://pypi.fury.io/acme/", "fury-token-7") == ["fury-token-7"]


@pytest.mark.parametrize(
    ("url", "username"),
    [
        ("https://pypi.anaconda.org/someone/simple", None),
        ("https://dl.cloudsmith.io/public/org/repository/python/simple/", None),
        ("https://dl.cloudsmith.io/basic/org/repository/python/simple/", "token"),
        ("https://pypi.fury.io/acme-corp/", "acme-corp"),
        ("https://alice@host.example/simple", "alice"),
        ("https://host.example/simple", "someone.with.a.long.name@corporation.example"),
        ("https://host.example/simple", "gitlab+deploy-token-1234"),
        (f"https://host.example/{TOKEN}/simple", None),
    ],
)
def test_names_and_ordinary_paths_are_no_secrets(url: str, username: str | None) -> None:
    assert strays(url, username) == []


def test_the_publish_url_is_looked_at_too() -> None:
    publish = make_publish(cred(TOKEN, None), target=f"https://{TOKEN}@host.example/upload")
    assert [secret.reveal() for secret in stray_secrets(make_case(publish=publish))] == [TOKEN]
