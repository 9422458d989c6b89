"""Which proxy a URL goes through."""

from __future__ import annotations

import asyncio

import pytest
from tests.replay.raw import OK, get, network, serve

from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.url import parse_address
from indexdoctor.replay.proxies import bypasses, choose
from indexdoctor.replay.transport import Transport

ENV = Origin.env("HTTP_PROXY")


@pytest.mark.parametrize(
    ("no_proxy", "host", "expected"),
    [
        ("h.example", "h.example", True),
        ("h.example", "xh.example", False),
        ("H.Example", "h.example", True),
        (" a.example , h.example ", "h.example", True),
        ("", "h.example", False),
    ],
)
def test_no_proxy(no_proxy: str, host: str, expected: bool) -> None:
    assert bypasses(no_proxy, host) is expected


def test_the_schemes_own_proxy_comes_first() -> None:
    http, every = (Setting(parse_address(f"http://{name}:1/"), ENV) for name in ("http", "all"))
    both = network(proxies={"http": http, "all": every})
    assert choose(both, parse_address("http://h/").url) == http.value
    assert choose(both, parse_address("https://h/").url) == every.value
    assert choose(network(), parse_address("http://h/").url) is None


def test_a_plain_request_goes_to_the_proxy_whole() -> None:
    async def run() -> bytes:
        async with serve(OK) as raw:
            address = parse_address(f"http://user:pr0xy@127.0.0.1:{raw.port}/")
            through = network(proxies={"http": Setting(address, ENV)})
            async with Transport(through) as transport:
                response = await transport.send(get("http://index.example/simple/a%2Fb/"))
                assert response.status == 200
            return raw.received[0]

    received = asyncio.run(run())
    assert received.startswith(b"GET http://index.example/simple/a%2Fb/ HTTP/1.1\r\n")
    assert b"proxy-authorization: basic dxnlcjpwcjb4eq==" in received.lower()


@pytest.mark.parametrize(
    ("answer", "words"),
    [(b"HTTP/1.1 407 Auth\r\n\r\n", "407"), (b"HTTP/1.1 403 No\r\n\r\n", "403")],
)
def test_a_proxy_that_refuses_to_connect(answer: bytes, words: str) -> None:
    async def run() -> tuple[TransportFailure | None, str]:
        async with serve(answer) as raw:
            address = parse_address(f"http://user:pr0xy@127.0.0.1:{raw.port}/")
            through = network(proxies={"https": Setting(address, ENV)})
            async with Transport(through) as transport:
                response = await transport.send(get("https://index.example/"))
            return response.failure, response.failure_text

    failure, text = asyncio.run(run())
    assert failure is TransportFailure.PROXY
    assert words in text
    assert "pr0xy" not in text


def test_a_socks_proxy_is_said_not_used() -> None:
    address = parse_address("socks5://127.0.0.1:9/")

    async def run() -> TransportFailure | None:
        async with Transport(network(proxies={"all": Setting(address, ENV)})) as transport:
            return (await transport.send(get("http://index.example/"))).failure

    assert asyncio.run(run()) is TransportFailure.PROXY
