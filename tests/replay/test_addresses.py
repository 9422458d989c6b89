"""Nothing is ever sent to link-local addresses and metadata services, however one gets there."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.replay.raw import OK, get, network, serve
from tests.replay.test_matrix import run, two_origins

from indexdoctor.lab.site import Gate
from indexdoctor.model.exchange import Response, TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.url import parse_address
from indexdoctor.replay import addresses
from indexdoctor.replay.addresses import is_forbidden, is_forbidden_name
from indexdoctor.replay.transport import Transport


def send(url: str, **more: object) -> Response:
    async def go() -> Response:
        async with Transport(network(2.0, **more)) as transport:
            return await transport.send(get(url))

    return asyncio.run(go())


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.0.1",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "224.0.0.1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "2002:a9fe:a9fe::1",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_forbidden(address: str) -> None:
    assert is_forbidden(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "h.example"])
def test_not_forbidden(address: str) -> None:
    assert not is_forbidden(address)


@given(st.ip_addresses(v=4, network="169.254.0.0/16"), st.sampled_from("dxoc"))
def test_every_way_of_writing_a_link_local_address(
    address: ipaddress.IPv4Address, form: str
) -> None:
    parts = str(address).split(".")
    written = {
        "d": str(int(address)),
        "x": hex(int(address)),
        "o": ".".join(f"0{int(part):o}" for part in parts),
        "c": f"{parts[0]}.{parts[1]}.{int(parts[2]) * 256 + int(parts[3])}",
    }[form]
    assert is_forbidden_name(parse_address(f"http://{written}/").url.host)


def test_names() -> None:
    assert is_forbidden_name("Metadata.Google.Internal.")
    assert not is_forbidden_name("metadata.example")


@pytest.mark.parametrize(
    "found", [["169.254.169.254"], ["127.0.0.1", "fe80::1"], ["100.100.100.200", "127.0.0.1"]]
)
def test_a_name_with_such_an_address(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    def look_up(host: str, *args: Any, **more: Any) -> list[Any]:
        assert host == "index.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    response = send("http://index.example/")
    assert response.failure is TransportFailure.REFUSED


def test_a_name_that_changes_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look-up gives a harmless address, the connection another one."""

    async def go() -> tuple[Response, list[bytes]]:
        async with serve(OK) as raw, Transport(network()) as transport:
            assert (await transport.send(get(raw.url))).status == 200
            await transport.send(get(raw.url.replace("127.0.0.1", "localhost")))
            raw.received.clear()
            more = addresses._METADATA | {ipaddress.ip_address("127.0.0.1")}
            monkeypatch.setattr(addresses, "_METADATA", more)
            response = await transport.send(get(raw.url.replace("127.0.0.1", "localhost")))
            return response, raw.received

    response, received = asyncio.run(go())
    assert response.failure is TransportFailure.REFUSED
    assert received == []


@pytest.mark.parametrize("proxy", ["http://169.254.169.254/", "http://metadata.google.internal/"])
@pytest.mark.parametrize("url", ["http://index.example/", "https://index.example/"])
def test_such_a_proxy(proxy: str, url: str) -> None:
    setting = Setting(parse_address(proxy), Origin.env("ALL_PROXY"))
    response = send(url, proxies={"all": setting})
    assert response.failure is TransportFailure.REFUSED


def test_behind_a_proxy() -> None:
    async def go() -> tuple[Response, list[bytes]]:
        async with serve(OK) as raw:
            setting = Setting(parse_address(raw.url), Origin.env("HTTP_PROXY"))
            async with Transport(network(proxies={"http": setting})) as transport:
                return await transport.send(get("http://169.254.169.254/")), raw.received

    response, received = asyncio.run(go())
    assert response.failure is TransportFailure.REFUSED
    assert received == []


def test_after_a_redirect() -> None:
    scene = two_origins(Gate())
    away = tuple(
        replace(index, redirect="http://169.254.169.254/latest") for index in scene.site.indexes
    )
    replayed, _ = run(replace(scene, site=replace(scene.site, indexes=away)))
    asked = [e for e in replayed.exchanges if e.request.url.host == "169.254.169.254"]
    assert asked
    assert {e.response.failure for e in asked} == {TransportFailure.REFUSED}
