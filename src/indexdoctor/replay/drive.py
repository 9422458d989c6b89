"""Runs a client's flows against the network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Protocol

from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import Answer, Ask, Flow, Pause, Send, Step, TransportFailure, Wait
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.sender import Sender

Conclusions = tuple[Conclusion, ...]
Asker = Callable[[KeyringQuestion], Awaitable[KeyringAnswer]]


class Phased(Protocol):
    """What gives the flows of a run, phase after phase."""

    def phases(self) -> Iterator[Sequence[Flow[Conclusions]]]: ...


class Drive:
    """Answers the steps of flows: requests from the network, keyring questions from `ask`."""

    def __init__(self, sender: Sender, recorder: Recorder, ask: Asker) -> None:
        self._sender = sender
        self._recorder = recorder
        self._ask = ask
        self._progress = 0
        self._moved = asyncio.Condition()

    async def run(self, session: Phased) -> None:
        """Run every phase; the conclusions go to the recorder, in the order of the flows.

        When it is cancelled, the conclusions of the flows that had ended are recorded still.
        """
        for flows in session.phases():
            ended: list[Conclusions] = [()] * len(flows)
            tasks = [
                asyncio.create_task(self._flow(flow, number, ended))
                for number, flow in enumerate(flows)
            ]
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for conclusions in ended:
                    self._recorder.conclusions.extend(conclusions)

    async def _flow(self, flow: Flow[Conclusions], number: int, ended: list[Conclusions]) -> None:
        answer: Answer = None
        left_alone: str | None = None
        waited = False
        try:
            while True:
                seen = self._progress
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    ended[number] = self._sound(stop.value, left_alone)
                    return
                if isinstance(step, Wait):
                    if not waited:
                        await self._move()
                        seen = self._progress
                    waited, answer = True, None
                    await self._wait(seen)
                    continue
                waited = False
                await self._move()
                answer = await self._answer(step)
                if _left_alone(answer):
                    left_alone = getattr(answer, "failure_text", "")
        finally:
            flow.close()
            await self._move()

    def _sound(self, conclusions: Conclusions, left_alone: str | None) -> Conclusions:
        """Drop failures that come of a request indexdoctor would not send, and say so."""
        if left_alone is None:
            return conclusions
        kept = tuple(c for c in conclusions if c.ending is not Ending.FAILED)
        for dropped in conclusions:
            if dropped not in kept:
                self._recorder.note(f"{dropped.subject}: {left_alone}", incomplete=True)
        return kept

    async def _answer(self, step: Step) -> Answer:
        if isinstance(step, Send):
            return await self._sender.send(step.request)
        if isinstance(step, Ask):
            started = self._recorder.elapsed()
            answer = await self._ask(step.question)
            self._recorder.keyring(step.question, answer, started)
            return answer
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
        return None

    async def _move(self) -> None:
        """Tell the flows that wait that another has gone on."""
        self._progress += 1
        async with self._moved:
            self._moved.notify_all()

    async def _wait(self, seen: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._progress != seen)


def _left_alone(answer: Answer) -> bool:
    """Whether the client would have got an answer that indexdoctor did not ask for, or not read."""
    failure = getattr(answer, "failure", None)
    if failure is TransportFailure.LIMIT:
        return True
    text = getattr(answer, "failure_text", "")
    return failure is TransportFailure.REFUSED and text.startswith("not sent: ")
