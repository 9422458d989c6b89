"""Puts the messages of one command together: which request each of them is about."""

from __future__ import annotations

import re

from indexdoctor.trace.flows import Flows
from indexdoctor.trace.lookups import FOUND, LOOKUPS, Lookups
from indexdoctor.trace.messages import Event, Said
from indexdoctor.trace.repetitions import (
    CONCLUSIONS,
    LATEST,
    MOST_EVENTS,
    MOST_FLOWS,
    leave_out_repetitions,
)
from indexdoctor.trace.story import (
    NO_PASSWORD,
    USERINFO,
    Attempt,
    Flow,
    Refusal,
    Sent,
    Source,
    Story,
    username_of,
    without_userinfo,
)

_MASKED = re.compile(r"(?<!\*)\*{3}(?!\*)|REDACTED|\[MASKED\]", re.IGNORECASE)


class Teller:
    """Takes the events of one command in order."""

    def __init__(self) -> None:
        self.story = Story()
        self._flows = Flows()
        self._methods: dict[str, list[str]] = {}
        self._first: dict[str, str] = {}
        self._lookups = Lookups()
        self._just_taken: Flow | None = None
        self._stored: dict[str, tuple[Attempt, int | None, int | None, bool]] = {}
        self._uploads = self._native = False
        self._room = MOST_FLOWS

    def take(self, event: Event) -> None:
        """Add what one message says."""
        story = self.story
        if event.said in (Said.NATIVE_ASKED, Said.KEYRING_CHECKED):
            self._native = event.said is Said.NATIVE_ASKED
        elif event.said is Said.KEYRING_ASKED and self._native:  # said in the same words
            event = Event(event.line, Said.NATIVE_LOOKED, event.fields)
        story.shows.masked = story.shows.masked or bool(_MASKED.search(event.url))
        if len(story.events) < MOST_EVENTS or event.said in CONCLUSIONS:
            story.events.append(event)
        if len(story.flows) >= self._room:
            self._make_room()
        handler = getattr(self, f"_on_{event.said.name.lower()}", None)
        if handler is not None:
            handler(event)
            self._just_taken = self._just_taken if event.said is Said.TAKEN else None
        elif event.said in LOOKUPS:
            self._lookups.take(event, self._flow(event) if event.url else None)

    def end(self) -> Story:
        """The story, when all was taken."""
        if self.story.left_out:
            self._make_room(latest=0)
        return self.story

    def _make_room(self, latest: int = LATEST) -> None:
        """Leave out requests that went as many others did."""
        kept = leave_out_repetitions(self.story, latest)
        self._room = max(MOST_FLOWS, 2 * len(kept))
        self._flows = Flows(kept)

    def _on_status_error(self, event: Event) -> None:
        if event.status is not None:
            url, of_index = without_userinfo(event.url), event.said is Said.INDEX_REFUSED
            self.story.refusals.append(Refusal(url, event.status, event.line, of_index))

    _on_index_refused = _on_status_error

    def _on_fresh(self, event: Event) -> None:
        self.story.shows.from_cache += 1
        self._of_old_answer(event)

    def _on_version(self, event: Event) -> None:
        self.story.version = event.fields["version"]

    def _on_sending(self, event: Event) -> None:
        self.story.shows.asked += 1
        url = without_userinfo(event.url)
        self._methods.setdefault(url, []).append(event.fields["method"])
        self._first.setdefault(url, event.fields["method"])

    def _on_stale(self, event: Event) -> None:
        self._of_old_answer(event)
        self.story.shows.asked += 1
        url = without_userinfo(event.url)
        usual = "HEAD" if url.endswith(".whl") else "GET"
        self._methods.setdefault(url, []).append(self._first.get(url, usual))

    def _on_uploads(self, event: Event) -> None:
        self._uploads = True

    def _on_handling(self, event: Event) -> None:
        url = without_userinfo(event.url)
        shown = USERINFO.search(event.url)
        user, colon, _ = shown[1].partition(":") if shown else ("", "", "")
        expected = self._methods.get(url)
        announced = bool(expected) or self._uploads
        method = "POST" if self._uploads else expected.pop(0) if expected else "GET"
        flow = Flow(
            url,
            event.line,
            method,
            event.fields.get("policy"),
            user or None,
            bool(colon),
            announced=announced,
        )
        self._uploads = False
        self.story.flows.append(flow)
        self._flows.add(flow)
        self._lookups.enter(flow)

    def _flow(self, event: Event) -> Flow | None:
        """The flow a message about the next step is about: the one that entered last."""
        return self._flows.newest(event.url)

    def _try(
        self, event: Event, sent: Sent, source: Source | None = None, flow: Flow | None = None
    ) -> Attempt | None:
        flow = flow or self._flow(event)
        if flow is None:
            return None
        attempt = Attempt(flow.url, flow.method, sent, event.line, flow.username, source)
        flow.attempts.append(attempt)
        self._lookups.end(flow)
        return attempt

    def _on_cache_hit(self, event: Event) -> None:
        """Before 0.4.25 nothing more is said of a complete credential in the URL's cache."""
        self._lookups.take(event, None)
        flow = self._flow(event)
        own = flow is not None and event.fields.get("place") == flow.url
        if own and flow is not None and not flow.attempts and self.story.is_before(0, 4, 25):
            self._try(event, Sent.CREDENTIAL, Source.CACHE, flow)

    def _on_tries_bare(self, event: Event) -> None:
        flow = self._flow(event)
        if flow is not None and self.story.is_before(0, 4, 25) and len(flow.attempts) == 1:
            flow.attempts.clear()  # what the cache had was a user name
            self._try(event, Sent.NAME, Source.CACHE)
            return
        if flow is not None and flow.has_password:  # `authenticate = "never"` leaves the URL's own
            self._try(event, Sent.CREDENTIAL, Source.URL)
        elif flow is not None and flow.username is not None:
            self._try(event, Sent.NAME, Source.URL)
        else:
            self._try(event, Sent.NOTHING)
            if not event.url:  # up to 0.1.35: nothing is sent before all was looked up
                self._lookups.begin(flow, with_name=True)

    def _on_tries_name(self, event: Event) -> None:
        self._try(event, Sent.NAME, Source.CACHE)

    def _on_complete(self, event: Event) -> None:
        self._try(event, Sent.CREDENTIAL, Source.URL)

    def _on_from_url_cache(self, event: Event) -> None:
        self._try(event, Sent.CREDENTIAL, Source.CACHE)

    def _on_partial(self, event: Event) -> None:
        self._try(event, Sent.NAME, Source.URL)
        self._lookups.begin(self._flow(event), with_name=True)

    def _on_refused(self, event: Event) -> None:
        """Told of the first request of a flow alone: the answer to the second says nothing here."""
        flows = self._flows.of(event.url)
        first = [flow for flow in flows if flow.is_open and flow.may_try_again]
        if first and first[-1].last is not None:
            first[-1].last.answer(event.line, event.status)
            self._lookups.begin(first[-1])

    def _on_looks(self, event: Event) -> None:
        self._lookups.begin(self._flow(event))

    def _on_again(self, event: Event) -> None:
        flow = self._lookups.sender(without_userinfo(event.url)) or self._flow(event)
        words = event.fields["with"]
        name_alone = event.fields.get("from") == "username" or NO_PASSWORD.search(words)
        found = [FOUND[e.said] for e in flow.lookups if e.said in FOUND] if flow else []
        source = Source.CACHE if "from" in event.fields else (found or [Source.UNKNOWN])[-1]
        sent = Sent.NAME if name_alone else Sent.CREDENTIAL
        attempt = self._try(event, sent, source, flow)
        if attempt is not None:
            attempt.username = username_of(words) or attempt.username

    def _on_taken(self, event: Event) -> None:
        words = event.fields.get("with", "")
        flow = self._flows.waiting(event.url, username_of(words))
        if flow is not None and flow.last is not None:
            flow.last.answer(event.line, None, taken=True)
            self._just_taken = flow
            if flow.last.sent is Sent.NAME and words and not NO_PASSWORD.search(words):
                flow.last.sent, flow.last.source = Sent.CREDENTIAL, Source.UNKNOWN

    def _on_answered(self, event: Event) -> None:
        flow = self._flows.end_of(self._flows.waiting(event.url, announced=True))
        if flow is not None and flow.last is not None:
            flow.last.answer(event.line, _end_status(flow, event))

    def _on_ended(self, event: Event) -> None:
        newest = self._flow(event)
        if newest is not None and newest.last is not None and newest.last.status == event.status:
            return  # the same answer, told a second time
        flow = self._flows.waiting(event.url)
        if flow is not None and flow.last is not None:
            flow.last.answer(event.line, _end_status(flow, event))

    def _on_stored(self, event: Event) -> None:
        flow = self._flows.end_of(self._flows.waiting(event.url, announced=True))
        if flow is not None and flow.last is not None:
            last = flow.last
            self._stored[event.url] = (last, last.status, last.answered, last.taken)
            last.answer(event.line, _end_status(flow, event), taken=True)

    def _of_old_answer(self, event: Event) -> None:
        """What was said of storing was about the answer in uv's cache, not about a new one."""
        if event.url in self._stored:
            last, status, answered, taken = self._stored.pop(event.url)
            last.status, last.answered, last.taken = status, answered, taken

    def _on_transient(self, event: Event) -> None:
        flow = self._flows.end_of(self._flows.waiting(event.url))
        if flow is not None and flow.last is not None:
            flow.last.answer(event.line, None)
            flow.last.broken = "error sending request" in event.fields.get("reason", "")
            self._methods.setdefault(without_userinfo(event.url), []).append(flow.method)

    def _on_uploaded(self, event: Event) -> None:
        flow = self._flows.waiting(event.url)
        for attempt in flow.attempts if flow is not None else ():
            attempt.method = "POST"
        self._on_ended(event)

    def _on_broken(self, event: Event) -> None:
        flow = self._flows.waiting(event.url)
        if flow is not None and flow.is_open and flow.last is not None:
            flow.last.broken = True
            flow.last.answered = event.line

    def _on_redirected(self, event: Event) -> None:
        # It comes at once after the message that a credential was taken, where there is one.
        target, just_taken = without_userinfo(event.url), self._just_taken
        able = self._flows.redirected(target) if just_taken is None else [just_taken]
        flow = able[0] if len(able) == 1 else None
        if flow is None:
            for each in able:
                each.perhaps_redirected = True
        if flow is not None and flow.last is not None:
            flow.last.answer(event.line, event.status)
            flow.redirected = without_userinfo(event.url)
            if flow.method == "HEAD":
                self._methods.setdefault(flow.redirected, []).append("HEAD")

    def _on_missing(self, event: Event) -> None:
        flow = self._flow(event)
        if flow is None:
            return
        if flow.attempts and flow.attempts[-1].answered is None:
            flow.attempts.pop()  # what is incomplete was not sent
        flow.missing = event


def _end_status(flow: Flow, event: Event) -> int | None:
    """The status of a request whose end is told; not known where a redirect may be between."""
    return None if flow.perhaps_redirected else event.status
