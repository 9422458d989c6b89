"""Which request a look-up was made for, where several are under way at once.

uv looks for the credentials of an index (or a realm) once: who comes second waits, and is told
with `previous fetch` or `previous attempt failed` when it is over. Some messages of a look-up name
no request. Those belong to whoever may say them: the one that spoke last, unless it waits for
another; else the one that has been looking longest (uv 0.12.5, `uv-auth/src/middleware.rs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from indexdoctor.trace.messages import Event, Said
from indexdoctor.trace.story import Flow, Sent, Source, without_userinfo

FOUND = {
    Said.CACHE_HIT: Source.CACHE,
    Said.NETRC_HAS: Source.NETRC,
    Said.STORE_HAS: Source.STORE,
    Said.NATIVE_HAS: Source.NATIVE,
    Said.KEYRING_HAS: Source.KEYRING,
    Said.FETCHED_BEFORE: Source.BEFORE,
}
LOOKUPS = (
    frozenset(FOUND)
    | {said for said in Said if said.name.startswith(("CACHE_", "NETRC_", "STORE_", "NATIVE_"))}
    | {said for said in Said if said.name.startswith("KEYRING_")}
    | {Said.FAILED_BEFORE}
)
_BY_ANOTHER = (Said.FETCHED_BEFORE, Said.FAILED_BEFORE)
_IN_CACHE = (Said.CACHE_HIT, Said.CACHE_MISS, Said.CACHE_NAME)


@dataclass(slots=True)
class _Search:
    """One flow that looks. `place` is the index's URL, or the realm; `waits` for another's.

    One that came `with_name` looks for a password before anything is sent, and sends once.
    """

    flow: Flow
    with_name: bool = False
    place: str | None = None
    waits: bool = False
    realm_asked: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether one that came with a user name was answered, or any was given up."""
        last = self.flow.last
        answered = last is not None and (last.answered is not None or last.broken)
        return self.flow.missing is not None or (self.with_name and answered)


class Lookups:
    """The look-ups under way, in the order in which they began."""

    def __init__(self) -> None:
        self._searches: list[_Search] = []
        self._speaker: _Search | None = None

    def enter(self, flow: Flow) -> None:
        """A request enters: what is looked up next, in the cache for its URL, is its own."""
        self._speaker = _Search(flow)

    def begin(self, flow: Flow | None, *, with_name: bool = False) -> None:
        """The flow looks for credentials from here on."""
        if flow is not None:
            self._drop_settled()
            self._speaker = _Search(flow, with_name)
            self._searches.append(self._speaker)

    def end(self, flow: Flow) -> None:
        """The flow sends what it found."""
        self._searches = [s for s in self._searches if s.flow is not flow]

    def sender(self, url: str) -> Flow | None:
        """Who sends a request for `url` again: the one that spoke last, else who began first."""
        able = [s for s in self._searches if s.flow.url == url and not s.with_name]
        if any(self._speaker is s for s in able) and self._speaker is not None:
            return self._speaker.flow
        return able[0].flow if able else None

    def take(self, event: Event, flow: Flow | None) -> None:
        """Give a look-up to its flow; `flow` is the one whose URL the message names, if any."""
        search = self._of(event, flow)
        if search is None:
            return
        self._speaker = search
        if event.said not in _IN_CACHE:
            search.waits = False
        elif event.said in _IN_CACHE and "place" in event.fields:
            self._in_cache(event, search)
        search.flow.lookups.append(event)
        last = search.flow.last
        sends_later = search.with_name and last is not None and last.answered is None
        if event.said in FOUND and last is not None and sends_later:
            last.sent, last.source = Sent.CREDENTIAL, FOUND[event.said]
            self.end(search.flow)
            self._speaker = None

    def _in_cache(self, event: Event, search: _Search) -> None:
        place = event.fields["place"]
        if event.fields["scope"] == "realm":
            search.realm_asked = True
            _name(search.flow, place.rpartition("@")[0])
            place = _bare(place)
        if search.place is None:
            search.place = place
            name = search.flow.username
            earlier = self._searches[: self._searches.index(search)] if self._is_on(search) else []
            search.waits = any(
                other.place == place and other.flow.username == name for other in earlier
            )

    def _is_on(self, search: _Search) -> bool:
        return any(search is other for other in self._searches)

    def _of(self, event: Event, flow: Flow | None) -> _Search | None:
        self._drop_settled()
        if event.said in _BY_ANOTHER:
            place = event.fields["place"]
            waiting = [s for s in self._searches if s.waits]
            named = [s for s in waiting if s.flow.url == without_userinfo(place)]  # up to 0.6
            shared = [s for s in waiting if s.place == place]
            return next(iter([*named, *shared]), self._speaker)
        if flow is not None and event.said not in _IN_CACHE:
            able = [s for s in self._searches if s.flow.url == flow.url and not s.waits]
            speaker = self._speaker
            at_once = event.said is Said.NETRC_ASKED  # said in one breath with what the cache has
            if speaker is not None and speaker.flow.url == flow.url and at_once:
                return speaker
            if any(speaker is s for s in able):
                return speaker
            own = [s for s in self._searches if s.flow is flow]
            return next(iter([*able, *own]), None) or _Search(flow)
        if event.said in _IN_CACHE:
            return self._asks_cache(event) if "place" in event.fields else self._speaker
        return self._asks_elsewhere(event)

    def _asks_cache(self, event: Event) -> _Search | None:
        place = event.fields["place"]
        able = [s for s in self._searches if not s.waits and _same_realm(s.flow.url, place)]
        speaker = self._speaker
        if event.fields["scope"] == "realm":
            able = [s for s in able if not s.realm_asked and _named(s, place)]
        if speaker is not None and (
            any(speaker is s for s in able)
            or (not self._is_on(speaker) and _same_realm(speaker.flow.url, place))
            or (speaker.waits and event.fields["scope"] == "URL")
        ):
            return speaker
        return able[0] if able else None

    def _asks_elsewhere(self, event: Event) -> _Search | None:
        """The keyring is asked for an index or a host; a file is read for whoever comes first."""
        able = [s for s in self._searches if not s.waits]
        if event.url:
            asked = without_userinfo(event.url)
            near = [s for s in able if s.place == asked or _same_realm(s.flow.url, asked)]
            able = near or able
        speaker = self._speaker
        if any(speaker is s for s in able):
            return speaker
        return able[0] if able else None

    def _drop_settled(self) -> None:
        self._searches = [s for s in self._searches if not s.is_settled]


def _name(flow: Flow, name: str) -> None:
    """Keep the name that uv looks for where it hides it in the URL."""
    if name and "://" not in name and flow.username is not None and not flow.username.strip("*"):
        flow.username = name
        if flow.last is not None:
            flow.last.username = name


def _bare(place: str) -> str:
    """A realm or URL without the user name that stands before it or in it."""
    name, at, rest = place.rpartition("@")
    return rest if at and "://" not in name else without_userinfo(place)


def _same_realm(url: str, place: str) -> bool:
    parts, other = urlsplit(url), urlsplit(_bare(place))
    host = other.netloc or other.path.partition("/")[0]
    return parts.netloc == host or parts.hostname == host


def _named(search: _Search, place: str) -> bool:
    """Whether a realm asked for with a user name can be this flow's."""
    name, at, _ = place.rpartition("@")  # alice@https://host
    known = search.flow.username
    return not at or known is None or known.strip("*") == "" or known == name
