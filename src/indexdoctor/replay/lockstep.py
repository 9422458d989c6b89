"""Runs the flows of a session in rounds: all steps of a round are answered before the next one.

What it does depends on the answers alone, never on their timing, so two versions of a client that
get the same answers differ only where the versions do.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Protocol

from indexdoctor.model.exchange import Answer, Ask, Flow, Pause, Send, Step, Wait
from indexdoctor.model.replayed import Conclusion

if TYPE_CHECKING:
    from indexdoctor.replay.drive import Conclusions, Phased

Steps = list[Send | Ask]
Rounds = Generator[Steps, Sequence[Answer], tuple[Conclusion, ...]]


class Answerer(Protocol):
    """Gives the answers of one round; None when one of them is not known."""

    def __call__(self, steps: Steps) -> Sequence[Answer] | None: ...


def rounds(session: Phased) -> Rounds:
    """Yield the requests and keyring questions of each round; send their answers, in order.

    Gives the conclusions in the order of the flows. Pauses before retries are passed over.
    """
    conclusions: list[Conclusion] = []
    for flows in session.phases():
        conclusions += yield from _phase(flows)
    return tuple(conclusions)


def _phase(flows: Sequence[Flow[Conclusions]]) -> Rounds:
    ended: list[Conclusions] = [()] * len(flows)
    waiting: dict[int, Step] = {}

    def advance(number: int, answer: Answer, *, begun: bool = True) -> None:
        waiting.pop(number, None)
        flow = flows[number]
        try:
            step = flow.send(answer) if begun else next(flow)
            while isinstance(step, Pause):
                step = flow.send(None)
        except StopIteration as stop:
            ended[number] = stop.value
        else:
            waiting[number] = step

    for number in range(len(flows)):
        advance(number, None, begun=False)
    while waiting:
        asked = {n: step for n, step in waiting.items() if isinstance(step, Send | Ask)}
        held = [n for n, step in waiting.items() if isinstance(step, Wait)]
        if asked:
            answers = yield list(asked.values())
            for number, answer in zip(list(asked), answers, strict=True):
                advance(number, answer)
        for number in held:
            advance(number, None)
        if not asked and all(isinstance(waiting.get(n), Wait) for n in held):
            break  # each waits for another: this cannot go on
    for number in waiting:
        flows[number].close()
    return tuple(conclusion for conclusions in ended for conclusion in conclusions)


def played(session: Phased, answer: Answerer) -> tuple[Conclusion, ...] | None:
    """Run a session on answers that are known; None when one of them is not."""
    running = rounds(session)
    try:
        steps = next(running)
        while True:
            answers = answer(steps)
            if answers is None:
                running.close()
                return None
            steps = running.send(answers)
    except StopIteration as stop:
        conclusions: tuple[Conclusion, ...] = stop.value
        return conclusions
