"""Who was refused how often, and which servers asked for a pause."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from indexdoctor.model.credential import Scheme
from indexdoctor.model.exchange import Request, Response

Account = tuple[str, object]


def account(request: Request) -> Account | None:
    """The account a request speaks for: its server, and the user name (or the bearer token)."""
    credential = request.credential
    if credential is None or credential.is_empty:
        return None
    who: object = credential.username or ""
    if credential.scheme is Scheme.BEARER:
        who = credential.secret
    return (request.url.realm, who)


@dataclass(frozen=True, slots=True)
class Pause:
    """A server's wish to be left alone: until when (by the ledger's clock), and its answer."""

    until: float
    response: Response


class Ledger:
    """Lets a request pass only while its account has refusals to spare.

    Directories lock accounts after a few wrong passwords. So requests of an account that are
    under way count as refusals until they are answered, and the next one waits. A credential an
    index has accepted passes freely there: a 403 after that is about rights, not the password.
    `limit` None lets everything pass.
    """

    def __init__(self, limit: int | None, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._refusals: Counter[Account] = Counter()
        self._under_way: Counter[Account] = Counter()
        self._accepted: set[object] = set()
        self._changed = asyncio.Condition()
        self.pauses: dict[str, Pause] = {}

    def refusals(self, request: Request) -> int:
        """How often the account of this request was refused so far."""
        key = account(request)
        return 0 if key is None else self._refusals[key]

    async def enter(self, request: Request, limit: int | None = None) -> bool:
        """Wait for the request's turn; False when its account was refused too often.

        `limit` takes the place of the ledger's own. After True, `leave` must follow.
        """
        key = account(request)
        limit = self._limit if limit is None else limit
        if key is None:
            return True
        if limit is not None and _proof(request) not in self._accepted:
            async with self._changed:
                await self._changed.wait_for(
                    lambda: (
                        _proof(request) in self._accepted
                        or self._refusals[key] + self._under_way[key] < limit
                        or self._refusals[key] >= limit
                    )
                )
                if _proof(request) not in self._accepted and self._refusals[key] >= limit:
                    return False
        self._under_way[key] += 1
        return True

    async def leave(self, request: Request, response: Response | None) -> None:
        """Note the answer (None: there was none) and let the next one pass."""
        if response is not None:
            self._note_pause(request, response)
        key = account(request)
        if key is None:
            return
        async with self._changed:
            self._under_way[key] -= 1
            if response is not None and response.failure is None:
                proof = _proof(request)
                if response.status == 401 or (
                    response.status == 403 and proof not in self._accepted
                ):
                    self._refusals[key] += 1
                    self._accepted.discard(proof)
                elif 200 <= response.status < 300:
                    self._accepted.add(proof)
            self._changed.notify_all()

    def _note_pause(self, request: Request, response: Response) -> None:
        seconds = retry_after(response)
        if response.status == 429 or (response.status == 503 and seconds is not None):
            until = self._clock() + (seconds or 0.0)
            self.pauses[request.url.realm] = Pause(until, response)


def _proof(request: Request) -> object:
    key = None if request.credential is None else request.credential.key
    return (key, request.url.realm, request.asked_for)


def retry_after(response: Response) -> float | None:
    """The seconds of a Retry-After header (a number or a date); None without a usable one."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 12 else math.inf
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())
