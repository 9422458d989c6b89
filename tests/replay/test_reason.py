"""The reason phrase of the status line, where some servers put the cause."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import url
from tests.replay.raw import get
from tests.replay.test_transport import exchange

from indexdoctor.diagnose.words import said
from indexdoctor.model.exchange import Response
from indexdoctor.replay.recorder import PHRASE, redacted


def test_it_comes_from_the_wire() -> None:
    line = b"HTTP/1.1 403 Blocked by policy 7\r\nContent-Length: 0\r\n\r\n"
    response, _ = exchange("/simple/foo/", line)
    assert (response.status, response.reason) == (403, "Blocked by policy 7")


def test_it_may_be_missing() -> None:
    response, _ = exchange("/simple/foo/", b"HTTP/1.1 403 \r\nContent-Length: 0\r\n\r\n")
    assert said(response) == ""


@pytest.mark.parametrize(
    ("status", "phrase", "shown"),
    [
        (403, "Forbidden", ""),
        (403, "forbidden", ""),
        (503, "Service Temporarily Unavailable", ""),
        (403, "Requested item is quarantined", "Requested item is quarantined"),
        (200, "All is well", ""),
    ],
)
def test_only_what_says_more_than_the_status_is_shown(status: int, phrase: str, shown: str) -> None:
    assert said(Response(status, url("https://host.example/"), reason=phrase)) == shown


def test_what_is_kept_is_cut_and_without_secrets_of_urls() -> None:
    target = "https://host.example/simple/foo/"
    phrase = "Go to https://me:pw@sso.example/?ticket=s3cret " + "x" * 500
    kept = redacted(get(target), Response(403, url(target), reason=phrase)).reason
    assert "pw@" not in kept and "s3cret" not in kept
    assert len(kept) == PHRASE
