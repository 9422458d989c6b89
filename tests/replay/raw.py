"""A server that writes given bytes and keeps the bytes it was sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from indexdoctor.model.exchange import Request, Role
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.resolution import Network
from indexdoctor.model.url import parse_address

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"


def setting(value: float) -> Setting[float]:
    return Setting(value, Origin.default("test"))


def network(timeout: float = 5.0, **more: Any) -> Network:
    """A network without proxies; `more` are further fields of Network."""
    return Network(
        timeout=setting(timeout),
        connect_timeout=setting(timeout),
        upload_timeout=setting(timeout),
        retries=Setting(0, Origin.default("test")),
        **more,
    )


def get(url: str, role: Role = Role.PAGE, **more: Any) -> Request:
    return Request("GET", parse_address(url).url, role, **more)


@dataclass
class Raw:
    """What was received, a request an entry, and what is written back: bytes, or seconds to wait.

    After the last piece the connection is closed.
    """

    port: int = 0
    received: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def serve(*pieces: bytes | float) -> AsyncIterator[Raw]:
    raw = Raw()
    running: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.create_task(answer(reader, writer)))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            head = await reader.readuntil(b"\r\n\r\n")
            for line in head.split(b"\r\n"):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    head += await reader.readexactly(int(value))
            raw.received.append(head)
            for piece in pieces:
                if isinstance(piece, float):
                    await asyncio.sleep(piece)
                else:
                    writer.write(piece)
                    await writer.drain()

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    raw.port = server.sockets[0].getsockname()[1]
    try:
        async with server:
            yield raw
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.sleep(0)  # lets the transports close
