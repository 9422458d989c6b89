"""Other versions of the client, driven with what was answered; only what is new is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import Answer, Ask, Request, Response, Role, Send, TransportFailure
from indexdoctor.model.replayed import Conclusion, Replayed
from indexdoctor.model.report import Note
from indexdoctor.model.resolution import Resolution
from indexdoctor.records import record
from indexdoctor.replay.drive import Phased
from indexdoctor.replay.lockstep import Steps, rounds
from indexdoctor.replay.memory import Course, Memory, key
from indexdoctor.replay.plan import OUT_OF_SCOPE, Held
from indexdoctor.replay.sender import Sender
from indexdoctor.replay.transports import Transports


@record
class Version:
    """One version of the client: its session, and what it makes of the files."""

    session: Phased
    resolution: Resolution


Allows = Callable[[Send | Ask], bool]


class Versions:
    """Drives versions one after the other; `ask` runs the keyring command.

    With `allows` a version is followed only as long as every request and question that is new is
    allowed and answered.
    """

    def __init__(
        self,
        sender: Sender,
        transports: Transports,
        memory: Memory,
        ask: Callable[[KeyringQuestion], Awaitable[KeyringAnswer]],
        allows: Allows | None = None,
    ) -> None:
        self._sender = sender
        self._transports = transports
        self._memory = memory
        self._ask = ask
        self._allows = allows

    async def run(self, version: Version, base: Replayed) -> Replayed | None:
        """What a version does; `base` is the replay whose probes stand for all versions.

        None where it was not followed to its end.
        """
        network = version.resolution.network
        sender = self._sender.over(self._transports.over(network))
        course = Course(self._memory, network)
        reasons: list[str] = []
        running = rounds(version.session)
        conclusions: tuple[Conclusion, ...]
        try:
            steps = next(running)
            while True:
                new = [step for step in steps if not course.knows(step)]
                if self._allows is not None and not all(map(self._allows, new)):
                    running.close()
                    return None
                reasons += await self._learn(new, version.resolution, sender)
                if self._allows is not None and reasons:
                    running.close()
                    return None
                steps = running.send([self._answer(step, course, reasons) for step in steps])
        except StopIteration as stop:
            conclusions = stop.value
        notes = tuple(Note(text, incomplete=True) for text in dict.fromkeys(reasons))
        return replace(course.replayed(conclusions, base), notes=notes)

    async def _learn(self, steps: Steps, resolution: Resolution, sender: Sender) -> list[str]:
        """Send what no version has sent yet, each request once, and ask the new questions.

        Gives the reasons why requests were not sent.
        """
        sends = (step.request for step in steps if isinstance(step, Send))
        requests = {key(request, resolution.network): request for request in sends}
        sent = await asyncio.gather(*(_send(r, resolution, sender) for r in requests.values()))
        for step in steps:
            if isinstance(step, Ask) and self._memory.keyring(step.question) is None:
                self._memory.note_keyring(step.question, await self._ask(step.question))
        return [reason for reason in sent if reason is not None]

    def _answer(self, step: Send | Ask, course: Course, reasons: list[str]) -> Answer:
        if course.knows(step) or isinstance(step, Ask):
            return course.answer(step)
        text = f"not sent: {reasons[-1] if reasons else ''}"
        unsent = Response(0, step.request.url, failure=TransportFailure.REFUSED, failure_text=text)
        self._memory.note_unsent(key(step.request, course.network), unsent)
        return course.take(step.request, 0, unsent)


async def _send(request: Request, resolution: Resolution, sender: Sender) -> str | None:
    """Send a request; gives the reason when it is not sent."""
    if not _in_scope(request, resolution):
        return f"{request.url.netloc} was not asked: {OUT_OF_SCOPE}"
    sent = await sender.probe(request)
    return f"{request.url.netloc} was not asked: {sent}" if isinstance(sent, str) else None


def _in_scope(request: Request, resolution: Resolution) -> bool:
    """Whether the source of a request's credential binds it to that server.

    The user's own client may send it to another one; for the sake of another version nothing is.
    """
    credential = request.credential
    if credential is None:
        return True
    if credential.taken_by is not None:
        return False
    if credential.scope is not None:
        return credential.scope.realm == request.url.realm
    publish = resolution.publish
    if request.role is Role.UPLOAD and publish is not None:
        home = publish.url.value.url.realm
    elif request.role is Role.CHECK and publish is not None and publish.check is not None:
        home = publish.check.value.url.realm
    else:
        rows = (r for r in resolution.rows if r.index.label == request.asked_for)
        home = next((row.index.url.realm for row in rows), request.url.realm)
    return Held(credential, home).may_go_to(request.url)
