"""Requests in a row that are alike: a client that tries again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from indexdoctor.diagnose.words import credential_name, outcome
from indexdoctor.model.exchange import Exchange
from indexdoctor.records import record
from indexdoctor.render.words import request_text


@record
class Repeat:
    """One request or several with the same text; `sent` names the credential, `why` the reason."""

    items: tuple[Exchange, ...]
    request: str
    sent: str
    outcome: str
    why: str

    @property
    def ids(self) -> str:
        """The number of the request, or the first and last of several."""
        first, last = self.items[0].id, self.items[-1].id
        return str(first) if first == last else f"{first}-{last}"

    @property
    def result(self) -> str:
        """What came back, and how often."""
        return self.outcome if len(self.items) == 1 else f"{self.outcome} ({len(self.items)} times)"

    @property
    def milliseconds(self) -> float | None:
        """What all of them took; None when it is not known of each."""
        timings = [item.timing for item in self.items if item.timing is not None]
        if len(timings) < len(self.items):
            return None
        return sum(timing.ended - timing.started for timing in timings) * 1000


def repeats(items: Iterable[Exchange]) -> Iterator[Repeat]:
    """The requests in order, those in a row that read alike as one."""
    for text, same in itertools.groupby(items, key=_text):
        yield Repeat(tuple(same), *text)


def _text(item: Exchange) -> tuple[str, str, str, str]:
    request = item.request
    sent = credential_name(request.credential)
    return request_text(item), sent, outcome(item.response), request.why or ""
