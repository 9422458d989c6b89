"""The indexes that a log speaks of, and what the sources of credentials had for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from indexdoctor.model.credential import Asked, Credential
from indexdoctor.model.credential import Source as Kind
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.resolution import IndexRow, Standing
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Address, Url, UrlError, parse_address
from indexdoctor.trace.messages import Event, Said
from indexdoctor.trace.story import Attempt, Flow, Sent, Source, Story

KINDS = {
    Source.URL: Kind.URL,
    Source.CACHE: Kind.URL,
    Source.NETRC: Kind.NETRC,
    Source.STORE: Kind.STORE,
    Source.NATIVE: Kind.NATIVE,
    Source.KEYRING: Kind.KEYRING,
    Source.BEFORE: Kind.URL,
    Source.UNKNOWN: Kind.URL,
}
_NOTHING = "it has no entry for this URL"
_LOOKUPS: dict[Said, tuple[Kind, str, str]] = {
    Said.NETRC_NONE: (Kind.NETRC, "absent", "there is no netrc file"),
    Said.NETRC_BROKEN: (Kind.NETRC, "failed", ""),
    Said.NETRC_ASKED: (Kind.NETRC, "absent", _NOTHING),
    Said.NETRC_HAS: (Kind.NETRC, "found", ""),
    Said.STORE_NONE: (Kind.STORE, "absent", "there is no such file"),
    Said.STORE_ASKED: (Kind.STORE, "absent", _NOTHING),
    Said.STORE_HAS: (Kind.STORE, "found", ""),
    Said.STORE_AMBIGUOUS: (Kind.STORE, "failed", ""),
    Said.NATIVE_ASKED: (Kind.NATIVE, "absent", _NOTHING),
    Said.NATIVE_HAS: (Kind.NATIVE, "found", ""),
    Said.KEYRING_CHECKED: (Kind.KEYRING, "absent", "it gave nothing"),
    Said.KEYRING_SKIPPED: (Kind.KEYRING, "unasked", "no user name is known"),
    Said.KEYRING_BROKEN: (Kind.KEYRING, "failed", ""),
    Said.KEYRING_HAS: (Kind.KEYRING, "found", ""),
}
# People write such words in place of what they do not want to show.
_HIDDEN = re.compile(r"[<\[{(]([^<>\[\](){}/]*)[>\])}]")


def address_of(text: str) -> Address | None:
    """A URL of the log; brackets that hide a part of it are taken off."""
    for candidate in (text, _HIDDEN.sub(r"\1", text)):
        try:
            return parse_address(candidate)
        except UrlError:
            continue
    return None


def package_of(url: Url) -> str | None:
    """The package a URL is about: the last part of a page, the beginning of a file's name."""
    last = url.path.rstrip("/").rpartition("/")[2]
    if last.endswith((".whl", ".metadata", ".gz", ".zip")):
        last = last.partition("-")[0].replace("_", "-")
    return last.casefold() or None


def roots(story: Story) -> dict[Url, tuple[Address, Event]]:
    """The URLs of the indexes, with the first message that shows each.

    A page is one level below its index. Where the log is cut, the index is named still when
    credentials are looked for: uv asks its cache for those of the index.
    """
    found: dict[Url, tuple[Address, Event]] = {}
    for event in story.events:
        if event.said is Said.FETCH:
            address = address_of(event.url)
            if address is not None:
                path = address.url.path.rstrip("/").rpartition("/")[0]
                root = Address(address.url.with_path(path), address.userinfo)
                found.setdefault(root.url, (root, event))
    for flow in story.flows:
        page = address_of(flow.url)
        for event in flow.lookups:
            place = address_of(event.fields.get("place", ""))
            if page is None or place is None or event.fields.get("scope") != "URL":
                continue
            inside = page.url.path.startswith(place.url.path.rstrip("/") + "/")
            covered = _is_covered(found, page.url)
            if inside and place.url != page.url and not covered:
                found.setdefault(place.url, (place, event))
        if page is not None and _is_page(story, flow) and not _is_covered(found, page.url):
            path = page.url.path.rstrip("/").rpartition("/")[0]
            root = Address(page.url.with_path(path), page.userinfo)
            found[root.url] = (root, Event(flow.line, Said.HANDLING, {}))
    return found


def _is_page(story: Story, flow: Flow) -> bool:
    """Whether a URL looks like a page of an index, and no redirect or upload led there."""
    led = any(other.redirected == flow.url for other in story.flows)
    posted = any(attempt.method == "POST" for attempt in flow.attempts)
    return flow.url.endswith("/") and not led and not posted


def _is_covered(found: Mapping[Url, object], url: Url) -> bool:
    return any(_covers(root, url) for root in found)


