"""Redirects and retries; each sequence was seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.scripted import Player, Reply, Serve, index, middleware

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.fetch import Client, is_transient
from indexdoctor.clients.uv.redirects import MAX_REDIRECTS
from indexdoctor.clients.uv.seeding import index_credential
from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.url import parse_address

PAGE = "http://h/a/simple/foo/"
MOVED = "http://h/b/simple/foo/"
ELSEWHERE = "http://other/b/simple/foo/"
WITH_USER = index("http://ann:pw@h/a/simple")
FAILURES = TransportFailure


def moved(location: str | None, status: int = 302) -> Serve:
    """Everything below /a/ has moved."""

    def serve(request: Request) -> Reply:
        if not request.url.path.startswith("/a/"):
            return 200, {}
        return status, {} if location is None else {"location": location}

    return serve


def fetched(
    place: Path,
    serve: Serve,
    of: Index | None = None,
    *,
    retries: int = 0,
    method: str = "GET",
    environ: Mapping[str, str] | None = None,
    netrc: str | None = None,
) -> Player:
    """Get the page of an index, with the credential of its URL."""
    of = of or index("http://h/a/simple")
    client = Client(middleware(place, of, environ=environ, netrc=netrc), retries)
    player = Player(serve)
    credential = index_credential(of, {}) if of.address.userinfo else None
    player.play(client.get(Request(method, parse_address(PAGE).url, Role.PAGE, credential)))
    return player


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int, tmp_path: Path) -> None:
    player = fetched(tmp_path, moved("/b/simple/foo/", status))
    assert player.sent == [f"GET {PAGE} - {status}", f"GET {MOVED} - 200"]


@pytest.mark.parametrize("status", [300, 305, 306])
def test_other_answers_of_the_300s_are_not(status: int, tmp_path: Path) -> None:
    player = fetched(tmp_path, moved("/b/simple/foo/", status))
    assert player.sent == [f"GET {PAGE} - {status}"]


def test_a_redirected_head_stays_one(tmp_path: Path) -> None:
    player = fetched(tmp_path, moved("/b/simple/foo/", 303), method="HEAD")
    assert player.sent[1] == f"HEAD {MOVED} - 200"


def test_the_urls_credential_stays_on_its_host(tmp_path: Path) -> None:
    player = fetched(tmp_path, moved("/b/simple/foo/"), WITH_USER)
    assert player.sent == [f"GET {PAGE} ann:pw 302", f"GET {MOVED} ann:pw 200"]


@pytest.mark.parametrize(
    "target", [ELSEWHERE, "http://h:8080/b/simple/foo/", "https://h/b/simple/foo/", "//other/b/"]
)
def test_the_urls_credential_goes_nowhere_else(target: str, tmp_path: Path) -> None:
    player = fetched(tmp_path, moved(target), WITH_USER)
    assert player.sent[0] == f"GET {PAGE} ann:pw 302"
    assert " - 200" in player.sent[1], player.sent


def test_variables_govern_what_lies_below_the_root_only(tmp_path: Path) -> None:
    one = index("http://h/a/simple", name="one")
    environ = {"UV_INDEX_ONE_USERNAME": "ann", "UV_INDEX_ONE_PASSWORD": "pw"}
    player = fetched(tmp_path, moved("/b/simple/foo/"), one, environ=environ)
    assert player.sent == [f"GET {PAGE} ann:pw 302", f"GET {MOVED} - 200"]


@pytest.mark.parametrize("target", ["http://lu:lp@other/b/", "http://lu:lp@h/b/"])
def test_a_location_may_bring_a_credential(target: str, tmp_path: Path) -> None:
    player = fetched(tmp_path, moved(target), WITH_USER)
    assert player.sent[1].endswith("lu:lp 200")


def test_the_new_host_is_looked_up_anew(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        if request.url.host == "h":
            return 302, {"location": ELSEWHERE}
        return (401, {}) if request.credential is None else (200, {})

    player = fetched(tmp_path, serve, netrc="machine other login nn password np\n")
    assert player.sent[1:] == [f"GET {ELSEWHERE} - 401", f"GET {ELSEWHERE} nn:np 200"]


def test_ten_redirects_are_the_most(tmp_path: Path) -> None:
    player = fetched(tmp_path, lambda request: (302, {"location": PAGE}))
    assert len(player.sent) == MAX_REDIRECTS + 1 == 11


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (None, "without destination URL"),
        ("ftp://h/x", "scheme needs to be https or http"),
        ("file:///etc/passwd", "scheme needs to be https or http"),
        ("http://[bad/", "invalid IPv6 address"),
    ],
)
def test_redirects_uv_does_not_follow(location: str | None, words: str, tmp_path: Path) -> None:
    with pytest.raises(MiddlewareError, match=words):
        fetched(tmp_path, moved(location))


def test_a_fragment_is_carried_along(tmp_path: Path) -> None:
    client = Client(middleware(tmp_path), 0)
    player = Player(moved("/b/"))
    player.play(client.get(Request("GET", parse_address("http://h/a/x#y").url, Role.FILE)))
    assert [request.url.fragment for request in player.requests] == ["y", "y"]


@pytest.mark.parametrize(
    ("status", "tries"),
    [
        (200, 1),
        (400, 1),
        (401, 1),
        (404, 1),
        (408, 4),
        (425, 1),
        (429, 4),
        (500, 4),
        (501, 4),
        (502, 4),
        (503, 4),
        (504, 4),
        (520, 4),
    ],
)
def test_which_answers_are_tried_again(status: int, tries: int, tmp_path: Path) -> None:
    player = fetched(tmp_path, lambda request: (status, {}), retries=3)
    assert player.sent == [f"GET {PAGE} - {status}"] * tries
    assert len(player.pauses) == tries - 1


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (FAILURES.DNS, True),
        (FAILURES.CONNECT, True),
        (FAILURES.TIMEOUT, True),
        (FAILURES.PROTOCOL, True),
        (FAILURES.TLS, False),
        (FAILURES.DEADLINE, False),
        (FAILURES.REFUSED, False),
    ],
)
def test_which_failures_are_tried_again(failure: FAILURES, again: bool, tmp_path: Path) -> None:
    player = fetched(tmp_path, lambda request: failure, retries=1)
    assert len(player.sent) == (2 if again else 1)
    assert is_transient(Response(0, parse_address(PAGE).url, failure=failure)) is again


def test_trying_again_ends_with_the_first_other_answer(tmp_path: Path) -> None:
    statuses = iter([503, 429, 200])
    player = fetched(tmp_path, lambda request: (next(statuses), {}), retries=3)
    assert [line.rsplit(" ", 1)[1] for line in player.sent] == ["503", "429", "200"]


def test_a_retry_begins_without_a_credential_again(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        return (401, {}) if request.credential is None else (503, {})

    player = fetched(tmp_path, serve, retries=1, netrc="machine h login nn password np\n")
    assert player.sent == [f"GET {PAGE} - 401", f"GET {PAGE} nn:np 503"] * 2


def test_under_policy_always_nothing_is_sent_without_a_credential(tmp_path: Path) -> None:
    always = index("http://h/a/simple", policy=Policy.ALWAYS)
    with pytest.raises(MiddlewareError, match="Missing credentials"):
        fetched(tmp_path, moved("/b/simple/foo/"), always, retries=3)
