"""What was answered in a run, so that another version of a client can be told the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import (
    Answer,
    Ask,
    Exchange,
    KeyringExchange,
    Request,
    Response,
    Send,
    TransportFailure,
)
from indexdoctor.model.replayed import Conclusion, Ending, Replayed
from indexdoctor.model.resolution import Network
from indexdoctor.replay.lockstep import Steps
from indexdoctor.replay.recorder import kept, redacted
from indexdoctor.replay.way import Way, way

Key = tuple[str, object, object, str, Way]
_NO_ANSWER = (TransportFailure.REFUSED, TransportFailure.DEADLINE)


def key(request: Request, network: Network) -> Key:
    """What makes two requests the same: method, URL, credential, range, and the way there."""
    credential = request.credential
    ranges = "".join(value for name, value in request.headers if name.lower() == "range")
    sent = None if credential is None or credential.is_empty else credential.key
    return (request.method, request.url, sent, ranges, way(network, request.url))


class Memory:
    """Every answer of a run, whole, with the id of its exchange, in the order they came."""

    def __init__(self) -> None:
        self._answers: dict[Key, list[tuple[int, Response]]] = {}
        self._unsent: dict[Key, Response] = {}
        self._keyring: dict[KeyringQuestion, KeyringAnswer] = {}

    def note(self, asked: Key, number: int, response: Response) -> None:
        """Keep an answer; what did not come is not kept."""
        if response.failure not in _NO_ANSWER:
            self._answers.setdefault(asked, []).append((number, response))

    def note_unsent(self, asked: Key, response: Response) -> None:
        """Keep what stands for the answer to a request that must not be sent."""
        self._unsent[asked] = response

    def unsent(self, asked: Key) -> Response | None:
        return self._unsent.get(asked)

    def note_keyring(self, question: KeyringQuestion, answer: KeyringAnswer) -> None:
        """Keep what the keyring said; it is asked once."""
        self._keyring.setdefault(question, answer)

    def answers(self, asked: Key) -> list[tuple[int, Response]]:
        """The answers to the same request, the first one first."""
        return self._answers.get(asked, [])

    def keyring(self, question: KeyringQuestion) -> KeyringAnswer | None:
        return self._keyring.get(question)


@dataclass(slots=True)
class Course:
    """One version's way through what is known: its requests and questions, in order.

    The first of two equal requests gets the first answer, the second the second; when there are
    no more, the last one stands.
    """

    memory: Memory
    network: Network
    exchanges: list[Exchange] = field(default_factory=list)
    questions: list[KeyringExchange] = field(default_factory=list)
    _times: Counter[Key] = field(default_factory=Counter)

    def knows(self, step: Send | Ask) -> bool:
        if isinstance(step, Ask):
            return self.memory.keyring(step.question) is not None
        return bool(self.memory.answers(key(step.request, self.network)))

    def answer(self, step: Send | Ask) -> Answer:
        """The answer to a step that is known."""
        if isinstance(step, Ask):
            said = self.memory.keyring(step.question) or KeyringAnswer()
            self.questions.append(KeyringExchange(step.question, said))
            return said
        asked = key(step.request, self.network)
        answers = self.memory.answers(asked)
        times = self._times[asked]
        self._times[asked] += 1
        number, response = answers[min(times, len(answers) - 1)]
        return self.take(step.request, number, response)

    def take(self, request: Request, number: int, response: Response) -> Response:
        """Keep a request with its answer, redacted as the recorder does; the whole answer."""
        self.exchanges.append(Exchange(number, kept(request), redacted(request, response)))
        return response

    def known(self, steps: Steps) -> list[Answer] | None:
        """The answers to all steps; None when one is not known."""
        answers: list[Answer] = []
        for step in steps:
            unsent = None
            if isinstance(step, Send):
                unsent = self.memory.unsent(key(step.request, self.network))
            if self.knows(step):
                answers.append(self.answer(step))
            elif unsent is not None and isinstance(step, Send):
                answers.append(self.take(step.request, 0, unsent))
            else:
                return None
        return answers

    def replayed(
        self, conclusions: tuple[Conclusion, ...], base: Replayed | None = None
    ) -> Replayed:
        """As the result of a replay; `base` is one in the same memory, for its probes
        and control requests.

        A failure that comes of a request that was not sent is none of the client's.
        """
        if any(e.response.failure is TransportFailure.REFUSED for e in self.exchanges):
            conclusions = tuple(c for c in conclusions if c.ending is not Ending.FAILED)
        mine = {exchange.id for exchange in self.exchanges}
        others = () if base is None else base.exchanges
        return Replayed(
            exchanges=(*self.exchanges, *(e for e in others if e.id not in mine)),
            effective=tuple(dict.fromkeys(e.id for e in self.exchanges)),
            keyring=tuple(self.questions),
            conclusions=conclusions,
            probes=() if base is None else base.probes,
            controls=() if base is None else base.controls,
            links=() if base is None else base.links,
        )
