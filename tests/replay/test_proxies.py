"""Which proxy a URL goes through."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socketserver
import ssl
import threading
from dataclasses import replace

import pytest
import trustme
from tests.replay.raw import OK, get, network, serve
from tests.replay.test_matrix import run, two_origins

from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import Account, Gate, LabIndex, Package, Site
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Response, TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.secret import Secret
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


def test_older_releases_tell_capitals_apart() -> None:
    assert not bypasses("H.Example", "h.example", cased=True)
    assert bypasses("h.example,10.0.0.0/8", "10.1.2.3", cased=True)


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


async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> bytes:
    """Open a tunnel to a loopback port whatever name was asked for; give the CONNECT request."""

    async def copy(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError), contextlib.closing(to):
            while data := await source.read(65536):
                to.write(data)
                await to.drain()

    head = await reader.readuntil(b"\r\n\r\n")
    other_reader, other_writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 Open\r\n\r\n")
    await asyncio.gather(copy(reader, other_writer), copy(other_reader, writer))
    return head


def test_a_tunnel_keeps_the_credential_from_the_proxy() -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("index.example").configure_cert(context)
    site = Site(
        accounts=(Account("ann", "s3cret"),),
        indexes=(LabIndex("/simple", packages=(Package("foo"),), gate=Gate.private()),),
    )
    heads: list[asyncio.Task[bytes]] = []

    async def through(roots: str, port: int) -> Response:
        server = await asyncio.start_server(
            lambda r, w: heads.append(asyncio.create_task(tunnel(r, w, port))), "127.0.0.1", 0
        )
        own = server.sockets[0].getsockname()[1]
        proxy = Setting(parse_address(f"http://us%40er:p%3Aw@127.0.0.1:{own}/"), ENV)
        settings = network(
            proxies={"all": proxy},
            tls_roots=Setting("file", ENV),
            ca_file=Setting(roots, ENV),
        )
        credential = Credential(Source.URL, ENV, "ann", Secret("s3cret"))
        async with server:
            async with Transport(settings) as transport:
                request = get("https://index.example/simple/foo/", credential=credential)
                response = await transport.send(request)
            await asyncio.gather(*heads)
            return response

    with authority.cert_pem.tempfile() as roots, LabServer(site, tls=context) as lab:
        response = asyncio.run(through(roots, int(lab.bases[0].rpartition(":")[2])))
        seen = lab.taken()
    assert response.status == 200
    assert [request.username for request in seen] == ["ann"]
    phases = response.phases
    assert phases is not None and phases.connect is not None and phases.tls is not None
    assert 0 < phases.tls < phases.connect, "the tunnel is opened before the handshake"
    (head,) = (task.result() for task in heads)
    assert head.startswith(b"CONNECT index.example:443 HTTP/1.1\r\n")
    sent = base64.b64encode(b"us@er:p:w")
    assert b"proxy-authorization: basic " + sent.lower() in head.lower()
    assert b"\r\nauthorization:" not in head.lower()


def test_a_public_index_is_not_told_what_the_client_does_not_tell_it() -> None:
    """The private index has the package, so the client never asks the one behind the proxy."""
    received: list[bytes] = []

    class Refuse(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            received.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.1 403 No\r\n\r\n")

    scene = two_origins(Gate.private())
    found = tuple(replace(i, packages=(Package("foo"),)) for i in scene.site.indexes)
    tables = (
        '[[index]]\nname = "one"\nurl = "{{origin}}/a/simple"\n\n'
        '[[index]]\nname = "public"\nurl = "https://pypi.org/simple"\ndefault = true\n'
    )
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuse) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        port = server.server_address[1]
        replayed, _ = run(
            replace(
                scene,
                site=replace(scene.site, indexes=found),
                files=(("project/uv.toml", tables), ("project/requirements.in", "foo\n")),
                environ=(*scene.environ, ("HTTPS_PROXY", f"http://127.0.0.1:{port}")),
            )
        )
        server.shutdown()
    assert received == []
    assert {probe.index for probe in replayed.probes} == {"one"}
