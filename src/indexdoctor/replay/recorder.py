"""Numbers and keeps the exchanges of a run, redacted as they are recorded."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from indexdoctor.clients.uv.redirects import MAX_REDIRECTS, REDIRECTS
from indexdoctor.model.control import Control, PageLinks
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import (
    Exchange,
    KeyringExchange,
    Request,
    Response,
    Role,
    Timing,
    TransportFailure,
)
from indexdoctor.model.replayed import Conclusion, Probe, Replayed
from indexdoctor.model.report import Note

EXCERPT = 4096  # bytes of a body that are kept
PHRASE = 200  # characters of a reason phrase that are kept
PAGES = 8 * 1024 * 1024  # bytes of pages that are kept whole while the run lasts
MASK = "****"
_PAGES = (Role.PAGE, Role.FLAT, Role.CONTROL)
_IN_JSON = re.compile(rb'"filename"\s*:\s*"([^"]+)"')
# Each repetition has an end, so that no page takes long.
_IN_HTML = re.compile(
    rb"<a\s[^>]{0,1000}>\s{0,100}([^<>\s][^<>]{0,500}?\.(?:whl|tar\.gz|zip|egg|tar\.bz2))"
    rb"\s{0,100}</a",
    re.IGNORECASE,
)
_HIDDEN_HEADERS = ("set-cookie", "set-cookie2", "authorization", "proxy-authorization")
_LINKS = ("location", "content-location", "link", "refresh")
# Signed links carry what opens them in the query, sign-ons in the fragment or a path parameter.
_QUERY = re.compile(r"([?#;])[^\s\"'<>,]+")
_USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")
_SECRET_NAMES = re.compile(r"token|secret|session|signature|passw|api-?key|csrf|credential")


class Recorder:
    """What was sent and answered, in order of starting; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._began_at = datetime.now(UTC)
        self._exchanges: list[Exchange] = []
        self._effective: list[int] = []
        self._keyring: list[KeyringExchange] = []
        self._further: list[KeyringExchange] = []
        self.conclusions: list[Conclusion] = []
        self.probes: list[Probe] = []
        self._pages: dict[int, Response] = {}
        self._room = PAGES
        self.controls: list[Control] = []
        self.links: list[PageLinks] = []
        self._notes: dict[Note, None] = {}

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges so far, those without an answer yet included (failure `deadline`)."""
        return tuple(self._exchanges)

    @property
    def effective(self) -> tuple[Exchange, ...]:
        """Those of the client itself."""
        return tuple(self._exchanges[number - 1] for number in self._effective)

    def elapsed(self) -> float:
        """Seconds since the run began, to the microsecond."""
        return round(self._clock() - self._began, 6)

    async def exchange(
        self, request: Request, answer: Awaitable[Response], *, effective: bool
    ) -> tuple[int, Response]:
        """Await the answer; give the exchange's id and the whole answer.

        What is kept is redacted: cookies and passwords in headers are masked, a body is an
        excerpt, and only of a refusal, an upload's answer or an HTML page. A request cut off
        by the deadline or Ctrl-C stays recorded as such.
        """
        number = len(self._exchanges) + 1
        started = self.elapsed()
        cut = Response(
            0,
            request.url,
            failure=TransportFailure.DEADLINE,
            failure_text="the run ended before the answer came",
        )
        self._exchanges.append(Exchange(number, kept(request), cut, self._timing(started)))
        if effective:
            self._effective.append(number)
        try:
            response = await answer
        except asyncio.CancelledError:
            self._keep(number, cut)
            raise
        self._keep(number, redacted(request, response))
        if request.hop >= MAX_REDIRECTS and response.status in REDIRECTS:
            self.note(f"{request.url.netloc}: uv follows no more than {MAX_REDIRECTS} redirects")
        if response.cut:
            self.note(f"{request.url.netloc}: {response.cut}")
        if request.role is Role.PAGE and response.status == 200 and len(response.body) < self._room:
            self._room -= len(response.body)
            self._pages[number] = response
        return number, response

    def page(self, number: int) -> Response | None:
        """The whole answer of an exchange that was a page; None when it is not kept."""
        return self._pages.get(number)

    def _keep(self, number: int, response: Response) -> None:
        exchange = self._exchanges[number - 1]
        started = exchange.timing.started if exchange.timing is not None else 0.0
        self._exchanges[number - 1] = replace(
            exchange, response=response, timing=self._timing(started)
        )

    def _timing(self, started: float) -> Timing:
        """From `started` (seconds since the run began) to now."""
        return Timing(started, self.elapsed(), self._began_at + timedelta(seconds=started))

    def keyring(self, question: KeyringQuestion, answer: KeyringAnswer, started: float) -> None:
        """Keep a keyring question, asked `started` seconds after the run began, and its answer."""
        self._keyring.append(KeyringExchange(question, answer, timing=self._timing(started)))

    @property
    def questions(self) -> tuple[KeyringExchange, ...]:
        """The client's own keyring questions so far."""
        return tuple(self._keyring)

    def further(
        self, question: KeyringQuestion, answer: KeyringAnswer, about: str, started: float
    ) -> None:
        """Keep a question the client does not ask."""
        self._further.append(KeyringExchange(question, answer, about, self._timing(started)))

    def note(self, text: str, *, incomplete: bool = False, interrupted: bool = False) -> None:
        """Keep a note, once."""
        self._notes[Note(text, incomplete, interrupted=interrupted)] = None

    def replayed(self) -> Replayed:
        """Everything recorded."""
        return Replayed(
            exchanges=self.exchanges,
            effective=tuple(self._effective),
            keyring=tuple(self._keyring),
            further=tuple(self._further),
            conclusions=tuple(self.conclusions),
            probes=tuple(self.probes),
            controls=tuple(self.controls),
            links=tuple(self.links),
            notes=tuple(self._notes),
        )


def redacted(request: Request, response: Response) -> Response:
    """An answer as it is kept."""
    headers = {name: _header(name, value) for name, value in response.headers.items()}
    wanted = (
        response.status >= 400
        or request.role is Role.UPLOAD
        # What a list of all packages holds is no part of an answer about one.
        or ("html" in response.headers.get("content-type", "") and request.role is not Role.CONTROL)
    )
    body = response.body[:EXCERPT] if wanted else b""
    reason = _QUERY.sub(rf"\1{MASK}", _USERINFO.sub(f"{MASK}@", response.reason))[:PHRASE]
    return replace(
        response,
        url=kept(request).url,
        headers=headers,
        body=body,
        reason=reason,
        listing=listing(response) if request.role in _PAGES else None,
    )


def listing(response: Response) -> tuple[str, ...] | None:
    """The names of the files on a simple page, sorted; None for another answer."""
    if response.status != 200 or response.truncated:
        return None
    kind = response.headers.get("content-type", "")
    if "json" not in kind and "html" not in kind:
        return None
    found = (_IN_JSON if "json" in kind else _IN_HTML).findall(response.body)
    return tuple(sorted({name.decode("utf-8", "replace") for name in found}))


def kept(request: Request) -> Request:
    """A request as it is kept: without the query that a redirect or a page's link gave it."""
    foreign = request.hop or request.role in (Role.METADATA, Role.FILE, Role.CONTROL)
    if foreign and request.url.query is not None:
        return replace(request, url=replace(request.url, query=MASK))
    return request


def _header(name: str, value: str) -> str:
    if name in _HIDDEN_HEADERS or _SECRET_NAMES.search(name):
        return MASK
    if name in _LINKS:
        value = _QUERY.sub(rf"\1{MASK}", value)
    return _USERINFO.sub(f"{MASK}@", value)
