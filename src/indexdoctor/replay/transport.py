"""Sends single requests: credentials, proxies, TLS, limits; every failure is a value."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import threading
from dataclasses import replace

from indexdoctor import __version__
from indexdoctor.model.credential import Credential, Scheme
from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Address, Url
from indexdoctor.records import record
from indexdoctor.replay import content, proxies, tls
from indexdoctor.replay.addresses import FORBIDDEN, is_forbidden, is_forbidden_name
from indexdoctor.replay.stopwatch import Stopwatch
from indexdoctor.replay.wire import Answer, Pool, ProxyServer, Timeouts, WireError

USER_AGENT = f"indexdoctor/{__version__}"
_DECODED = ("gzip", "deflate", "identity")


@record
class Form:
    """The body of a POST and its content type."""

    content_type: str
    body: bytes


class Transport:
    """All connections of one run, used as an asynchronous context manager.

    `send` never raises for what a server or the network does: the Response says it.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._pools: dict[tuple[bool | None, str], Pool] = {}
        self._tls_trouble = ""
        self._room = content.PAGES_LIMIT
        self._resolved: dict[str, asyncio.Task[WireError | None]] = {}

    async def __aenter__(self) -> Transport:
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self._resolved.values():
            task.cancel()
        await asyncio.gather(*self._resolved.values(), return_exceptions=True)
        for pool in self._pools.values():
            await pool.close()

    async def send(self, request: Request, form: Form | None = None) -> Response:
        """Send, and read the answer up to the limit of its role."""
        stopwatch = Stopwatch()
        response = await self._answer(request, form, stopwatch)
        return replace(response, phases=stopwatch.phases())

    async def _answer(self, request: Request, form: Form | None, stopwatch: Stopwatch) -> Response:
        started: list[Response] = []
        try:
            self._allow(request.url)
            async with asyncio.timeout(self.network.timeout.value):
                return await self._send(request, form, started, stopwatch)
        except WireError as error:
            text = error.text
            if error.failure is TransportFailure.TLS and self._tls_trouble:
                text += f" ({self._tls_trouble})"
            return _failed(request.url, error.failure, text)
        except TimeoutError:
            # The status is known already when only the body of a refusal is slow.
            seconds = f"the time limit ({self.network.timeout.value:g} s)"
            if started:
                return replace(
                    started[0], cut=f"the body of a refusal did not come whole within {seconds}"
                )
            return _failed(
                request.url, TransportFailure.TIMEOUT, f"no whole answer within {seconds}"
            )

    def _allow(self, url: Url) -> None:
        if self.network.offline is not None and self.network.offline.value:
            raise WireError(TransportFailure.REFUSED, "offline: nothing is sent")
        if url.scheme not in ("http", "https"):
            raise WireError(TransportFailure.REFUSED, "only http and https URLs are requested")
        if is_forbidden_name(url.host):
            raise WireError(TransportFailure.REFUSED, FORBIDDEN)

    async def _send(
        self, request: Request, form: Form | None, started: list[Response], stopwatch: Stopwatch
    ) -> Response:
        url = request.url
        proxy = proxies.choose(self.network, url)
        host = url.host if proxy is None else proxy.url.host
        with stopwatch.look_up() if self._is_unresolved(host) else contextlib.nullcontext():
            await self._check_addresses(host, proxied=proxy is not None)
        pool = self._pool(url, proxy)
        timeouts = Timeouts(self.network.connect_timeout.value, self.network.timeout.value)
        body = None if form is None else form.body
        async with pool.send(
            request.method, url, _headers(request, form), body, timeouts, stopwatch
        ) as answer:
            if answer.status >= 400:
                started.append(_response(answer, url, truncated=True))
            return await self._read(request, answer)

    async def _read(self, request: Request, answer: Answer) -> Response:
        if request.method == "HEAD":
            return _response(answer, request.url)
        try:
            body = content.Body(
                answer.headers.get("content-encoding", ""),
                content.limit(request, answer.status),
            )
            await body.read(answer.body)
            if answer.status == 200 and request.role in content.WHOLE:
                self._take(body, answer.headers.get("content-type", ""))
        except content.LimitError as error:
            text = f"{error}, and no more is read"
            raise WireError(TransportFailure.LIMIT, text) from None
        except (content.ContentError, WireError) as error:
            if answer.status >= 400 or 300 <= answer.status < 400:
                return _response(answer, request.url, truncated=True)
            if isinstance(error, WireError):
                raise
            raise WireError(TransportFailure.PROTOCOL, str(error)) from None
        return _response(answer, request.url, body.value, truncated=body.truncated)

    def _take(self, body: content.Body, media: str) -> None:
        """Take a whole page. Raises LimitError."""
        if body.truncated:
            raise content.LimitError(f"the page is longer than {content.mib(content.PAGE_LIMIT)}")
        content.examine(body.value, media)
        self._room -= len(body.value)
        if self._room < 0:
            text = f"the pages of this run are longer than {content.mib(content.PAGES_LIMIT)}"
            raise content.LimitError(f"{text} together")

    def _pool(self, url: Url, proxy: Address | None) -> Pool:
        schemes = (url.scheme, "" if proxy is None else proxy.url.scheme)
        # None: TLS has no part in it, so no roots are loaded.
        verify = None if "https" not in schemes else not tls.is_insecure(self.network, url)
        key = (verify, "" if proxy is None else str(proxy.url))
        if key not in self._pools:
            server = None if proxy is None else _server(proxy)
            context = None
            if verify is not None:
                context, trouble = tls.context(self.network, verify=verify)
                self._tls_trouble = self._tls_trouble or trouble
            self._pools[key] = Pool(context, server)
        return self._pools[key]

    def _is_unresolved(self, host: str) -> bool:
        return host not in self._resolved or not self._resolved[host].done()

    async def _check_addresses(self, host: str, *, proxied: bool) -> None:
        """Resolve a server or proxy once in a run; refuse one with a forbidden address."""
        if host not in self._resolved:
            self._resolved[host] = asyncio.create_task(_look_up(host))
        failure = await asyncio.shield(self._resolved[host])
        if failure is None:
            return
        if proxied and failure.failure is TransportFailure.DNS:
            raise WireError(TransportFailure.PROXY, "the proxy's host name cannot be resolved")
        raise failure


