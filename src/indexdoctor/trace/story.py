"""From messages to requests: what was sent for each URL, with what, and what came back.

uv says of a request only what its own steps need. So a request here has a status where the log
gives one, is `taken` where uv went on with the answer, and nothing is guessed beyond that.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexdoctor.records import record
from indexdoctor.trace.messages import Event

_USER = re.compile(r'username: Username\((?:Some\(("(?:[^"\\]|\\.)*"|[^)]*)\)|None)\)')
_NUMBERS = re.compile(r"\d+")
NO_PASSWORD = re.compile(r"password: None")
USERINFO = re.compile(r"(?<=://)([^/@]*)@")


class Sent(enum.StrEnum):
    """What went with a request."""

    NOTHING = "nothing"
    NAME = "user name"
    CREDENTIAL = "credential"


class Source(enum.StrEnum):
    """Where uv had it from, as far as the log says."""

    URL = "the URL or the index's variables"
    CACHE = "what uv knew already"
    NETRC = "netrc"
    STORE = "uv's credential store"
    NATIVE = "the system's store"
    KEYRING = "keyring"
    BEFORE = "an earlier look-up"
    UNKNOWN = "not told"


@dataclass(slots=True)
class Attempt:
    """One request as the log tells it. `taken`: uv went on with the answer, whatever its status."""

    url: str
    method: str
    sent: Sent
    line: int
    username: str | None = None
    source: Source | None = None
    status: int | None = None
    answered: int | None = None  # the line that tells the answer
    taken: bool = False
    broken: bool = False  # the log says that no answer came

    def answer(self, line: int, status: int | None, *, taken: bool = False) -> None:
        """Keep the first answer that is told; `taken` without a status does not hide one."""
        if self.status is None:
            self.status = status
            self.answered = line
        self.taken = self.taken or taken


@dataclass(slots=True)
class Flow:
    """One passage through uv's authentication: at most two requests for one URL.

    `announced`: it was said before that a request is sent, so its answer is said too. Of the parts
    of a wheel neither is. `perhaps_redirected`: several waited when a redirect came that names none
    of them, so what is told of its end may be of another page.
    """

    url: str
    line: int
    method: str
    policy: str | None
    username: str | None
    has_password: bool
    attempts: list[Attempt] = field(default_factory=list)
    lookups: list[Event] = field(default_factory=list)
    redirected: str | None = None
    missing: Event | None = None
    announced: bool = False
    perhaps_redirected: bool = False

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def account(self) -> str | None:
        """The user name of the last request, as far as the log shows one."""
        return None if self.last is None else self.last.username

    @property
    def sent(self) -> Sent | None:
        """What went with the last request."""
        return None if self.last is None else self.last.sent

    @property
    def may_try_again(self) -> bool:
        """Whether its request was a first try: one that came with a user name is the only one."""
        if len(self.attempts) != 1:
            return False
        known = self.attempts[0].source is Source.CACHE
        return self.sent is Sent.NOTHING or (self.sent is Sent.NAME and known)

    @property
    def is_open(self) -> bool:
        """Whether the answer to the last request is still to come."""
        last = self.last
        return last is not None and last.status is None and not last.broken


@dataclass(slots=True)
class Shows:
    """What a log can tell at all.

    `trace`: the lines of `-vv` are there, without which no request can be followed; `debug`: those
    of `-v`. `begins`: uv's first line is there. `ends`: it closes as uv's logs do, with the
    command's own output or with the locks that are let go. `masked`: something other than uv has
    put signs in place of parts of it. `from_cache` and `asked` count the answers that uv took from
    its cache without a request, and those it asked for.
    """

    trace: bool = False
    debug: bool = False
    begins: bool = False
    ends: bool = True
    masked: bool = False
    from_cache: int = 0
    asked: int = 0


@record
class Refusal:
    """A status that an error or hint names, `url` the page, file or index it was for.

    Of an index it is what a request for one of its pages led to, behind its redirects too.
    """

    url: str
    status: int
    line: int
    of_index: bool = False


@dataclass(slots=True)
class Story:
    """All that a log tells of one command of uv.

    Of a very long log the plain parts are left out: `left_out` counts the requests that went
    as many others did. `stream` is the job, service or step in a log of several.
    """

    version: str | None = None
    flows: list[Flow] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    shows: Shows = field(default_factory=Shows)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: int = 0
    stream: str = ""

    @property
    def attempts(self) -> Iterator[Attempt]:
        for flow in self.flows:
            yield from flow.attempts

    @property
    def shown_by(self) -> str:
        """What makes this release write the lines of requests: `-vv` does since 0.6.4."""
        return "RUST_LOG=uv=trace uv" if self.is_before(0, 6, 4) else "uv -vv"

    def is_before(self, *release: int) -> bool:
        """Whether the log is of an earlier release, as far as it tells its own."""
        told = self.version
        return told is not None and tuple(map(int, _NUMBERS.findall(told)[:3])) < release


def username_of(words: str) -> str | None:
    """The user name in a credential as uv prints it."""
    user = _USER.search(words)
    return None if user is None or user[1] is None else user[1].strip('"')


def without_userinfo(url: str) -> str:
    """The URL as uv keys it: what stands before `@` is no part of it."""
    return USERINFO.sub("", url, count=1)
