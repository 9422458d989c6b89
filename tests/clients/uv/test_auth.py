"""The middleware's flows; each expectation was seen with uv 0.13.8 in the conformance worlds."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.uv.scripted import Player, index, middleware, protected

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.seeding import index_credential
from indexdoctor.model.exchange import Request, Role
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.url import parse_address

PAGE = "http://h/a/simple/foo/"
FILE = "http://h/files/foo.whl"


def page(of: Index | None = None, text: str = PAGE) -> Request:
    credential = index_credential(of, {}) if of is not None else None
    return Request("GET", parse_address(text).url, Role.PAGE, credential=credential)


def test_netrc_is_asked_after_the_refusal(tmp_path: Path) -> None:
    client = middleware(
        tmp_path, index("http://h/a/simple"), netrc="machine h login bob password two\n"
    )
    player = Player(protected("bob:two"))
    assert player.play(client.send(page())).status == 200
    assert player.sent == [f"GET {PAGE} - 401", f"GET {PAGE} bob:two 200"]


def test_a_second_page_asks_without_a_credential_first_again(tmp_path: Path) -> None:
    client = middleware(
        tmp_path, index("http://h/a/simple"), netrc="machine h login bob password two\n"
    )
    player = Player(protected("bob:two"))
    player.play(client.send(page()))
    player.play(client.send(page(text="http://h/a/simple/bar/")))
    assert player.sent[2:] == [
        "GET http://h/a/simple/bar/ - 401",
        "GET http://h/a/simple/bar/ bob:two 200",
    ]


@pytest.mark.parametrize(("status", "looks"), [(401, True), (403, True), (404, True), (400, False)])
def test_only_some_refusals_start_a_lookup(tmp_path: Path, status: int, looks: bool) -> None:
    client = middleware(tmp_path, netrc="machine h login bob password two\n")
    player = Player(protected("bob:two", refusal=status))
    player.play(client.send(page()))
    assert len(player.sent) == (2 if looks else 1)


def test_a_variable_is_sent_at_once_below_the_root(tmp_path: Path) -> None:
    environ = {"UV_INDEX_ONE_USERNAME": "eve", "UV_INDEX_ONE_PASSWORD": "pw"}
    client = middleware(tmp_path, index("http://h/a/simple", name="one"), environ=environ)
    player = Player(protected("eve:pw"))
    player.play(client.send(page()))
    player.play(client.send(page(text="http://h/a/files/x.whl")))
    player.play(client.send(page(text=FILE)))
    assert player.sent == [
        f"GET {PAGE} eve:pw 200",
        "GET http://h/a/files/x.whl eve:pw 200",
        f"GET {FILE} - 401",
        f"GET {FILE} eve:pw 200",
    ]


def test_a_refused_credential_of_the_url_is_not_tried_again(tmp_path: Path) -> None:
    one = index("http://u:wrong@h/a/simple")
    client = middleware(tmp_path, one, netrc="machine h login u password right\n")
    player = Player(protected("u:right"))
    assert player.play(client.send(page(one))).status == 401
    assert player.sent == [f"GET {PAGE} u:wrong 401"]


def test_a_user_name_in_the_url_is_completed_by_netrc(tmp_path: Path) -> None:
    one = index("http://u@h/a/simple")
    client = middleware(tmp_path, one, netrc="machine h login u password right\n")
    player = Player(protected("u:right"))
    assert player.play(client.send(page(one))).status == 200
    assert player.sent == [f"GET {PAGE} u:right 200"]


def test_always_sends_nothing_without_a_credential(tmp_path: Path) -> None:
    one = index("http://h/a/simple", policy=Policy.ALWAYS)
    player = Player(protected())
    with pytest.raises(MiddlewareError, match="Missing credentials for http://h/a/simple/foo/"):
        player.play(middleware(tmp_path, one).send(page()))
    assert player.sent == []


def test_always_refuses_a_user_name_alone(tmp_path: Path) -> None:
    one = index("http://u@h/a/simple", policy=Policy.ALWAYS)
    player = Player(protected())
    with pytest.raises(MiddlewareError, match="Incomplete credentials"):
        player.play(middleware(tmp_path, one).send(page(one)))
    assert player.sent == []


def test_dependabot_suspends_always(tmp_path: Path) -> None:
    one = index("http://h/a/simple", policy=Policy.ALWAYS)
    player = Player(protected())
    client = middleware(tmp_path, one, environ={"DEPENDABOT": "true"})
    assert player.play(client.send(page())).status == 401


def test_never_looks_nothing_up(tmp_path: Path) -> None:
    one = index("http://h/a/simple", policy=Policy.NEVER)
    client = middleware(tmp_path, one, netrc="machine h login bob password two\n")
    player = Player(protected("bob:two"))
    assert player.play(client.send(page())).status == 401
    assert player.sent == [f"GET {PAGE} - 401"]


def test_keyring_is_asked_for_the_index_then_host_then_scheme(tmp_path: Path) -> None:
    one = index("http://u@h:8080/a/simple")
    client = middleware(tmp_path, one, keyring_on=True)
    player = Player(protected("u:k"), keyring={("http://h:8080", "u"): "u:k"})
    request = Request(
        "GET",
        parse_address("http://h:8080/a/simple/foo/").url,
        Role.PAGE,
        credential=index_credential(one, {}),
    )
    assert player.play(client.send(request)).status == 200
    assert player.asked == [
        ("get", "http://h:8080/a/simple", "u"),
        ("get", "h:8080", "u"),
        ("get", "http://h:8080", "u"),
    ]


def test_keyring_without_a_user_name_only_under_always(tmp_path: Path) -> None:
    auto = index("http://h/a/simple")
    always = index("http://h/a/simple", policy=Policy.ALWAYS)
    answers: dict[tuple[str, str | None], str] = {("http://h/a/simple", None): "eve:pw"}
    player = Player(protected("eve:pw"), keyring=answers)
    player.play(middleware(tmp_path, auto, keyring_on=True).send(page()))
    assert player.asked == []
    player.play(middleware(tmp_path, always, keyring_on=True).send(page()))
    assert player.asked == [("get", "http://h/a/simple", "--mode", "creds")]


def test_the_sources_are_asked_once_for_an_index(tmp_path: Path) -> None:
    one = index("http://u@h/a/simple")
    client = middleware(tmp_path, one, keyring_on=True)
    player = Player(protected("u:k"))
    player.play(client.send(page(one)))
    player.play(client.send(page(one, "http://h/a/simple/bar/")))
    assert len(player.asked) == 3
    assert player.sent == [f"GET {PAGE} u: 401", "GET http://h/a/simple/bar/ u: 401"]


def test_a_file_on_the_host_gets_the_first_defined_index_credential(tmp_path: Path) -> None:
    client = middleware(tmp_path, index("http://a:1@h/one"), index("http://b:2@h/two"))
    player = Player(protected("b:2"))
    assert player.play(client.send(page(text=FILE))).status == 401
    assert player.sent == [f"GET {FILE} - 401", f"GET {FILE} a:1 401"]


def test_an_upload_is_never_sent_without_a_credential(tmp_path: Path) -> None:
    player = Player(protected())
    client = middleware(tmp_path, upload=True)
    with pytest.raises(MiddlewareError, match="Missing credentials"):
        player.play(client.send(Request("POST", parse_address(FILE).url, Role.UPLOAD)))
    assert player.sent == []


def test_an_upload_takes_the_credential_of_an_index_on_the_same_host(tmp_path: Path) -> None:
    environ = {"UV_INDEX_ONE_USERNAME": "eve", "UV_INDEX_ONE_PASSWORD": "pw"}
    one = index("http://h/a/simple", name="one")
    client = middleware(tmp_path, one, environ=environ, upload=True)
    player = Player(protected("eve:pw"))
    player.play(client.send(Request("POST", parse_address("http://h/up").url, Role.UPLOAD)))
    assert player.sent == ["POST http://h/up eve:pw 200"]
