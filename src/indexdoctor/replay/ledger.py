"""Who was refused how often, and which servers asked for a pause."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from indexdoctor.model.credential import Scheme
from indexdoctor.model.exchange import Request, Response
from indexdoctor.model.url import Url
from indexdoctor.records import record

Account = tuple[str, object]


def account(request: Request) -> Account | None:
    """The account a request speaks for: its server, and the user name (or the bearer token).

    A user name without a password tries no password: no directory counts it, and uv sends one with
    every request before it asks the keyring.
    """
    credential = request.credential
    if credential is None or not credential.is_complete:
        return None
    who: object = credential.username or ""
    if credential.scheme is Scheme.BEARER:
        who = credential.secret
    return (request.url.realm, who)


@record
class Pause:
    """A server's wish to be left alone: until when (by the ledger's clock), and in words."""

    until: float
    text: str


class Ledger:
    """Lets a request pass only while its account has refusals to spare.

    Directories lock accounts after a few wrong passwords. So the requests of an account that are
    under way count as refusals until they are answered, and the next one waits. A credential
    passes freely at an index that has accepted it, for requests of the same role (public pages can
    lead to private files), and at every index of a server once that server has let it read what it
    had refused without: a 403 after that is about rights, not the password.
    `limit` None lets everything pass; it can be set during a run. `clock` gives seconds.
    """

    def __init__(self, limit: int | None, clock: Callable[[], float]) -> None:
        self.limit = limit
        self._clock = clock
        self._refusals: Counter[Account] = Counter()
        self._under_way: Counter[Account] = Counter()
        self._accepted: set[object] = set()
        self._refused_plain: set[Url] = set()
        self._read: dict[Url, set[object]] = {}
        self._changed = asyncio.Condition()
        self.pauses: dict[str, Pause] = {}

    def refusals(self, request: Request) -> int:
        """How often the account of this request was refused so far."""
        key = account(request)
        return 0 if key is None else self._refusals[key]

    async def enter(self, request: Request) -> bool:
        """Wait for the request's turn; False when its account was refused too often.

        After True, `leave` must follow.
        """
        key = account(request)
        if key is None:
            return True
        limit = self.limit
        if limit is not None:
            async with self._changed:
                await self._changed.wait_for(
                    lambda: (
                        self._is_proven(request)
                        or self._refusals[key] + self._under_way[key] < limit
                        or self._refusals[key] >= limit
                    )
                )
                if not self._is_proven(request) and self._refusals[key] >= limit:
                    return False
                self._under_way[key] += 1
        else:
            self._under_way[key] += 1
        return True

    async def leave(self, request: Request, response: Response | None) -> None:
        """Note the answer (None: there was none) and let the next one pass."""
        async with self._changed:
            if response is not None and response.failure is None:
                self._note_pause(request, response)
                self._note_answer(request, response)
            key = account(request)
            if key is not None:
                self._under_way[key] -= 1
            self._changed.notify_all()

    def _is_proven(self, request: Request) -> bool:
        here, server = _proofs(request)
        return here in self._accepted or server in self._accepted

    def _note_answer(self, request: Request, response: Response) -> None:
        key = account(request)
        if key is None:
            if response.is_refusal:
                self._refused_plain.add(request.url)
                self._accepted |= self._read.get(request.url, set())
            return
        here, server = _proofs(request)
        if response.status == 401 or (response.status == 403 and not self._is_proven(request)):
            self._refusals[key] += 1
            self._accepted -= {here, server}
        elif 200 <= response.status < 300:
            self._accepted.add(here)
            self._read.setdefault(request.url, set()).add(server)
            if request.url in self._refused_plain:
                self._accepted.add(server)

    def _note_pause(self, request: Request, response: Response) -> None:
        seconds = retry_after(response)
        if response.status == 429 or (response.status == 503 and seconds is not None):
            text = f"the server asked for a pause ({response.status}"
            known = seconds is not None and math.isfinite(seconds)
            text += f", Retry-After {seconds:.0f} s)" if known else ")"
            self.pauses[request.url.realm] = Pause(self._clock() + (seconds or 0.0), text)


def _proofs(request: Request) -> tuple[object, object]:
    """What an acceptance of this request's credential stands for: at its index, at its server."""
    key = None if request.credential is None else request.credential.key
    realm = request.url.realm
    return (key, realm, request.asked_for, request.role), (key, realm)


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
