"""A request that was refused beside many others, once more with nothing beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from indexdoctor.model.control import ControlKind
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.replay.controls.desk import Desk
from indexdoctor.replay.controls.question import Question
from indexdoctor.replay.recorder import MASK, Recorder

_OVERLOADED = (429, 503)
_READ = (Role.PAGE, Role.FLAT, Role.METADATA, Role.FILE)
MANY = 4  # requests, of which some were refused, that may look like a limit


def suspected(recorder: Recorder) -> list[Question]:
    """One for each index: of many requests some were answered 429 or 503, or 401 or 403.

    A single request cannot have been too many at once.
    """
    last: dict[object, Exchange] = {}
    for exchange in recorder.effective:
        request = exchange.request
        if request.role in _READ:
            last[(request.role, request.asked_for, request.package, request.url)] = exchange
    found: dict[str, Question] = {}
    ends = list(last.values())
    for exchange in (*_overloaded(ends), *_some_of_many(ends)):
        label = exchange.request.asked_for
        if label is not None and MASK not in str(exchange.request.url):
            found.setdefault(label, Question(label, None, exchange, (), is_read=False))
    return list(found.values())


async def ask(question: Question, desk: Desk) -> None:
    """Send the refused request again, after the pause the server asked for."""
    made = await desk.asking.once_more(question.request)
    desk.keep(question, ControlKind.ALONE, question.request.credential, made)


def _overloaded(ends: list[Exchange]) -> list[Exchange]:
    asked = Counter(exchange.request.url.realm for exchange in ends)
    return [
        exchange
        for exchange in ends
        if exchange.response.status in _OVERLOADED and asked[exchange.request.url.realm] >= MANY
    ]


def _some_of_many(ends: list[Exchange]) -> Iterator[Exchange]:
    """The first refusal among many requests of one kind, credential and index, if some passed."""
    groups: dict[object, list[Exchange]] = {}
    for exchange in ends:
        request = exchange.request
        key = None if request.credential is None else request.credential.key
        groups.setdefault((request.role, request.asked_for, key), []).append(exchange)
    for group in groups.values():
        refused = [e for e in group if e.response.status in (401, 403)]
        passed = [e for e in group if 200 <= e.response.status < 300]
        if len(group) >= MANY and refused and passed:
            yield refused[0]
