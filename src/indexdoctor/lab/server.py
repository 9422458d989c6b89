"""A loopback index server whose behaviour is a `Site` and which records what it is asked.

    with LabServer(site) as lab:
        ...  # lab.bases[0] is "http://127.0.0.1:PORT"
    for seen in lab.record: ...

It listens on 127.0.0.1 only (for the host `[::1]` on ::1), on ports the system chooses, and stops
when the block ends.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from indexdoctor.lab.answers import Reply, answer, busy, presented
from indexdoctor.lab.proxy import ProxyServer
from indexdoctor.lab.seen import Seen
from indexdoctor.lab.site import Site, fill

BODY_LIMIT = 16 * 1024 * 1024  # bytes; what is longer is answered 413
_MANY = 1 << 20  # requests at once where a site sets no limit
IDLE_TIMEOUT = 20.0  # seconds a silent connection is kept


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self, lab: LabServer, origin: int, port: int, context: ssl.SSLContext | None
    ) -> None:
        is_six = lab.site.hosts[origin].startswith("[")
        self.address_family = socket.AF_INET6 if is_six else socket.AF_INET
        super().__init__(("::1" if is_six else "127.0.0.1", port), _Handler)
        self.lab = lab
        self.origin = origin
        self.connections: set[socket.socket] = set()
        self.guard = threading.Lock()
        if context is not None:
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.guard:
            self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.guard:
            self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no concern of the lab's."""

    def close_all(self) -> None:
        with self.guard:
            left = list(self.connections)
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener
    timeout = IDLE_TIMEOUT
    disable_nagle_algorithm = True
    wbufsize = -1  # one write an answer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged; requests are recorded."""

    def _body(self) -> bytes | None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts: list[bytes] = []
            total = 0
            while True:
                size = int(self.rfile.readline(64).split(b";")[0].strip() or b"0", 16)
                total += size
                if total > BODY_LIMIT:
                    return None
                if size:
                    parts.append(self.rfile.read(size))
                self.rfile.readline(64)
                if not size:
                    return b"".join(parts)
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length) if 0 <= length <= BODY_LIMIT else None

    def _serve(self) -> None:
        room = self.server.lab.room
        has_room = room.acquire(blocking=False)
        try:
            self._answer(has_room)
        finally:
            if has_room:
                room.release()

    def _answer(self, has_room: bool) -> None:
        arrived = time.monotonic()
        lab, origin = self.server.lab, self.server.origin
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.flush()
        body = self._body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, _query = self.path.partition("?")
        if body is None:
            reply = Reply(413)
            self.close_connection = True
        elif not has_room:
            reply = busy(lab.site, lab.bases)
        else:
            turn = lab.turn(origin, path)
            reply = answer(lab.site, origin, self.command, path, headers, body, lab.bases, turn)
        who = presented(headers.get("authorization"))
        lab.note(
            Seen(
                self.command,
                lab.bases[origin] + self.path,
                who.scheme,
                who.username,
                who.secret,
                headers.get("range"),
                reply.status,
                arrived,
                upload=bool(body) and b'name="content"' in (body or b""),
            )
        )
        if reply.latency:
            time.sleep(reply.latency)
        self.send_response_only(reply.status, reply.reason)
        for name, value in reply.headers:
            self.send_header(name, value)
        # A body after 204 or 304 would be read as the beginning of the next answer.
        body = b"" if reply.status in (204, 304) else reply.body
        if reply.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


for _method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler._serve)


class LabServer:
    """Serves a `Site` on loopback while used as a context manager.

    `bases` are the base URLs of the origins. `record` is the list of requests in order of arrival;
    `clear()` empties it. `tls` is the context of the origins in `site.secure` (of all, when none is
    named there). `ports` are the ports of the origins where they matter (0 or none: the system
    chooses). OSError when one is taken. `proxy` is the base URL of the site's proxy, "" without.
    """

    def __init__(
        self, site: Site, *, tls: ssl.SSLContext | None = None, ports: tuple[int, ...] = ()
    ) -> None:
        self.site = site
        self.record: list[Seen] = []
        self._turns: Counter[tuple[int, str]] = Counter()
        self._guard = threading.Lock()
        self.room = threading.Semaphore(site.at_once or _MANY)
        chosen = ports + (0,) * (len(site.hosts) - len(ports))
        secure = range(len(site.hosts)) if tls and not site.secure else site.secure
        self._listeners = [
            _Listener(self, n, chosen[n], tls if n in secure else None)
            for n in range(len(site.hosts))
        ]
        self._threads: list[threading.Thread] = []
        self._proxy = None if site.proxy is None else ProxyServer(site.proxy, self.note)
        self.proxy = "" if self._proxy is None else self._proxy.base
        self.bases: tuple[str, ...] = tuple(
            f"{'https' if n in secure else 'http'}://{site.hosts[n]}:{listener.server_port}"
            for n, listener in enumerate(self._listeners)
        )

    def fill(self, text: str) -> str:
        """`text` with the placeholders of this lab's addresses replaced."""
        return fill(text, self.bases, self.proxy)

    def note(self, seen: Seen) -> None:
        """Append to the record."""
        with self._guard:
            self.record.append(seen)

    def turn(self, origin: int, path: str) -> int:
        """How often a path was asked for before; this time is counted."""
        with self._guard:
            self._turns[origin, path] += 1
            return self._turns[origin, path] - 1

    def clear(self) -> None:
        """Forget what was recorded."""
        with self._guard:
            self.record.clear()
            self._turns.clear()

    def taken(self) -> Sequence[Seen]:
        """A copy of the record."""
        with self._guard:
            return tuple(self.record)

    def __enter__(self) -> LabServer:
        for listener in self._listeners:
            thread = threading.Thread(
                target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
            )
            thread.start()
            self._threads.append(thread)
        if self._proxy is not None:
            self._proxy.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._proxy is not None:
            self._proxy.__exit__(kind, error, trace)
        for listener in self._listeners:
            listener.shutdown()
            listener.close_all()
            listener.server_close()
        for thread in self._threads:
            thread.join(timeout=2)
