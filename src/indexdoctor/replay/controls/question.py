"""What is open after the matrix: a refused or missing answer that made the client fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Exchange, Request, Response, Role
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import IndexRow, Resolution, Standing
from indexdoctor.records import record
from indexdoctor.replay.plan import Held, Target, is_public
from indexdoctor.replay.recorder import Recorder

# The user name that the kind of server takes in place of the one in a request ("" is a name too);
# None: the one given may be right, or nothing is known. It is told all answers seen.
UsualUser: TypeAlias = Callable[[Request, Sequence[Response]], str | None]

_READ = (Standing.SEARCHED, Standing.EXPLICIT, Standing.FLAT)
_BAD = (Ending.STOPPED, Ending.FAILED, Ending.MISSING, Ending.REFUSED)


def no_usual_user(request: Request, responses: Sequence[Response]) -> str | None:
    """Of no server the convention is known."""
    return None


@record
class Question:
    """Why an index, or the publish URL, gave this answer to the client.

    `row` is None for a publish target. `held` are the credentials that come into question there,
    with the servers they may go to. `is_read` says that a probe read the page with another
    credential, or without: what then is wrong is known.
    """

    label: str
    row: IndexRow | None
    exchange: Exchange
    held: tuple[Held, ...]
    is_read: bool

    @property
    def request(self) -> Request:
        return self.exchange.request

    @property
    def status(self) -> int:
        return self.exchange.response.status

    @property
    def credential(self) -> Credential | None:
        """The complete credential that was refused; None when none was sent."""
        credential = self.request.credential
        return credential if credential is not None and credential.is_complete else None


def questions(
    resolution: Resolution, targets: Sequence[Target], recorder: Recorder
) -> Iterator[Question]:
    """One for each index and publish target that failed the client; refusals before 404.

    None for the public index: it is asked nothing that the client does not ask.
    """
    effective = recorder.effective
    for target in targets:
        exchange = _open(target, effective, recorder.conclusions)
        if exchange is None:
            continue
        row = None
        if target.request.role is not Role.UPLOAD:
            row = in_use(resolution, target.label)
            if row is None or is_public(row.index.url):
                continue
            if exchange.request.url.realm != row.index.url.realm:
                continue  # a redirect led to another server: it is that one which refused
            if _is_lent(exchange.request.credential, row):
                continue  # what is wrong is known: it belongs to another index
        yield Question(target.label, row, exchange, target.held, _is_read(exchange, recorder))


def in_use(resolution: Resolution, label: str) -> IndexRow | None:
    """The definition with this label that the client reads."""
    found = (row for row in resolution.rows if row.index.label == label)
    return next((row for row in found if row.standing in _READ), None)


def _is_lent(credential: Credential | None, row: IndexRow) -> bool:
    """Whether the client sent an index what is written down for another one."""
    if credential is None or credential.source not in (Source.URL, Source.INDEX_ENV):
        return False
    own = [row.seeded, *(asked.credential for asked in row.asked)]
    return not any(c is not None and c.key == credential.key for c in own)


def _open(
    target: Target, effective: Sequence[Exchange], conclusions: Sequence[Conclusion]
) -> Exchange | None:
    """The last answer for the first package that is refused or missing, and makes uv fail."""
    role = target.request.role
    if role is Role.CHECK:
        return None
    last: dict[str | None, Exchange] = {}
    for exchange in effective:
        request = exchange.request
        if request.role is role and (role is Role.UPLOAD or request.asked_for == target.label):
            last[request.package] = exchange
    failed = [
        e
        for e in last.values()
        if e.response.status in (401, 403, 404) and _ended_badly(e.request, conclusions)
    ]
    return min(failed, key=lambda e: e.response.status == 404, default=None)


def _ended_badly(request: Request, conclusions: Sequence[Conclusion]) -> bool:
    for conclusion in conclusions:
        about = conclusion.subject == request.package or (
            conclusion.role is request.role
            and (request.role is Role.UPLOAD or conclusion.index == request.asked_for)
        )
        if about and conclusion.ending in _BAD:
            return True
    return False


def _is_read(exchange: Exchange, recorder: Recorder) -> bool:
    request = exchange.request
    answered = {
        e.id
        for e in recorder.exchanges
        if 200 <= e.response.status < 300 and e.request.package == request.package
    }
    return any(
        probe.exchange in answered
        and probe.role is request.role
        and (probe.role is Role.UPLOAD or probe.index == request.asked_for)
        for probe in recorder.probes
    )
