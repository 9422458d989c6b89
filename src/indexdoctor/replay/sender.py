"""One way for every request of a run: limits, numbering, progress."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.replay import probe
from indexdoctor.replay.ledger import Ledger
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.transport import Transport

AT_ONCE = 50  # requests under way, as many as uv has by default
LONGEST_PAUSE = 10.0  # seconds a Retry-After is waited for
NO_PROBE = "the publish probe is turned off"


class Sender:
    """Sends what the drive and the matrix want sent."""

    def __init__(
        self,
        transport: Transport,
        recorder: Recorder,
        ledger: Ledger,
        *,
        publish_probe: bool = True,
        observer: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._transport = transport
        self._recorder = recorder
        self._ledger = ledger
        self._publish_probe = publish_probe
        self._observer = observer
        self._room = asyncio.Semaphore(AT_ONCE)

    async def send(
        self, request: Request, *, effective: bool, limit: int | None = None
    ) -> tuple[int, Response]:
        """Send one request; the id of its exchange and the answer.

        An upload is replaced by the probe. What must not be sent is recorded with failure
        `refused`. `limit` is the number of refusals its account may have had.
        """
        if request.role is Role.UPLOAD and not self._publish_probe:
            self._recorder.note(f"{NO_PROBE}: no upload was tried")
            return await self._unsent(request, NO_PROBE, effective)
        async with self._room:
            waited = await self._pause(request, effective)
            if waited is not None:
                return waited
        if not await self._ledger.enter(request, limit):
            return await self._unsent(request, refusal_text(request, self._ledger), effective)
        response: Response | None = None
        try:
            async with self._room:
                self._observer(f"{request.method} {replace(request.url, query=None)}")
                form = probe.form(request) if request.role is Role.UPLOAD else None
                number, response = await self._recorder.exchange(
                    request, self._transport.send(request, form), effective=effective
                )
        finally:
            await self._ledger.leave(request, response)
        return number, response

    async def _pause(self, request: Request, effective: bool) -> tuple[int, Response] | None:
        """Honour a Retry-After: wait when it is short, else do not send."""
        pause = self._ledger.pauses.get(request.url.realm)
        left = 0.0 if pause is None else pause.until - self._recorder.elapsed()
        if pause is None or left <= 0:
            return None
        if left <= LONGEST_PAUSE:
            await asyncio.sleep(left)
            return None
        text = f"the server asked for a pause of {left:.0f} s ({pause.response.status})"
        self._recorder.note(f"{request.url.realm}: {text}", incomplete=True)
        return await self._unsent(request, text, effective)

    async def _unsent(self, request: Request, text: str, effective: bool) -> tuple[int, Response]:
        async def answer() -> Response:
            return Response(
                0, request.url, failure=TransportFailure.REFUSED, failure_text=f"not sent: {text}"
            )

        return await self._recorder.exchange(request, answer(), effective=effective)


def refusal_text(request: Request, ledger: Ledger) -> str:
    """Why an account is left alone."""
    name = request.credential.username if request.credential is not None else None
    count = ledger.refusals(request)
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"{name or 'this account'} was refused {times} already (--max-refusals)"
