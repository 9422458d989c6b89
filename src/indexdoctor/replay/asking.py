"""indexdoctor's own requests: each once in a run, redirects followed on the same server only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from indexdoctor.model.exchange import Exchange, Request, Response, TransportFailure
from indexdoctor.model.url import Url, UrlError
from indexdoctor.replay.plan import Held, is_in_scope
from indexdoctor.replay.recorder import MASK
from indexdoctor.replay.sender import Sender

MAX_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_SENT = (TransportFailure.REFUSED, TransportFailure.DEADLINE)

Made = tuple[int, Response]
Key = tuple[str, Url, object]


class Asking:
    """What was sent already is not sent again: its answer is given."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._made: dict[Key, asyncio.Future[Made | str]] = {}
        self._unreachable: dict[str, str] = {}

    def remember(self, exchanges: Sequence[Exchange]) -> None:
        """Take the client's own exchanges for sent."""
        answered: set[str] = set()
        for exchange in exchanges:
            response, realm = exchange.response, exchange.request.url.realm
            if response.failure in _NOT_SENT:
                continue
            made: asyncio.Future[Made | str] = asyncio.get_running_loop().create_future()
            made.set_result((exchange.id, response))
            self._made[_key(exchange.request)] = made
            if response.failure in (None, TransportFailure.LIMIT):
                answered.add(realm)
            else:
                self._unreachable[realm] = response.failure_text
        for realm in answered:
            self._unreachable.pop(realm, None)

    async def ask(self, request: Request, held: Sequence[Held]) -> Made | str:
        """The last exchange's id and answer, or why it was not sent.

        A redirect is followed where `held` lets the credential go.
        """
        made = await self._once(request)
        for _ in range(MAX_HOPS):
            if isinstance(made, str):
                break
            following = _redirected(request, made[1])
            if following is None or not self._may_follow(following, held):
                break
            request = following
            made = await self._once(request)
        return made

    async def once_more(self, request: Request) -> Made | str:
        """Send a request whether it was sent before or not; no redirect is followed."""
        return await self._sender.once_more(request)

    def _may_follow(self, request: Request, held: Sequence[Held]) -> bool:
        if MASK in str(request.url) and _key(request) not in self._made:
            return False  # where a recorded answer led to is not known any more
        return is_in_scope(request, held)

    async def _once(self, request: Request) -> Made | str:
        key = _key(request)
        if key in self._made:
            return await asyncio.shield(self._made[key])
        failure = self._unreachable.get(request.url.realm)
        if failure is not None:
            return f"the server cannot be reached: {failure}"
        future: asyncio.Future[Made | str] = asyncio.get_running_loop().create_future()
        self._made[key] = future
        try:
            made = await self._sender.probe(request)
        except BaseException:
            future.cancel()
            raise
        future.set_result(made)
        return made


def _key(request: Request) -> Key:
    credential = request.credential
    return (request.method, request.url, None if credential is None else credential.key)


def _redirected(request: Request, response: Response) -> Request | None:
    """The next hop of a read, when it stays on the same server; uploads are not sent on."""
    location = response.headers.get("location")
    if request.method != "GET" or response.status not in _REDIRECTS or location is None:
        return None
    try:
        url = request.url.join(location).url
    except UrlError:
        return None
    if url.realm != request.url.realm or url == request.url:
        return None
    return replace(request, url=url, hop=request.hop + 1)
