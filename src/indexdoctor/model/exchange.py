"""Requests, their answers, and what a client model yields."""

from __future__ import annotations

import enum
from collections.abc import Generator, Mapping
from dataclasses import field
from datetime import datetime
from typing import TypeAlias, TypeVar

from indexdoctor.model.credential import Credential, KeyringAnswer, KeyringQuestion
from indexdoctor.model.index import Policy
from indexdoctor.model.url import Url
from indexdoctor.records import record


class Role(enum.StrEnum):
    """What a request is for."""

    PAGE = "page"  # <index>/<package>/
    FLAT = "flat"  # a find-links page
    METADATA = "metadata"  # <wheel>.metadata (PEP 658)
    FILE = "file"  # a wheel or source distribution
    CHECK = "check"  # the page of the check URL before an upload
    UPLOAD = "upload"  # the POST of uv publish; only ever sent as a probe
    TRUSTED = "trusted"  # trusted publishing's audience and token endpoints
    CONTROL = "control"  # sent by indexdoctor alone, to separate causes


@record
class Request:
    """One request before it is sent.

    `credential` is what the Authorization header is made of; None sends none. `headers` are the
    others the client sends that can change the answer (Accept, Range). `policy` governed it;
    `index` is the label of the index whose root the URL lies under, `asked_for` the label of the
    index it belongs to. `why` says in one clause why this credential (or none) goes with it.
    `hop` counts redirects followed before it.
    """

    method: str
    url: Url
    role: Role
    credential: Credential | None = None
    headers: tuple[tuple[str, str], ...] = ()
    policy: Policy = Policy.AUTO
    index: str | None = None
    asked_for: str | None = None
    package: str | None = None
    why: str = ""
    hop: int = 0


class TransportFailure(enum.StrEnum):
    """Why no HTTP answer came."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    DEADLINE = "deadline"
    LIMIT = "limit"  # more came than indexdoctor reads
    UNTOLD = "untold"  # a log says nothing of the answer
    REFUSED = "refused"  # indexdoctor itself would not send it (limits, safety)


@record
class Phases:
    """Where the time of one request went, in seconds; None for what did not happen.

    `blocked` is waiting for a free connection, `dns` the look-up of the host (once in a run),
    `connect` the way to a connection through any proxy, `tls` the part of it that handshakes took.
    A request on an open connection has none of these three. `wait` ends with the last header.
    """

    blocked: float | None = None
    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    send: float | None = None
    wait: float | None = None
    receive: float | None = None


@record
class Response:
    """One answer. `status` is 0 and `failure` set when none came.

    Header names are lower-case. `body` is cut at the recorder's limit (`truncated` says so).
    `url` is the URL that answered. `reason` is the reason phrase of the status line, which some
    servers fill with the cause; it may be empty, and is foreign text. `listing` are the names of
    the files that a simple page lists, sorted, and None for what is none or was not looked at.
    `cut` says why the body of a refusal was not read to its end, where that is worth a word.
    `http_version` is that of the answer (`HTTP/1.1`), empty when none came. `phases` are measured
    where a request was sent.
    """

    status: int
    url: Url
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truncated: bool = False
    failure: TransportFailure | None = None
    failure_text: str = ""
    reason: str = ""
    listing: tuple[str, ...] | None = None
    cut: str = ""
    http_version: str = ""
    phases: Phases | None = None

    @property
    def is_success(self) -> bool:
        """2xx or 3xx: what uv takes as accepted when it caches credentials."""
        return 200 <= self.status < 400

    @property
    def is_refusal(self) -> bool:
        """The statuses after which uv looks for credentials."""
        return self.status in (401, 403, 404)


@record
class Timing:
    """Seconds since the run began; `at` is the time of day of the start, with its zone."""

    started: float
    ended: float
    at: datetime | None = None


@record
class Exchange:
    """A request and its answer. `id` counts from 1 in the order of starting.

    `further` says that the client does not send it: indexdoctor did, to separate causes. `secret`
    is the label of the secret that went with it (`secret #1`), empty where there was none.
    """

    id: int
    request: Request
    response: Response
    timing: Timing | None = None
    further: bool = False
    secret: str = ""


@record
class KeyringExchange:
    """A keyring question and its answer.

    `about` is the URL on whose account it was asked, when the client does not ask it at all:
    indexdoctor did, to find a cause. `timing` does not count for equality; it is None for a
    question of another version of the client, which is told what was answered before.
    """

    question: KeyringQuestion
    answer: KeyringAnswer
    about: str = ""
    timing: Timing | None = field(default=None, compare=False)


@record
class Send:
    """A model's step: send this request; answered with a Response."""

    request: Request


@record
class Ask:
    """A model's step: ask a keyring; answered with a KeyringAnswer."""

    question: KeyringQuestion


@record
class Wait:
    """A model's step: another flow of the same session is fetching `key`; go on when it is done.

    Answered with None. A driver that runs one flow after the other never sees it.
    """

    key: object


@record
class Pause:
    """A model's step: nothing for so many seconds (before a retry). Answered with None."""

    seconds: float


Step: TypeAlias = Send | Ask | Wait | Pause
Answer: TypeAlias = Response | KeyringAnswer | None


ResultT = TypeVar("ResultT")
Flow: TypeAlias = Generator[Step, Answer, ResultT]
