"""A story in the shapes that rules look at: the indexes it speaks of, the requests, what came.

A log shows no secret. Where it tells that one was sent, a stand-in is made, the same for the same
source, user name and server, so that equal accounts are equal here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Exchange, Request, Response, Role, TransportFailure
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.replayed import Conclusion, Ending, Logged, Replayed
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import (
    IndexRow,
    Network,
    Publish,
    Resolution,
    Standing,
    Wanted,
)
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Url
from indexdoctor.records import record
from indexdoctor.trace.indexes import Indexes, address_of, credential_of, package_of
from indexdoctor.trace.messages import Event, Said
from indexdoctor.trace.story import Attempt, Flow, Story
from indexdoctor.versions import NEWEST, known

_UPLOADING = (Said.UPLOADED, Said.CHECK_SKIPPED, Said.PUBLISHES, Said.PUBLISH_INDEX)
_FAILURES = {
    "invalid peer certificate": TransportFailure.TLS,
    "received fatal alert": TransportFailure.TLS,
    "dns error": TransportFailure.DNS,
    "failed to lookup address": TransportFailure.DNS,
    "operation timed out": TransportFailure.TIMEOUT,
    "unsuccessful tunnel": TransportFailure.PROXY,
}
_FILES = (".whl", ".gz", ".zip")


@record
class Evidence:
    """What rules take: what stands for the files, for what follows from them, and what was seen."""

    found: Discovered
    resolution: Resolution
    replayed: Replayed


class Reader:
    """Makes the evidence of one story. `name` is what the log is called, for origins.

    `rows` are the indexes where they are known from files; else they are those of the log.
    """

    def __init__(self, story: Story, name: str, rows: tuple[IndexRow, ...] = ()) -> None:
        self._story = story
        self._name = name
        self._indexes = Indexes(story, name, rows)
        self._publishes = any(event.said in _UPLOADING for event in story.events)
        done = [event.line for event in story.events if event.said is Said.DONE]
        self._failed = any(e.said in (Said.FAILED, Said.MISSING) for e in story.events)
        self._well_until = 0 if self._failed else max(done, default=0)

    def evidence(self) -> Evidence:
        """All of it."""
        version = self._story.version or NEWEST
        kind = CommandKind.PUBLISH if self._publishes else CommandKind.LOCK
        surroundings = Surroundings(cwd=Path(), environ={}, uv=known(version))
        exchanges = tuple(self._exchanges())
        return Evidence(
            Discovered(surroundings, Command(kind), from_log=True),
            Resolution(
                client="uv",
                version=version,
                rows=self._indexes.rows,
                wanted=() if self._publishes else tuple(self._wanted(exchanges)),
                network=_network(),
                publish=self._publish(exchanges),
                settings=self._settings(),
            ),
            Replayed(
                exchanges,
                tuple(exchange.id for exchange in exchanges),
                conclusions=tuple(self._conclusions(exchanges)),
                logged=tuple(self._logged()),
            ),
        )

    def _logged(self) -> Iterator[Logged]:
        """The policies that are told; uv tells them since 0.6.10."""
        for flow in self._story.flows:
            address = address_of(flow.url)
            if address is not None and flow.policy is not None:
                yield Logged(address.url, Policy(flow.policy), self._at(flow.line))

    def _at(self, line: int) -> Origin:
        return Origin.file(self._name, line)

    def _exchanges(self) -> Iterator[Exchange]:
        number = 0
        for flow in self._story.flows:
            for attempt in flow.attempts:
                address = address_of(attempt.url)
                if address is None:
                    continue
                number += 1
                row = self._indexes.of(address.url)
                label = None if row is None else row.index.label
                request = Request(
                    attempt.method,
                    address.url,
                    self._role(flow, address.url),
                    credential_of(attempt, self._at(attempt.line)),
                    policy=Policy(flow.policy) if flow.policy else Policy.AUTO,
                    index=label,
                    asked_for=label,
                    package=package_of(address.url),
                )
                yield Exchange(number, request, self._response(attempt, address.url))

    def _role(self, flow: Flow, url: Url) -> Role:
        if any(attempt.method == "POST" for attempt in flow.attempts):
            return Role.UPLOAD
        if url.path.endswith(".metadata"):
            return Role.METADATA
        if url.path.endswith(_FILES):
            return Role.FILE
        if self._publishes:
            return Role.CHECK
        flat = any(r.index.url == url for r in self._indexes.rows if r.standing is Standing.FLAT)
        return Role.FLAT if flat else Role.PAGE

    def _response(self, attempt: Attempt, url: Url) -> Response:
        if attempt.broken:
            return self._unanswered(attempt, url)
        if attempt.status is not None:
            return Response(attempt.status, url)
        if attempt.taken or attempt.line < self._well_until:
            return Response(200, url)  # good, or uv would not have gone on with it
        return Response(0, url, failure=TransportFailure.UNTOLD, failure_text="not in the log")

    def _unanswered(self, attempt: Attempt, url: Url) -> Response:
        """Why no answer came: the next line that says it."""
        said = (e for e in self._story.events if e.said is Said.NO_ANSWER)
        reason = next((e.fields["reason"] for e in said if e.line > attempt.line), "")
        failure = _FAILURES.get(reason, TransportFailure.CONNECT)
        return Response(0, url, failure=failure, failure_text=reason or "no answer came")

    def _wanted(self, exchanges: tuple[Exchange, ...]) -> Iterator[Wanted]:
        """The packages whose pages are asked for."""
        lines: dict[str, int] = {}
        for event in self._story.events:
            if event.said is Said.FETCH:
                lines.setdefault(event.fields["name"], event.line)
        for exchange in exchanges:
            if exchange.request.role is Role.PAGE and exchange.request.package is not None:
                lines.setdefault(exchange.request.package, 1)
        for name, line in lines.items():
            requirement = Requirement(name, name, self._at(line))
            yield Wanted(name, requirement, self._indexes.rows)

    def _publish(self, exchanges: tuple[Exchange, ...]) -> Publish | None:
        if not self._publishes:
            return None
        told = next((e for e in self._story.events if e.said is Said.PUBLISHES), None)
        uploads = [e.request for e in exchanges if e.request.role is Role.UPLOAD]
        address = address_of(told.url) if told is not None else None
        if told is None or address is None:
            if not uploads:
                return None
            address = address_of(str(uploads[0].url))
        assert address is not None
        line = told.line if told is not None else 1
        check = next((row.index for row in self._indexes.rows), None)
        return Publish(
            Setting(address, self._at(line)),
            uploads[0].credential if uploads else None,
            None if check is None else Setting(check.address, check.origin),
            index=None if check is None else check.name,
        )

    def _settings(self) -> dict[str, Setting[object]]:
        asked = next((e for e in self._story.events if e.said is Said.KEYRING_CHECKED), None)
        if asked is None:
            return {}
        return {"keyring-provider": Setting("subprocess", self._at(asked.line))}

    def _conclusions(self, exchanges: tuple[Exchange, ...]) -> Iterator[Conclusion]:
        """How the searches and uploads ended."""
        if self._publishes:
            yield from self._uploads(exchanges)
            return
        stopped = dict(self._stopped())
        error = next((e for e in self._story.events if e.said is Said.ERROR), None)
        missing = {e.fields["name"] for e in self._story.events if e.said is Said.NOT_FOUND}
        if error is not None and not (stopped or missing or self._failed):
            text = f"uv ends with: {error.fields['text']}"
            yield Conclusion("the command", Ending.FAILED, Role.PAGE, None, text)
        for event in self._story.events:
            if event.said in (Said.FAILED, Said.MISSING):
                yield self._failure(event)
        if self._failed:
            yield from self._refused(exchanges)
        pages: dict[str, list[Exchange]] = {}
        for exchange in exchanges:
            if exchange.request.role is Role.PAGE and exchange.request.package is not None:
                pages.setdefault(exchange.request.package, []).append(exchange)
        for name, asked in pages.items():
            last = asked[-1]
            label = last.request.asked_for
            if name in stopped:
                text = f"the search stops at this index: {stopped[name]}"
                yield Conclusion(name, Ending.STOPPED, Role.PAGE, label, text)
            elif last.response.is_success:
                yield Conclusion(name, Ending.FOUND, Role.PAGE, label)
            elif name in missing:
                text = "no index has it"
                yield Conclusion(name, Ending.MISSING, Role.PAGE, label, text)

    def _refused(self, exchanges: tuple[Exchange, ...]) -> Iterator[Conclusion]:
        """Files that were refused: uv names one of them and ends for any."""
        for exchange in exchanges:
            request, status = exchange.request, exchange.response.status
            if request.role in (Role.FILE, Role.METADATA) and status in (401, 403):
                name, text = request.package or "", f"uv ends with an error: {status}"
                yield Conclusion(name, Ending.FAILED, request.role, request.asked_for, text)

    def _stopped(self) -> Iterator[tuple[str, int]]:
        """The packages whose search a refusal ended."""
        package = None
        for event in self._story.events:
            if event.said in (Said.ENDED, Said.REFUSED, Said.ANSWERED):
                address = address_of(event.url)
                package = None if address is None else package_of(address.url)
            elif event.said is Said.SEARCH_ENDS and package is not None:
                yield package, event.status or 0

    def _failure(self, event: Event) -> Conclusion:
        address = address_of(event.url)
        what = event.fields.get("what")
        text = f"{what} for {event.url}" if what else "uv ends with an error"
        if address is None:
            return Conclusion("", Ending.FAILED, Role.PAGE, None, text)
        row = self._indexes.of(address.url)
        label = None if row is None else row.index.label
        name = package_of(address.url) or ""
        return Conclusion(name, Ending.FAILED, Role.PAGE, label, text)

    def _uploads(self, exchanges: tuple[Exchange, ...]) -> Iterator[Conclusion]:
        for exchange in exchanges:
            if exchange.request.role is Role.UPLOAD and exchange.response.failure is None:
                good = exchange.response.is_success
                ending = Ending.UPLOADS if good else Ending.REFUSED
                yield Conclusion(str(exchange.request.url), ending, Role.UPLOAD)


def _network() -> Network:
    """uv's own settings are in no log."""
    origin = Origin.default("not in the log")
    return Network(
        Setting(30.0, origin), Setting(10.0, origin), Setting(900.0, origin), Setting(3, origin)
    )


def evidence(story: Story, name: str, rows: tuple[IndexRow, ...] = ()) -> Evidence:
    """What a story shows, for the rules; with the indexes of the files where they are at hand."""
    return Reader(story, name, rows).evidence()
