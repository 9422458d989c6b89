"""Running a foreign command with a time and a size limit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

from indexdoctor.model.credential import Trouble
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

_GRACE = 1.0  # seconds a killed process is waited for


@record
class Ended:
    """A process that ended by itself; a negative exit code is the signal that ended it."""

    exit_code: int
    output: bytes
    errors: bytes

    def __repr__(self) -> str:
        return f"Ended(exit_code={self.exit_code})"  # the output is a secret


@record
class Broken:
    """A process that did not start, or that was ended: why, and what it had said by then."""

    reason: str
    trouble: Trouble
    errors: bytes = b""

    def __repr__(self) -> str:
        return f"Broken({self.reason})"


class _Output(asyncio.SubprocessProtocol):
    """Gathers output; `closed` is done when the process and both its pipes have ended."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.streams = {1: bytearray(), 2: bytearray()}
        self.closed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.exited = asyncio.Event()

    def _finish(self, complete: bool) -> None:
        if not self.closed.done():
            self.closed.set_result(complete)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        stream = self.streams[fd]
        stream += data
        if len(stream) > self.limit:
            if fd == 1:
                self._finish(False)
            del stream[: -self.limit]  # what a program complains of stands at the end

    def process_exited(self) -> None:
        self.exited.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(True)


async def run(
    command: Path,
    arguments: tuple[str, ...],
    surroundings: Surroundings,
    *,
    timeout: float,
    limit: int,
) -> Ended | Broken:
    """Run a command to its end. `timeout` is in seconds.

    `limit` is for the standard output, in bytes; of the standard error, which is read to its end,
    as much is kept of its end.
    """
    options: dict[str, Any] = {}
    if sys.platform != "win32":
        options["start_new_session"] = True
    loop = asyncio.get_running_loop()
    try:
        transport, protocol = await loop.subprocess_exec(
            lambda: _Output(limit),
            "keyring",
            *arguments,
            executable=str(command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=surroundings.cwd,
            env=dict(surroundings.environ),
            **options,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "invalid argument"
        return Broken(f"cannot be started: {reason}", Trouble.STARTING)
    try:
        async with asyncio.timeout(timeout):
            complete = await protocol.closed
    except TimeoutError:
        reason = f"no answer within {timeout:g} s"
        return Broken(reason, Trouble.TIMEOUT, bytes(protocol.streams[2]))
    finally:
        if not (protocol.closed.done() and protocol.exited.is_set()):
            _kill(transport)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await protocol.exited.wait()
        transport.close()
    if not complete:
        return Broken(f"more than {limit} bytes of output", Trouble.OTHER)
    exit_code = transport.get_returncode()
    output, errors = (bytes(protocol.streams[number]) for number in (1, 2))
    return Ended(-1 if exit_code is None else exit_code, output, errors)


def _kill(transport: asyncio.SubprocessTransport) -> None:
    """End the process and its group, which is its own: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform != "win32":
            os.killpg(transport.get_pid(), signal.SIGKILL)
        else:
            transport.kill()
