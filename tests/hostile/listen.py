"""A hostile server on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Iterator

from tests.hostile.servers import KINDS, Peer

NEVER_ACCEPTS = "never accepts"
NOT_TLS = "TLS garbage"


@contextlib.contextmanager
def listen(name: str, seed: str) -> Iterator[str]:
    """Its base URL; it is gone when the block ends."""
    if name == NEVER_ACCEPTS:
        with _full_queue() as url:
            yield url
        return
    started = threading.Event()
    state: dict[str, str] = {}
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(_serve(name, random.Random(seed), state, started, ended))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    if not started.wait(10):
        raise RuntimeError("the server did not start")
    try:
        yield state["url"]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)


@contextlib.contextmanager
def _full_queue() -> Iterator[str]:
    with socket.socket() as listening, contextlib.ExitStack() as stack:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


async def _serve(
    name: str,
    draw: random.Random,
    state: dict[str, str],
    started: threading.Event,
    ended: asyncio.Event,
) -> None:
    tasks: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            try:
                if name == NOT_TLS:
                    await reader.read(64)
                    writer.write(bytes(draw.randrange(256) for _ in range(500)))
                    return
                head = await reader.readuntil(b"\r\n\r\n")
                await KINDS[name](Peer(draw, head, reader, writer, state["url"]))
            finally:
                writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(answer(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    state["url"] = f"{'https' if name == NOT_TLS else 'http'}://127.0.0.1:{port}"
    started.set()
    await ended.wait()
    server.close()
    for task in tuple(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
