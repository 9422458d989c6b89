"""Other versions of the client, driven with what was answered; only what is new is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import Answer, Ask, Request, Response, Role, Send, TransportFailure
from indexdoctor.model.replayed import Conclusion, Ending, Replayed
from indexdoctor.model.report import Note
from indexdoctor.model.resolution import Resolution
from indexdoctor.replay.drive import Phased
from indexdoctor.replay.lockstep import Steps, rounds
from indexdoctor.replay.memory import Course, Memory, key
from indexdoctor.replay.plan import OUT_OF_SCOPE, Held
from indexdoctor.replay.sender import Sender


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the client: its session, and what it makes of the files."""

    session: Phased
    resolution: Resolution


class Versions:
    """Drives versions one after the other; `ask` runs the keyring command."""

    def __init__(
        self,
        sender: Sender,
        memory: Memory,
        ask: Callable[[KeyringQuestion], Awaitable[KeyringAnswer]],
    ) -> None:
        self._sender = sender
        self._memory = memory
        self._ask = ask

    async def run(self, version: Version, base: Replayed) -> Replayed:
        """What a version does; `base` is the replay whose probes stand for all versions."""
        course = Course(self._memory)
        reasons: list[str] = []
        running = rounds(version.session)
        conclusions: tuple[Conclusion, ...]
        try:
            steps = next(running)
            while True:
                await self._learn([s for s in steps if not course.knows(s)], version, reasons)
                steps = running.send([self._answer(step, course, reasons) for step in steps])
        except StopIteration as stop:
            conclusions = stop.value
        if reasons:
            # A failure that comes of a request that was not sent is none of the client's.
            conclusions = tuple(c for c in conclusions if c.ending is not Ending.FAILED)
        notes = tuple(Note(text, incomplete=True) for text in dict.fromkeys(reasons))
        return replace(course.replayed(conclusions, base), notes=notes)

    async def _learn(self, steps: Steps, version: Version, reasons: list[str]) -> None:
        """Send what no version has sent yet, each request once, and ask the new questions."""
        requests = {key(s.request): s.request for s in steps if isinstance(s, Send)}
        await asyncio.gather(*(self._send(r, version, reasons) for r in requests.values()))
        for step in steps:
            if isinstance(step, Ask) and self._memory.keyring(step.question) is None:
                self._memory.note_keyring(step.question, await self._ask(step.question))

    async def _send(self, request: Request, version: Version, reasons: list[str]) -> None:
        if not _in_scope(request, version.resolution):
            reasons.append(f"{request.url.netloc} was not asked: {OUT_OF_SCOPE}")
            return
        sent = await self._sender.probe(request)
        if isinstance(sent, str):
            reasons.append(f"{request.url.netloc} was not asked: {sent}")

    def _answer(self, step: Send | Ask, course: Course, reasons: list[str]) -> Answer:
        if course.knows(step) or isinstance(step, Ask):
            return course.answer(step)
        text = f"not sent: {reasons[-1] if reasons else ''}"
        unsent = Response(0, step.request.url, failure=TransportFailure.REFUSED, failure_text=text)
        return course.take(step.request, 0, unsent)


def _in_scope(request: Request, resolution: Resolution) -> bool:
    """Whether the source of a request's credential binds it to that URL.

    The user's own client may send it elsewhere; for the sake of another version nothing is.
    """
    if request.credential is None:
        return True
    publish = resolution.publish
    if request.role is Role.UPLOAD and publish is not None:
        home = publish.url.value.url.realm
    elif request.role is Role.CHECK and publish is not None and publish.check is not None:
        home = publish.check.value.url.realm
    else:
        rows = (r for r in resolution.rows if r.index.label == request.asked_for)
        home = next((row.index.url.realm for row in rows), request.url.realm)
    return Held(request.credential, home).may_go_to(request.url)
