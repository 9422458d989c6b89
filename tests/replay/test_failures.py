"""Whatever a server or the network does becomes a Response, never an exception."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.replay.raw import OK, get, network, serve

from indexdoctor.model.credential import Credential, Scheme, Source
from indexdoctor.model.exchange import Response, Role, TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address
from indexdoctor.replay.transport import Transport

SECRET = "s3cret-value"
KNOWN = Credential(Source.URL, Origin.default("test"), "ci", Secret(SECRET))


def exchange(*pieces: bytes | float, timeout: float = 5.0, **more: Any) -> Response:
    async def run() -> Response:
        async with serve(*pieces) as raw, Transport(network(timeout)) as transport:
            return await transport.send(get(raw.url + "/x/", **{"credential": KNOWN, **more}))

    return asyncio.run(run())


def send(url: str, timeout: float = 5.0, **more: Any) -> Response:
    async def run() -> Response:
        async with Transport(network(timeout, **more)) as transport:
            return await transport.send(get(url, credential=KNOWN))

    return asyncio.run(run())


status_lines = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.0 200 OK",
        b"HTTP/1.1 401",
        b"HTTP/1.1 204 None",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.1 101 Switching",
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 999 Odd",
        b"HTTP/9.9 200 OK",
        b"HTTP/1.1 abc",
        b"ICY 200 OK",
    ]
)
headers = st.lists(
    st.sampled_from(
        [
            b"Content-Length: 2",
            b"Content-Length: 3",
            b"Content-Length: -1",
            b"Content-Length: 99999999999999999999",
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip, chunked",
            b"Content-Encoding: gzip",
            b"Content-Encoding: br",
            b"Content-Encoding: gzip, gzip",
            b"Content-Encoding: \xff",
            b"Location: http://[",
            b"Set-Cookie: \xe9=\xff",
            b"Retry-After: \xd9\xa3",
            b"X: " + b"y" * 200_000,
            b": empty",
            b"no colon",
            b" folded",
            b"X\x00: y",
        ]
    )
    | st.binary(max_size=20),
    max_size=4,
)
bodies = st.one_of(
    st.sampled_from([b"", b"hi", b"2\r\nhi\r\n0\r\n\r\n", b"ffffffffff\r\n", b"-1\r\n"]),
    st.just(gzip.compress(b"hi", mtime=0)),
    st.binary(max_size=40),
)


@settings(max_examples=100, deadline=None)
@given(status_lines, headers, bodies, st.sampled_from([Role.PAGE, Role.FILE, Role.METADATA]))
def test_any_answer_is_a_response(line: bytes, lines: list[bytes], body: bytes, role: Role) -> None:
    answer = b"\r\n".join([line, *lines, b"", b""]) + body
    response = exchange(answer, role=role, timeout=2.0)
    assert (response.failure is None) == (response.status != 0)
    assert SECRET not in response.failure_text


def test_endless_interim_answers_end() -> None:
    response = exchange(*(b"HTTP/1.1 100 Continue\r\n\r\n", 0.01) * 200, timeout=0.5)
    assert response.failure is TransportFailure.TIMEOUT


def test_endless_headers_end() -> None:
    line = b"X-Long: " + b"y" * 4000 + b"\r\n"
    response = exchange(b"HTTP/1.1 200 OK\r\n", *[line] * 2000, timeout=5.0)
    assert response.failure is TransportFailure.LIMIT


@pytest.mark.parametrize(("count", "failure"), [(99, None), (100, TransportFailure.PROTOCOL)])
def test_uv_takes_a_hundred_headers(count: int, failure: TransportFailure | None) -> None:
    """With Content-Length; the real uv ends with "message head is too large"."""
    lines = b"".join(b"X-%d: y\r\n" % number for number in range(count))
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + lines + b"\r\nhi"
    assert exchange(head).failure is failure


def test_a_body_that_drips_ends_in_time() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    response = exchange(head, *(b"x", 0.1) * 40, timeout=0.5)
    assert response.failure is TransportFailure.TIMEOUT


def test_half_a_compressed_body_is_no_body() -> None:
    packed = gzip.compress(bytes(range(256)) * 50, mtime=0)[:200]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    response = exchange(head.encode(), packed)
    assert response.failure is TransportFailure.PROTOCOL


def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **more: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert send("http://nonexistent.invalid/").failure is TransportFailure.DNS
    proxy = Setting(parse_address("http://nonexistent.invalid/"), Origin.env("HTTP_PROXY"))
    response = send("http://h/", proxies={"http": proxy})
    assert response.failure is TransportFailure.PROXY
    assert "resolved" in response.failure_text


def test_a_silent_name_server_delays_no_longer_than_the_time_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()

    def silent(*args: Any, **more: Any) -> list[Any]:
        ended.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    try:
        assert send("http://h.invalid/", timeout=0.3).failure is TransportFailure.TIMEOUT
    finally:
        ended.set()


def test_a_server_that_does_not_accept() -> None:
    """A full queue of connections: the connection itself takes too long."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        fillers = [socket.socket() for _ in range(4)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(listening.getsockname())
            assert send(url, timeout=0.5).failure is TransportFailure.TIMEOUT
        finally:
            for filler in fillers:
                filler.close()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x46", "protocol version"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "handshake fails"),
    ],
    ids=["alert", "plain HTTP"],
)
def test_a_server_without_the_right_tls(answer: bytes, words: str) -> None:
    async def run() -> Response:
        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(64)
            writer.write(answer)
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server, Transport(network(5.0)) as transport:
            port = server.sockets[0].getsockname()[1]
            return await transport.send(get(f"https://127.0.0.1:{port}/", credential=KNOWN))

    response = asyncio.run(run())
    assert response.failure is TransportFailure.TLS
    assert words in response.failure_text


@pytest.mark.parametrize(
    "secret", ["line\r\nX-Injected: yes", "nul\0", "sur\udce9rogate"], ids=["line", "nul", "bytes"]
)
def test_a_token_that_is_no_header(secret: str) -> None:
    given = Credential(
        Source.NETRC, Origin.default("test"), None, Secret(secret), scheme=Scheme.BEARER
    )

    async def run() -> tuple[Response, list[bytes]]:
        async with serve(OK) as raw, Transport(network(2.0)) as transport:
            return await transport.send(get(raw.url, credential=given)), raw.received

    response, received = asyncio.run(run())
    assert not any(b"X-Injected: yes" in each for each in received)
    assert secret[:3] not in response.failure_text
    assert (response.failure is None) == bool(received)
