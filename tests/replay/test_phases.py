"""Where the time of a request goes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import trustme
from tests.replay.raw import OK, Raw, get, network, serve

from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.model.exchange import Phases, Response, TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.stopwatch import Stopwatch
from indexdoctor.replay.transport import Transport

PAUSE = 0.15  # seconds the server waits; a busy machine adds to them and takes none away
HEAD, BODY = OK[:-2], OK[-2:]


def sent(*pieces: bytes | float, requests: int = 1, timeout: float = 5.0) -> list[Response]:
    async def run() -> list[Response]:
        async with serve(*pieces) as raw, Transport(network(timeout)) as transport:
            return [await transport.send(get(f"{raw.url}/")) for _ in range(requests)]

    return asyncio.run(run())


def phases(response: Response) -> Phases:
    assert response.phases is not None
    return response.phases


def total(item: Phases) -> float:
    """TLS is a part of connecting."""
    parts = (item.blocked, item.dns, item.connect, item.send, item.wait, item.receive)
    return sum(part for part in parts if part is not None)


def test_a_slow_head_is_waited_for_and_a_slow_body_received() -> None:
    (response,) = sent(PAUSE, HEAD, PAUSE * 2, BODY)
    found = phases(response)
    assert response.http_version == "HTTP/1.1"
    assert (found.wait or 0) >= PAUSE
    assert (found.receive or 0) >= PAUSE * 2
    assert found.dns is not None
    assert found.connect is not None
    assert found.send is not None
    assert found.tls is None


def test_the_phases_add_up_to_the_time_of_the_exchange() -> None:
    recorder = Recorder()

    async def run() -> None:
        async with serve(PAUSE, OK) as raw, Transport(network()) as transport:
            request = get(f"{raw.url}/")
            await recorder.exchange(request, transport.send(request), effective=True)

    before = datetime.now(UTC)
    asyncio.run(run())
    (exchange,) = recorder.exchanges
    timing = exchange.timing
    assert timing is not None and timing.at is not None
    assert abs(timing.ended - timing.started - total(phases(exchange.response))) < 0.02
    assert before - timedelta(seconds=0.1) <= timing.at <= datetime.now(UTC)


def test_the_host_is_looked_up_once() -> None:
    first, second = sent(OK, requests=2)
    assert phases(first).dns is not None
    assert phases(second).dns is None


def test_an_open_connection_is_not_opened_again() -> None:
    site = Site(indexes=(LabIndex("/simple", packages=(Package("foo"),)),))

    async def run(base: str) -> list[Response]:
        async with Transport(network()) as transport:
            return [await transport.send(get(f"{base}/simple/foo/")) for _ in range(2)]

    with LabServer(site) as lab:
        first, second = asyncio.run(run(lab.bases[0]))
    assert phases(first).connect is not None
    assert phases(second).connect is None
    assert phases(second).wait is not None


def test_a_handshake_is_part_of_connecting() -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    site = Site(indexes=(LabIndex("/simple", packages=(Package("foo"),)),))

    async def run(base: str, roots: str) -> Response:
        file, origin = Setting("file", Origin.default("test")), Origin.default("test")
        settings = network(tls_roots=file, ca_file=Setting(roots, origin))
        async with Transport(settings) as transport:
            return await transport.send(get(f"{base}/simple/foo/"))

    with authority.cert_pem.tempfile() as roots, LabServer(site, tls=context) as lab:
        found = phases(asyncio.run(run(lab.bases[0], roots)))
    assert found.tls is not None and found.connect is not None
    assert 0 < found.tls < found.connect


def test_an_answer_that_never_comes_was_waited_for() -> None:
    (response,) = sent(5.0, OK, timeout=PAUSE)
    assert response.failure is TransportFailure.TIMEOUT
    found = phases(response)
    assert found.receive is None
    assert 0 < (found.wait or 0) <= total(found)


def test_a_server_that_is_not_there_is_only_connected_to() -> None:
    async def run() -> Response:
        async with serve(OK) as raw:
            gone = Raw(raw.port)
        async with Transport(network()) as transport:
            return await transport.send(get(f"{gone.url}/"))

    response = asyncio.run(run())
    assert response.failure is TransportFailure.CONNECT
    found = phases(response)
    assert found.connect is not None
    assert (found.send, found.wait, found.receive) == (None, None, None)


def watched(events: Iterable[tuple[float, str]], end: float) -> Phases:
    clock = [0.0]
    stopwatch = Stopwatch(lambda: clock[-1])
    for moment, event in events:
        clock.append(moment)
        stopwatch.note(event)
    clock.append(end)
    found = stopwatch.phases()
    assert found is not None
    return found


def test_a_tunnel_is_part_of_connecting() -> None:
    """The events of the library for a request through a proxy's tunnel, in whole seconds."""
    found = watched(
        [
            (1, "connection.connect_tcp.started"),
            (2, "connection.connect_tcp.complete"),
            (2, "http11.send_request_headers.started"),
            (2, "http11.send_request_body.complete"),
            (5, "http11.receive_response_headers.complete"),
            (5, "proxy.start_tls.started"),
            (7, "proxy.start_tls.complete"),
            (8, "http11.send_request_headers.started"),
            (9, "http11.send_request_body.complete"),
            (13, "http11.receive_response_headers.complete"),
        ],
        end=16,
    )
    assert found == Phases(blocked=1, connect=7, tls=2, send=1, wait=4, receive=3)


def test_what_was_not_reached_is_not_known() -> None:
    begun = [(1.0, "connection.connect_tcp.started"), (2.0, "connection.connect_tcp.complete")]
    assert watched(begun, end=5) == Phases(blocked=1, connect=4)
    begun += [(2.0, "http11.send_request_headers.started")]
    assert watched(begun, end=5) == Phases(blocked=1, connect=1, send=3)
    assert Stopwatch().phases() is None
