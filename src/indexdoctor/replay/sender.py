"""One way for every request of a run: limits, numbering, progress."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from dataclasses import replace

from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.replay import probe
from indexdoctor.replay.ledger import Ledger
from indexdoctor.replay.memory import Memory, key
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.transport import Transport

AT_ONCE = 50  # requests under way, as many as uv has by default
LONGEST_PAUSE = 10.0  # seconds a Retry-After is waited for
NO_PROBE = "the publish probe is turned off"


class Sender:
    """Sends what the drive and the matrix want sent; a `memory` keeps what is answered."""

    def __init__(
        self,
        transport: Transport,
        recorder: Recorder,
        ledger: Ledger,
        *,
        publish_probe: bool = True,
        observer: Callable[[str], None] = lambda text: None,
        memory: Memory | None = None,
    ) -> None:
        self._transport = transport
        self._recorder = recorder
        self._ledger = ledger
        self._publish_probe = publish_probe
        self._observer = observer
        self._memory = memory
        self._room = asyncio.Semaphore(AT_ONCE)

    def over(self, transport: Transport) -> Sender:
        """The same limits, numbering and progress, for requests that go another way."""
        other = copy.copy(self)
        other._transport = transport
        return other

    async def send(self, request: Request) -> Response:
        """Send one of the client's own requests.

        An upload is replaced by the probe. What must not be sent is recorded and answered with
        failure `refused` and a text that begins with `not sent`.
        """
        left_alone = await self._pause(request)
        if left_alone is None:
            left_alone = _taken(request)
        if left_alone is not None:
            self._recorder.note(f"{request.url.realm}: {left_alone}", incomplete=True)
            return await self._unsent(request, left_alone)
        sent = await self._sent(request, effective=True)
        return await self._unsent(request, sent) if isinstance(sent, str) else sent[1]

    async def probe(self, request: Request) -> tuple[int, Response] | str:
        """Send a request of indexdoctor's own: its exchange's id and answer, or why not."""
        pause = self._ledger.pauses.get(request.url.realm)
        if pause is not None:
            return pause.text
        return await self._sent(request, effective=False)

    async def once_more(self, request: Request) -> tuple[int, Response] | str:
        """Send what was sent before, after the pause the server asked for: its id and answer.

        Another version of the client is not told this answer; it gives the reason when the pause
        is too long, or the account was refused too often.
        """
        left_alone = await self._pause(request)
        if left_alone is not None:
            return left_alone
        other = copy.copy(self)
        other._memory = None
        return await other._sent(request, effective=False)

    async def _pause(self, request: Request) -> str | None:
        """Wait as long as the server wants; in words what it wants when that is too long."""
        pause = self._ledger.pauses.get(request.url.realm)
        left = 0.0 if pause is None else pause.until - self._recorder.elapsed()
        if 0 < left <= LONGEST_PAUSE:
            await asyncio.sleep(left)
        elif pause is not None and left > 0:
            return pause.text
        return None

    async def _sent(self, request: Request, *, effective: bool) -> tuple[int, Response] | str:
        if request.role is Role.UPLOAD and not self._publish_probe:
            self._recorder.note(f"{NO_PROBE}: no upload was tried")
            return NO_PROBE
        if not await self._ledger.enter(request):
            return refusal_text(request, self._ledger)
        response: Response | None = None
        try:
            async with self._room:
                self._observer(f"{request.method} {replace(request.url, query=None)}")
                # A redirected upload of older uv is a GET.
                is_upload = request.role is Role.UPLOAD and request.method == "POST"
                form = probe.form(request) if is_upload else None
                number, response = await self._recorder.exchange(
                    request, self._transport.send(request, form), effective=effective
                )
        finally:
            await self._ledger.leave(request, response)
        if self._memory is not None:
            self._memory.note(key(request, self._transport.network), number, response)
        return number, response

    async def _unsent(self, request: Request, text: str) -> Response:
        async def answer() -> Response:
            return Response(
                0, request.url, failure=TransportFailure.REFUSED, failure_text=f"not sent: {text}"
            )

        _, response = await self._recorder.exchange(request, answer(), effective=True)
        return response


def _taken(request: Request) -> str | None:
    """Why a credential stays here that the client would give away."""
    credential = request.credential
    if credential is None or credential.taken_by is None:
        return None
    return (
        f"a source distribution of {credential.taken_by} names this server, and {credential.origin}"
        " is not sent there"
    )


def refusal_text(request: Request, ledger: Ledger) -> str:
    """Why an account is left alone."""
    name = request.credential.username if request.credential is not None else None
    count = ledger.refusals(request)
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"{name or 'this account'} was refused {times} already (--max-refusals)"
