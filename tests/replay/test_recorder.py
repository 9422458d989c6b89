"""What is kept of an exchange holds no secret."""

from __future__ import annotations

import asyncio

import pytest
from tests.replay.raw import get

from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.replay.recorder import EXCERPT, Recorder, redacted


def kept(
    status: int, headers: dict[str, str], body: bytes = b"", role: Role = Role.PAGE
) -> Response:
    request = get("http://h/simple/foo/", role)
    return redacted(request, Response(status, request.url, headers, body))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("set-cookie", "session=s3cret; HttpOnly"),
        ("location", "https://user:s3cret@h/elsewhere"),
        ("location", "https://bucket.example/f.whl?X-Amz-Signature=s3cret&X-Amz-Date=1"),
        ("location", "https://blob.example/f.whl?sv=1&sig=s3cret"),
        ("location", "https://s3cret@h/elsewhere"),
        ("location", "https://h/back#access_token=s3cret"),
        ("location", "https://h/?a=1;token=s3cret"),
        ("location", "/login;jsessionid=s3cret?next=1"),
        ("refresh", "0; url=https://h/?token=s3cret"),
        ("link", '<https://h/?token=s3cret>; rel="next"'),
        ("link", "<https://h/?a;token=s3cret>; rel=next, <https://h/?b=s3cret>; rel=last"),
        ("x-amz-security-token", "s3cret"),
        ("x-session-id", "s3cret"),
    ],
)
def test_headers(name: str, value: str) -> None:
    assert "s3cret" not in repr(kept(302, {name: value}).headers)


def test_harmless_headers_stay() -> None:
    headers = {
        "www-authenticate": 'Basic realm="pypi"',
        "content-type": "text/html; charset=utf-8",
        "location": "https://sso.example/login?next=1",
        "refresh": "5; url=/login",
    }
    assert kept(401, headers).headers == headers | {"location": "https://sso.example/login?****"}


def test_pages_are_not_kept_and_refusals_in_part() -> None:
    assert kept(200, {"content-type": "application/json"}, b"x" * 9000).body == b""
    assert len(kept(403, {}, b"x" * 9000).body) == EXCERPT


def test_what_is_under_way_at_the_end_is_said() -> None:
    recorder = Recorder()
    request = get("http://h/")

    async def never() -> Response:
        await asyncio.sleep(60)
        raise AssertionError

    async def run() -> None:
        task = asyncio.create_task(recorder.exchange(request, never(), effective=True))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    (exchange,) = recorder.replayed().exchanges
    assert exchange.response.failure is TransportFailure.DEADLINE
    assert recorder.replayed().effective == (1,)


def test_notes_once() -> None:
    recorder = Recorder()
    recorder.note("a")
    recorder.note("a")
    assert len(recorder.replayed().notes) == 1


@pytest.mark.parametrize(
    "request_",
    [
        get("http://h/simple/foo/?sig=s3cret", hop=1),
        get("http://h/f.whl?sig=s3cret", Role.FILE),
        get("http://h/f.whl.metadata?sig=s3cret", Role.METADATA),
    ],
    ids=["redirect", "file", "metadata"],
)
def test_the_query_of_a_foreign_link_is_not_kept(request_: Request) -> None:
    request = request_

    async def answer() -> Response:
        return Response(200, request.url)

    recorder = Recorder()
    asyncio.run(recorder.exchange(request, answer(), effective=True))
    assert "s3cret" not in repr(recorder.replayed())
