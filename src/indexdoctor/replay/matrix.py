"""The probes of `--replay all`: each URL without credentials, and with each that may go there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Request, Response, TransportFailure
from indexdoctor.model.replayed import Probe
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.url import Url, UrlError
from indexdoctor.replay.plan import OUT_OF_SCOPE, Held, Target, targets
from indexdoctor.replay.recorder import MASK, Recorder
from indexdoctor.replay.sender import Sender

MAX_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_SENT = (TransportFailure.REFUSED, TransportFailure.DEADLINE)
_CUT_OFF = "the run ended before it was tried"

Made = tuple[int, Response]
Key = tuple[str, Url, object]


@dataclass(frozen=True, slots=True)
class Cell:
    """One credential (None: none) for one target; `reason` says why it is not tried."""

    target: Target
    credential: Credential | None
    reason: str = ""


class Matrix:
    """Tries every cell, all at the same time; what the client sent already is not sent again."""

    def __init__(
        self,
        sender: Sender,
        recorder: Recorder,
        resolution: Resolution,
        further: Mapping[str, Sequence[Held]] = MappingProxyType({}),
    ) -> None:
        self._sender = sender
        self._recorder = recorder
        self._resolution = resolution
        self._further = further
        self._made: dict[Key, asyncio.Future[Made | str]] = {}
        self._unreachable: dict[str, str] = {}

    async def run(self) -> None:
        """Send the probes; one Probe for each cell goes to the recorder, tried or not.

        When it is cancelled, the cells without an answer are recorded as not tried.
        """
        effective = self._recorder.exchanges
        self._remember(effective)
        cells = [c for target in self._targets(effective) for c in _cells(target)]
        probes = [_probe(cell, None, cell.reason or _CUT_OFF) for cell in cells]
        read = {e.request.url for e in effective if 200 <= e.response.status < 300}
        # Where the client could read, a credential can prove itself: then it passes everywhere
        # else without waiting for its turn.
        order = sorted(range(len(cells)), key=lambda n: cells[n].target.request.url not in read)
        tasks = [
            asyncio.create_task(self._try(cells[number], number, probes))
            for number in order
            if not cells[number].reason
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._recorder.probes.extend(probes)

    def _targets(self, effective: tuple[Exchange, ...]) -> Iterator[Target]:
        """Every URL, with what was found besides for its label."""
        for target in targets(self._resolution, effective):
            more = self._further.get(target.label, ())
            yield replace(target, held=(*target.held, *more))

    def _remember(self, exchanges: tuple[Exchange, ...]) -> None:
        answered: set[str] = set()
        for exchange in exchanges:
            response, realm = exchange.response, exchange.request.url.realm
            if response.failure in _NOT_SENT:
                continue
            made: asyncio.Future[Made | str] = asyncio.get_running_loop().create_future()
            made.set_result((exchange.id, response))
            self._made[_key(exchange.request)] = made
            if response.failure is None:
                answered.add(realm)
            else:
                self._unreachable[realm] = response.failure_text
        for realm in answered:
            self._unreachable.pop(realm, None)

    async def _try(self, cell: Cell, number: int, probes: list[Probe]) -> None:
        why = "a probe without credentials" if cell.credential is None else "a probe"
        request = replace(cell.target.request, credential=cell.credential, why=why)
        made = await self._once(request)
        for _ in range(MAX_HOPS):
            if isinstance(made, str):
                break
            following = _redirected(request, made[1])
            if following is None or not self._may_follow(cell, following):
                break
            request = following
            made = await self._once(request)
        if isinstance(made, str):
            probes[number] = _probe(cell, None, made)
        else:
            probes[number] = _probe(cell, made[0])

    def _may_follow(self, cell: Cell, request: Request) -> bool:
        if MASK in str(request.url) and _key(request) not in self._made:
            return False  # where a recorded answer led to is not known any more
        credential, held = cell.credential, cell.target.held
        return credential is None or any(
            one.credential.key == credential.key and one.may_go_to(request.url) for one in held
        )

    async def _once(self, request: Request) -> Made | str:
        """Send a request unless the same was sent before in this run."""
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


def _cells(target: Target) -> Iterator[Cell]:
    yield Cell(target, None)
    url = target.request.url
    allowed = [held.credential for held in target.held if held.may_go_to(url)]
    seen: set[object] = set()
    for held in target.held:
        credential = held.credential
        if credential.key in seen:
            continue
        seen.add(credential.key)
        fits = any(credential.key == other.key for other in allowed)
        yield Cell(target, credential, "" if fits else OUT_OF_SCOPE)


def _probe(cell: Cell, exchange: int | None, reason: str = "") -> Probe:
    request = cell.target.request
    return Probe(cell.target.label, request.role, cell.credential, exchange, reason)


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