async def _look_up(host: str) -> WireError | None:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[WireError | None] = loop.create_future()

    def deliver(failure: WireError | None) -> None:
        if not answer.done():
            answer.set_result(failure)

    def run() -> None:
        failure = _resolve(host.removeprefix("[").removesuffix("]"))
        with contextlib.suppress(RuntimeError):  # the run has ended meanwhile
            loop.call_soon_threadsafe(deliver, failure)

    # A daemon thread: the end of the run does not wait for a name server that is silent.
    threading.Thread(target=run, daemon=True, name="resolve").start()
    return await answer


def _resolve(host: str) -> WireError | None:
    if is_forbidden_name(host):
        return WireError(TransportFailure.REFUSED, FORBIDDEN)
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return WireError(TransportFailure.DNS, "the host name cannot be resolved")
    if any(is_forbidden(str(entry[4][0])) for entry in found):
        return WireError(TransportFailure.REFUSED, FORBIDDEN)
    return None


def _server(proxy: Address) -> ProxyServer:
    if proxy.url.scheme not in ("http", "https"):
        raise WireError(
            TransportFailure.PROXY, f"indexdoctor cannot use a {proxy.url.scheme} proxy"
        )
    userinfo = proxy.userinfo
    if userinfo is None:
        return ProxyServer(proxy.url)
    try:
        return ProxyServer(proxy.url, userinfo.username, userinfo.password)
    except UnicodeDecodeError:
        raise WireError(
            TransportFailure.PROXY, "the user information of the proxy URL is not UTF-8"
        ) from None


def _headers(request: Request, form: Form | None) -> list[tuple[str, bytes]]:
    headers = [("Host", request.url.netloc.encode("ascii"))]
    given = {name.lower() for name, _ in request.headers}
    for name, value in request.headers:
        if name.lower() == "accept-encoding":
            # Only what can be decoded here is asked for; the meaning of the answer is the same.
            kept = [part.strip() for part in value.split(",") if part.strip() in _DECODED]
            value = ", ".join(kept) or "identity"
        headers.append((name, value.encode("utf-8")))
    if "accept" not in given:
        headers.append(("Accept", b"*/*"))
    if "accept-encoding" not in given:
        plain = "range" in given or request.role is Role.FILE
        headers.append(("Accept-Encoding", b"identity" if plain else b"gzip, deflate"))
    headers.append(("User-Agent", USER_AGENT.encode("ascii")))
    if request.credential is not None:
        authorization = _authorization(request.credential)
        if authorization is not None:
            headers.append(("Authorization", authorization))
    if form is not None:
        headers.append(("Content-Type", form.content_type.encode("ascii")))
    return headers


def _authorization(credential: Credential) -> bytes | None:
    """The value of the Authorization header; None when there is nothing to send."""
    if credential.is_empty:
        return None
    secret = credential.secret.reveal() if credential.secret is not None else ""
    if credential.scheme is Scheme.BEARER:
        return b"Bearer " + secret.encode("utf-8", "surrogateescape")
    pair = f"{credential.username or ''}:{secret}".encode("utf-8", "surrogateescape")
    return b"Basic " + base64.b64encode(pair)


def _response(answer: Answer, url: Url, body: bytes = b"", *, truncated: bool = False) -> Response:
    return Response(
        answer.status,
        url,
        answer.headers,
        body,
        truncated=truncated,
        reason=answer.reason,
        http_version=answer.version,
    )


def _failed(url: Url, failure: TransportFailure, text: str) -> Response:
    return Response(0, url, failure=failure, failure_text=text)
