"""The HTTP library, behind one door: nothing else in the package imports it.

Requests go to the library's connection pools below its client, so that it adds no cookies,
follows no redirects, reads no environment, retries nothing and builds no Authorization header.
"""

from __future__ import annotations

import importlib
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url
from indexdoctor.records import record
from indexdoctor.replay.addresses import FORBIDDEN, is_forbidden
from indexdoctor.replay.stopwatch import Stopwatch

KEEPALIVE = 4.0  # seconds an idle connection is kept
CONNECTIONS = 64
MAX_HEADERS = 100  # more are no answer for uv: "message head is too large" (hyper; uv 0.13.8)
HEADERS_LIMIT = 100 * 1024  # bytes of a status line and headers; the HTTP library sets it

# The library loads these with its first request, whose time they would be added to.
for _late in ("anyio.abc", "anyio.lowlevel", "anyio.streams.tls", "httpcore"):
    importlib.import_module(_late)


class WireError(Exception):
    """No answer came. `text` is safe to show: it holds nothing of the request but its host."""

    def __init__(self, failure: TransportFailure, text: str) -> None:
        super().__init__(text)
        self.failure = failure
        self.text = text


class _ExactUrl(httpx.URL):
    """A URL whose request target is written as given instead of being encoded again."""

    def __init__(self, base: str, target: bytes) -> None:
        super().__init__(base)
        self._target = target

    @property
    def raw_path(self) -> bytes:
        return self._target


@record
class ProxyServer:
    """A proxy: its URL, and the user and password it is given."""

    url: Url
    username: str | None = None
    password: Secret | None = None


@record
class Timeouts:
    """Seconds for connecting, and for each read or write after it."""

    connect: float
    each: float


@record
class Answer:
    """Status and headers (lower-case names, repeated ones joined by a comma), and the raw body.

    `reason` is the reason phrase, without what is not ASCII.
    """

    version: str
    status: int
    reason: str
    headers: Mapping[str, str]
    body: AsyncIterator[bytes]


class Pool:
    """Connections made in one way: with one TLS context, directly or through one proxy.

    `context` None is for plain HTTP alone.
    """

    def __init__(self, context: ssl.SSLContext | None, proxy: ProxyServer | None = None) -> None:
        context = context or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._proxied = proxy is not None
        self._transport = httpx.AsyncHTTPTransport(
            verify=context,
            trust_env=False,
            http2=False,
            retries=0,
            proxy=None if proxy is None else _proxy(proxy, context),
            limits=httpx.Limits(
                max_connections=CONNECTIONS,
                max_keepalive_connections=CONNECTIONS,
                keepalive_expiry=KEEPALIVE,
            ),
        )

    @asynccontextmanager
    async def send(
        self,
        method: str,
        url: Url,
        headers: Sequence[tuple[str, bytes]],
        content: bytes | None,
        timeouts: Timeouts,
        stopwatch: Stopwatch,
    ) -> AsyncIterator[Answer]:
        """Send one request; the body is read while the block runs. Raises WireError."""

        async def trace(event: str, info: dict[str, Any]) -> None:
            stopwatch.note(event)
            await _check_peer(event, info)

        target = str(url.without_fragment())[len(url.realm) :].encode("ascii")
        try:
            request = httpx.Request(
                method,
                f"{url.realm}/",
                headers=[(name.encode("ascii"), value) for name, value in headers],
                content=content,
                extensions={
                    "timeout": {
                        "connect": timeouts.connect,
                        "read": timeouts.each,
                        "write": timeouts.each,
                        "pool": timeouts.each,
                    },
                    "trace": trace,
                },
            )
            request.url = _ExactUrl(f"{url.realm}/", target)
            response = await self._transport.handle_async_request(request)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ssl.SSLError, OSError) as error:
            raise _failure(error, self._proxied) from None
        response.request = request
        try:
            if len(response.headers.raw) > MAX_HEADERS:
                text = f"the answer has more than {MAX_HEADERS} headers"
                raise WireError(TransportFailure.PROTOCOL, text)
            yield Answer(
                response.http_version,
                response.status_code,
                response.reason_phrase,
                {name.lower(): value for name, value in response.headers.items()},
                self._body(response),
            )
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response) -> AsyncIterator[bytes]:
        try:
            async for part in response.aiter_raw():
                yield part
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise _failure(error, self._proxied) from None

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.aclose()


async def _check_peer(event: str, info: dict[str, Any]) -> None:
    """Hang up on a forbidden address before anything is sent to it.

    A name can have another address by now than when it was looked up.
    """
    if not event.endswith("connect_tcp.complete"):
        return
    stream = info["return_value"]
    address = stream.get_extra_info("server_addr")
    if not address or is_forbidden(str(address[0])):
        await stream.aclose()
        raise WireError(TransportFailure.REFUSED, FORBIDDEN)


def _proxy(proxy: ProxyServer, context: ssl.SSLContext) -> httpx.Proxy:
    auth = None
    if proxy.username is not None or proxy.password is not None:
        auth = (proxy.username or "", proxy.password.reveal() if proxy.password else "")
    return httpx.Proxy(
        proxy.url.realm,
        auth=auth,
        ssl_context=context if proxy.url.scheme == "https" else None,
    )


def _failure(error: BaseException, proxied: bool) -> WireError:
    """What went wrong, in words of our own: a library's message may repeat what was sent."""
    causes = _causes(error)
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return WireError(TransportFailure.TLS, _tls_text(cause))
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            kind = TransportFailure.PROXY if proxied else TransportFailure.DNS
            what = "the proxy's host name" if proxied else "the host name"
            return WireError(kind, f"{what} cannot be resolved")
    match error:
        case httpx.ConnectTimeout():
            return WireError(TransportFailure.TIMEOUT, "no connection within the time limit")
        case httpx.TimeoutException():
            return WireError(TransportFailure.TIMEOUT, "no answer within the time limit")
        case httpx.ProxyError():
            return WireError(TransportFailure.PROXY, _proxy_text(str(error)))
        case httpx.ConnectError():
            kind = TransportFailure.PROXY if proxied else TransportFailure.CONNECT
            to_proxy = " to the proxy" if proxied else ""
            return WireError(kind, f"no connection{to_proxy}: {_system_text(causes)}")
        case httpx.NetworkError():
            return WireError(TransportFailure.PROTOCOL, "the connection broke off")
        case httpx.RemoteProtocolError() if "buffer too long" in str(error):
            text = f"the answer has more than {HEADERS_LIMIT // 1024} KiB of headers"
            return WireError(TransportFailure.LIMIT, f"{text}, and no more is read")
        case httpx.RemoteProtocolError():
            return WireError(TransportFailure.PROTOCOL, "the answer is not valid HTTP, or cut off")
        case _:
            return WireError(TransportFailure.PROTOCOL, "the request cannot be written as HTTP")


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or current in found:
            continue
        found.append(current)
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += list(current.exceptions)
    return found


def _tls_text(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not accepted: {error.verify_message}"
    reason = (error.reason or "").replace("_", " ").lower()
    return f"the TLS handshake fails: {reason}" if reason else "the TLS handshake fails"


def _proxy_text(message: str) -> str:
    status = message[:3]
    if status.isdigit():
        return f"the proxy answers {status} to CONNECT"
    return "the proxy does not open a tunnel"


def _system_text(causes: Sequence[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, OSError) and cause.strerror and cause.errno:
            return cause.strerror.lower()
    return "the server cannot be reached"
