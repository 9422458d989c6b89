"""What goes over the wire, and what every way of failing becomes."""

from __future__ import annotations

import asyncio
import base64
import gzip
import zlib
from typing import Any

import pytest
from tests.replay.raw import OK, get, network, serve

from indexdoctor.model.credential import Credential, Scheme, Source
from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address
from indexdoctor.replay import content
from indexdoctor.replay.probe import form
from indexdoctor.replay.transport import Transport


def send(request: Request, *, timeout: float = 5.0, **more: object) -> Response:
    async def run() -> Response:
        async with Transport(network(timeout, **more)) as transport:
            return await transport.send(request)

    return asyncio.run(run())


def exchange(
    path: str, *pieces: bytes | float, timeout: float = 5.0, **more: Any
) -> tuple[Response, list[bytes]]:
    """Ask a raw server for a path; the answer and what the server received."""

    async def run() -> tuple[Response, list[bytes]]:
        async with serve(*pieces) as raw, Transport(network(timeout)) as transport:
            response = await transport.send(get(raw.url + path, **more))
            return response, raw.received

    return asyncio.run(run())


def credential(
    username: str | None, secret: str | None, scheme: Scheme = Scheme.BASIC
) -> Credential:
    kept = None if secret is None else Secret(secret)
    return Credential(Source.URL, Origin.default("test"), username, kept, scheme)


def header(received: bytes, name: str) -> bytes | None:
    for line in received.split(b"\r\n")[1:]:
        key, _, value = line.partition(b": ")
        if key.lower() == name.encode():
            return value
    return None


@pytest.mark.parametrize(
    "path",
    ["/simple/foo/", "/a%2Fb/%C3%BC/", "/a+b/~x/?q=%20&r=1", "/simple//foo/", "/%7Euser/@x;y=1/"],
)
def test_the_path_is_sent_as_it_is(path: str) -> None:
    response, (received,) = exchange(path, OK)
    assert received.startswith(f"GET {path} HTTP/1.1\r\n".encode())
    assert (response.status, response.body) == (200, b"hi")


def test_only_headers_that_are_meant() -> None:
    headers = (("Accept", "text/html"), ("Accept-Encoding", "gzip, deflate, zstd"))
    _, (received,) = exchange("/", OK, headers=headers)
    names = {line.split(b":")[0].lower() for line in received.split(b"\r\n")[1:] if line}
    assert names <= {b"host", b"accept", b"accept-encoding", b"user-agent", b"connection"}
    assert header(received, "accept-encoding") == b"gzip, deflate", "zstd could not be decoded"
    assert b"indexdoctor/" in (header(received, "user-agent") or b"")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (credential("ci", "p:w"), "ci:p:w"),
        (credential("ci", None), "ci:"),
        (credential(None, "pw"), ":pw"),
        (credential("ü", "ß€"), "ü:ß€"),
    ],
)
def test_basic_authorization(given: Credential, expected: str) -> None:
    _, (received,) = exchange("/", OK, credential=given)
    encoded = base64.b64encode(expected.encode())
    assert header(received, "authorization") == b"Basic " + encoded


def test_bearer_authorization() -> None:
    _, (received,) = exchange("/", OK, credential=credential(None, "t0ken", Scheme.BEARER))
    assert header(received, "authorization") == b"Bearer t0ken"


def test_no_credential_no_header() -> None:
    for given in (None, credential(None, None)):
        _, (received,) = exchange("/", OK, credential=given)
        assert header(received, "authorization") is None


def test_a_redirect_is_given_back() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    response, received = exchange("/", moved)
    assert (response.status, response.headers["location"]) == (302, "/elsewhere")
    assert len(received) == 1


def test_cookies_are_not_kept() -> None:
    async def run() -> list[bytes]:
        cookie = OK.replace(b"Content-Type", b"Set-Cookie: a=b\r\nContent-Type")
        async with serve(cookie) as raw, Transport(network()) as transport:
            for _ in range(2):
                await transport.send(get(raw.url))
            return raw.received

    assert all(header(received, "cookie") is None for received in asyncio.run(run()))


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"page" * 1000, mtime=0)),
        ("deflate", zlib.compress(b"page" * 1000)),
        ("deflate", zlib.compress(b"page" * 1000)[2:-4]),
        ("identity", b"page" * 1000),
    ],
    ids=["gzip", "deflate", "deflate without a header", "identity"],
)
def test_bodies_are_decoded(encoding: str, packed: bytes) -> None:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(packed)}\r\n\r\n"
    )
    response, _ = exchange("/", head.encode(), packed)
    assert response.body == b"page" * 1000


def test_a_decompression_bomb_is_cut() -> None:
    bomb = gzip.compress(bytes(content.FILE_LIMIT * 50))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    response, _ = exchange("/", head.encode(), bomb, role=Role.FILE)
    assert (len(response.body), response.truncated) == (content.FILE_LIMIT, True)


def test_an_endless_body_is_cut() -> None:
    chunk = b"x" * 65536
    response, _ = exchange("/", b"HTTP/1.1 200 OK\r\n\r\n", *[chunk] * 50, role=Role.FILE)
    assert (len(response.body), response.truncated) == (content.FILE_LIMIT, True)


def test_the_status_of_a_slow_refusal_counts() -> None:
    head = b"HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\nslow"
    response, _ = exchange("/", head, 3.0, timeout=0.3)
    assert (response.status, response.failure) == (401, None)


@pytest.mark.parametrize(
    ("pieces", "failure"),
    [
        ((b"nonsense\r\n\r\n",), TransportFailure.PROTOCOL),
        ((b"",), TransportFailure.PROTOCOL),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",), TransportFailure.PROTOCOL),
        ((3.0,), TransportFailure.TIMEOUT),
        ((b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nhi",), TransportFailure.PROTOCOL),
    ],
)
def test_broken_answers(pieces: tuple[bytes | float, ...], failure: TransportFailure) -> None:
    given = credential("ci", "s3cret-value")
    response, _ = exchange("/", *pieces, timeout=0.3, credential=given)
    assert response.failure is failure
    assert "s3cret" not in response.failure_text


def test_no_server() -> None:
    response = send(get("http://127.0.0.1:9/"))
    assert response.failure is TransportFailure.CONNECT


def test_offline_sends_nothing() -> None:
    offline = Setting(True, Origin.option("--offline"))
    response = send(get("http://127.0.0.1:9/"), offline=offline)
    assert response.failure is TransportFailure.REFUSED


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://metadata.google.internal/",
    ],
)
def test_metadata_services_are_never_asked(url: str) -> None:
    response = send(get(url), timeout=1.0)
    assert response.failure is TransportFailure.REFUSED


def test_the_probe_is_a_form_without_a_file() -> None:
    async def run() -> bytes:
        async with serve(OK) as raw, Transport(network()) as transport:
            url = parse_address(raw.url + "/legacy/").url
            request = Request("POST", url, Role.UPLOAD, package='x"\r\nfilename="evil')
            await transport.send(request, form(request))
            return raw.received[0]

    received = asyncio.run(run())
    assert received.startswith(b"POST /legacy/ HTTP/1.1\r\n")
    assert b"filename" not in received.split(b'name="name"')[0]
    assert b"filename=" not in received
    assert b'name="content"' not in received
    kind = header(received, "content-type") or b""
    assert kind.startswith(b"multipart/form-data; boundary=")
