"""What is kept of an exchange holds no secret."""

from __future__ import annotations

import asyncio

import pytest
from tests.replay.raw import get

from indexdoctor.model.exchange import Response, Role, TransportFailure
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
        ("link", '<https://h/?token=s3cret>; rel="next"'),
    ],
)
def test_headers(name: str, value: str) -> None:
    assert "s3cret" not in repr(kept(302, {name: value}).headers)


def test_harmless_headers_stay() -> None:
    headers = {"www-authenticate": 'Basic realm="pypi"', "location": "/login?next=1"}
    assert kept(401, headers).headers["www-authenticate"] == 'Basic realm="pypi"'


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


def test_the_query_a_redirect_gave_is_not_kept() -> None:
    request = get("http://h/f.whl?sig=s3cret", hop=1)

    async def answer() -> Response:
        return Response(200, request.url)

    recorder = Recorder()
    asyncio.run(recorder.exchange(request, answer(), effective=True))
    assert "s3cret" not in repr(recorder.replayed())
