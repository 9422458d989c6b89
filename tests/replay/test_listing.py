"""The list of packages at the URL of an index: what is read of it, and what it tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.model.exchange import Response
from indexdoctor.model.url import parse_address
from indexdoctor.replay.controls.listing import listing

HOME = parse_address("https://host.example/api/simple/").url


def answer(body: str, kind: str = "text/html", *, status: int = 200, cut: bool = False) -> Response:
    return Response(status, HOME, {"content-type": kind}, body.encode(), truncated=cut)


@pytest.mark.parametrize(
    "link",
    [
        "foo-bar/",
        "./foo-bar/",
        "/api/simple/foo-bar/",
        "/api/simple/Foo_Bar",
        "https://host.example/api/simple/foo.bar/#x",
    ],
)
def test_links_below_the_list_are_packages(link: str) -> None:
    assert listing(answer(f'<a href="{link}">x</a>')).names == ("foo-bar",)


@pytest.mark.parametrize(
    "link",
    [
        "../",
        "?C=N;O=D",
        "/login/",
        "https://elsewhere.example/api/simple/foo/",
        "foo/bar/",
        "foo-1.0-py3-none-any.whl",
        "foo-1.0.tar.gz",
        "a%20b/",
        "http://[",
    ],
)
def test_other_links_are_not(link: str) -> None:
    assert listing(answer(f'<a href="{link}">x</a>')).names == ()


def test_a_json_list_is_read_even_when_it_is_cut_off() -> None:
    kind = "application/vnd.pypi.simple.v1+json"
    body = '{"meta": {"api-version": "1.0"}, "projects": [{"name": "Foo"}, {"name": "bar"}, {"na'
    found = listing(answer(body, kind, cut=True))
    assert found.names == ("foo", "bar")
    assert found.has("FOO") is True
    assert found.has("baz") is None


def test_only_a_whole_list_tells_that_a_package_is_missing() -> None:
    page = '<a href="foo/">foo</a>'
    assert listing(answer(page)).has("baz") is False
    assert listing(answer(page, cut=True)).has("baz") is None
    assert listing(answer("<p>Welcome</p>")).has("baz") is None
    assert listing(answer(page, status=403)).has("foo") is None
    assert listing(answer(page, "text/plain")).has("foo") is None


@given(st.text(), st.sampled_from(["text/html", "application/json"]), st.booleans())
def test_nothing_a_server_sends_breaks_it(body: str, kind: str, cut: bool) -> None:
    response = Response(200, HOME, {"content-type": kind}, body.encode("utf-8", "replace"), cut)
    assert all(name == name.lower() for name in listing(response).names)
