"""A forward proxy on loopback that records what it is asked and reaches nothing but loopback."""

from __future__ import annotations

import contextlib
import http.client
import selectors
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from indexdoctor.lab.answers import presented
from indexdoctor.lab.seen import Seen
from indexdoctor.lab.site import LabProxy

IDLE_TIMEOUT = 20.0  # seconds a silent tunnel or connection is kept
_BUFFER = 65536
_HOPS = frozenset({"proxy-authorization", "proxy-connection", "connection", "keep-alive"})
_REACHED = frozenset({"127.0.0.1", "::1", "localhost"})


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, proxy: LabProxy, note: Callable[[Seen], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy
        self.note = note

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no concern of the lab's."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener
    timeout = IDLE_TIMEOUT
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged; requests are recorded."""

    def _refused(self) -> int | None:
        """407 for who may not pass, 403 for a place that is not on loopback."""
        account = self.server.proxy.account
        who = presented(self.headers.get("Proxy-Authorization"))
        if account is not None and (
            who.scheme != "basic"
            or who.username != account.name
            or who.secret is None
            or who.secret.reveal() != account.password
        ):
            return 407
        return None if self._place()[0] in _REACHED else 403

    def _place(self) -> tuple[str, int]:
        text = self.path if "://" in self.path else f"//{self.path}"
        parts = urlsplit(text)
        return parts.hostname or "", parts.port or 80

    def _note(self, status: int) -> None:
        who = presented(self.headers.get("Proxy-Authorization"))
        url = self.path if "://" in self.path else f"https://{self.path}/"
        self.server.note(
            Seen(
                self.command,
                url,
                who.scheme,
                who.username,
                who.secret,
                None,
                status,
                time.monotonic(),
                by_proxy=True,
            )
        )

    def _answer(
        self, status: int, headers: list[tuple[str, str]], body: bytes, length: str | None = None
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        refused = self._refused()
        if refused is not None:
            self._note(refused)
            challenge = [("Proxy-Authenticate", 'Basic realm="lab"')] if refused == 407 else []
            self._answer(refused, challenge, b"")
            return
        host, port = self._place()
        parts = urlsplit(self.path)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {n: v for n, v in self.headers.items() if n.lower() not in _HOPS}
        connection = http.client.HTTPConnection(host, port, timeout=IDLE_TIMEOUT)
        try:
            connection.request(self.command, target, body or None, headers)
            answer = connection.getresponse()
            kept = [
                (name, value)
                for name, value in answer.getheaders()
                if name.lower() not in _HOPS | {"content-length", "transfer-encoding"}
            ]
            length, content = answer.getheader("Content-Length"), answer.read()
        except OSError:
            self._note(502)
            self._answer(502, [], b"")
            return
        finally:
            connection.close()
        self._note(answer.status)
        self._answer(answer.status, kept, content, length)

    do_GET = do_HEAD = do_POST = _forward  # noqa: N815

    def do_CONNECT(self) -> None:
        refused = self._refused()
        if refused is not None:
            self._note(refused)
            self.close_connection = True
            challenge = [("Proxy-Authenticate", 'Basic realm="lab"')] if refused == 407 else []
            self._answer(refused, challenge, b"")
            return
        try:
            server = socket.create_connection(self._place(), timeout=IDLE_TIMEOUT)
        except OSError:
            self._note(502)
            self._answer(502, [], b"")
            return
        self._note(200)
        self.close_connection = True
        with server:
            self.send_response_only(200)
            self.end_headers()
            self.wfile.flush()
            _join(self.connection, server)


def _join(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until one side ends."""
    with selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while ready := selector.select(IDLE_TIMEOUT):
            for key, _ in ready:
                source: socket.socket = key.fileobj  # type: ignore[assignment]
                data = source.recv(_BUFFER)
                if not data:
                    return
                key.data.sendall(data)


class ProxyServer:
    """Runs a `LabProxy` while used as a context manager; `base` is its URL."""

    def __init__(self, proxy: LabProxy, note: Callable[[Seen], None]) -> None:
        self._listener = _Listener(proxy, note)
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self.base = f"http://127.0.0.1:{self._listener.server_port}"

    def __enter__(self) -> ProxyServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join(timeout=2)