def _covers(root: Url, url: Url) -> bool:
    below = url.path.startswith(root.path.rstrip("/") + "/")
    return root.realm == url.realm and (below or root == url)


def credential_of(attempt: Attempt, at: Origin) -> Credential | None:
    """What went with a request, with a stand-in for the secret; None where nothing did."""
    if attempt.sent is Sent.NOTHING:
        return None
    kind = KINDS[attempt.source or Source.UNKNOWN]
    complete = attempt.sent is Sent.CREDENTIAL
    secret = stand_in(kind, attempt.username, attempt.url) if complete else None
    return Credential(kind, at, attempt.username, secret)


def stand_in(kind: Kind, username: str | None, url: str) -> Secret:
    """A secret in place of the one that the log does not show."""
    address = address_of(url)
    realm = url if address is None else address.url.realm
    return Secret(f"\0not in the log: {kind} {username} {realm}\0")


class Indexes:
    """The rows of one story. `name` is what the log is called; `rows` those of files, if any."""

    def __init__(self, story: Story, name: str, rows: tuple[IndexRow, ...] = ()) -> None:
        self._story = story
        self._name = name
        named = [e.fields["name"] for e in story.events if e.said is Said.PUBLISH_INDEX]
        self.rows = rows or tuple(self._rows(named))

    def _rows(self, named: Sequence[str]) -> Iterator[IndexRow]:
        flat = self._flat()
        for address, event in flat.values():
            yield self._row(address, event, IndexKind.FIND_LINKS, Standing.FLAT)
        found = {root: made for root, made in roots(self._story).items() if root not in flat}
        for order, (address, event) in enumerate(found.values(), 1):
            name = named[0] if named and order == 1 else None
            yield self._row(address, event, IndexKind.INDEX, Standing.SEARCHED, order, name)

    def _flat(self) -> dict[Url, tuple[Address, Event]]:
        """The find-links pages, which are read by their own URL."""
        told = ((address_of(e.url), e) for e in self._story.events if e.said is Said.FLAT)
        return {address.url: (address, event) for address, event in told if address is not None}

    def _row(
        self,
        address: Address,
        event: Event,
        kind: IndexKind,
        standing: Standing,
        order: int | None = None,
        name: str | None = None,
    ) -> IndexRow:
        root, origin = address.url, Origin.file(self._name, event.line)
        policy = self._policy(root)
        return IndexRow(
            Index(address, kind, origin, name=name, authenticate=policy.value),
            standing,
            order,
            root,
            policy,
            seeded=self._seeded(root),
            asked=tuple(self._asked(root)),
        )

    def _seeded(self, root: Url) -> Credential | None:
        """What uv knew of an account before it looked anywhere."""
        for flow in self._story.flows:
            address = address_of(flow.url)
            if address is not None and _covers(root, address.url) and flow.username is not None:
                origin = Origin.file(self._name, flow.line)
                secret = stand_in(Kind.URL, flow.username, flow.url) if flow.has_password else None
                return Credential(Kind.URL, origin, flow.username, secret)
        return None

    def _policy(self, root: Url) -> Setting[Policy]:
        for flow in self._story.flows:
            address = address_of(flow.url)
            if address is not None and _covers(root, address.url) and flow.policy is not None:
                return Setting(Policy(flow.policy), Origin.file(self._name, flow.line))
        return Setting(Policy.AUTO, Origin.default("not in the log"))

    def _asked(self, root: Url) -> Iterator[Asked]:
        """What each source had for an index, as far as it was looked at."""
        told: dict[Kind, Asked] = {}
        for flow in self._story.flows:
            address = address_of(flow.url)
            if address is None or not _covers(root, address.url):
                continue
            for event in flow.lookups:
                self._look_up(told, event)
            for attempt in flow.attempts:
                credential = credential_of(attempt, Origin.file(self._name, attempt.line))
                if credential is not None and credential.source in told:
                    told[credential.source] = Asked(credential.source, "found", "", credential)
        yield from told.values()

    def _look_up(self, told: dict[Kind, Asked], event: Event) -> None:
        if event.said not in _LOOKUPS:
            return
        kind, state, reason = _LOOKUPS[event.said]
        if state == "found":
            told.pop(kind, None)
        reason = reason or event.fields.get("reason", "")
        told.setdefault(
            kind, Asked(kind, state, reason, origin=Origin.file(self._name, event.line))
        )

    def of(self, url: Url) -> IndexRow | None:
        """The index a URL belongs to: whose root it lies under, else the first on its host."""
        exact = [row for row in self.rows if row.index.url == url]
        under = [*exact, *(row for row in self.rows if _covers(row.root, url))]
        near = [row for row in self.rows if row.root.realm == url.realm]
        return next(iter((*under, *near)), None)
