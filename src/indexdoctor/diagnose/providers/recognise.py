"""Which kind of server answers at a URL: by its host, path, headers or realm, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexdoctor.diagnose.providers.base import By, Provider
from indexdoctor.diagnose.providers.registry import PROVIDERS
from indexdoctor.model.exchange import Response
from indexdoctor.model.url import Url
from indexdoctor.records import record

_BASIC_REALM = re.compile(
    r'\bbasic\s+(?:[\w-]+\s*=\s*(?:"[^"]*"|[^\s,"]+)\s*,\s*)*'
    r'realm\s*=\s*(?:"([^"]*)"|([^\s,"]+))',
    re.IGNORECASE,
)


# A provider, what speaks for it, the piece itself, and whether that is sure.
_Candidate = tuple[Provider, By, str, bool]


@record
class Recognised:
    """The kind of server behind a URL.

    `by` says what gave it away, `clue` the piece itself (a host, a header's name, a realm).
    `is_sure` is False when only a header speaks for it that other servers, or what stands in front
    of them, send as well.
    `intermediary` says in words who answered in its place, when a refusal bears a realm or header
    that is not this server's; empty otherwise.
    """

    provider: Provider
    by: By
    clue: str
    intermediary: str = ""
    is_sure: bool = True


def recognise(url: Url, responses: Sequence[Response] = ()) -> Recognised | None:
    """The kind of server at `url`, with what it answered; None when nothing gives it away."""
    found = next(_candidates(url, responses), None)
    if found is None:
        return None
    provider, by, clue, sure = found
    return Recognised(provider, by, clue, _intermediary(url, provider, by, responses), sure)


def realm(response: Response) -> str | None:
    """The realm of the Basic challenge of a refusal; None without one."""
    match = _BASIC_REALM.search(response.headers.get("www-authenticate", ""))
    if match is None:
        return None
    return match[1] if match[1] is not None else match[2]


def _candidates(url: Url, responses: Sequence[Response]) -> Iterator[_Candidate]:
    for provider in PROVIDERS:
        if provider.has_host(url.host):
            yield provider, By.HOST, url.host, True
    for provider in PROVIDERS:
        if provider.has_path(url.path):
            yield provider, By.PATH, url.path, True
    here = [response for response in responses if response.url.realm == url.realm]
    yield from _by_header(url, here, common=False)
    yield from _by_realm(here)
    yield from _by_header(url, here, common=True)


def _by_header(url: Url, responses: Sequence[Response], *, common: bool) -> Iterator[_Candidate]:
    for provider in PROVIDERS:
        for header in provider.headers:
            if header.common is not common or not re.search(header.path, url.path):
                continue
            values = (response.headers.get(header.name) for response in responses)
            if any(v is not None and re.search(header.value, v, re.IGNORECASE) for v in values):
                yield provider, By.HEADER, header.name, not common


def _by_realm(responses: Sequence[Response]) -> Iterator[_Candidate]:
    realms = [said for response in responses if (said := realm(response)) is not None]
    for provider in PROVIDERS:
        for said in realms:
            if provider.has_realm(said):
                yield provider, By.REALM, said, True


def _intermediary(url: Url, provider: Provider, by: By, responses: Sequence[Response]) -> str:
    """Who refused in the provider's place: told by a realm that is not the provider's own."""
    if by not in (By.HOST, By.PATH) or not provider.realms:
        return ""
    for response in responses:
        said = realm(response)
        if said is None or response.url.realm != url.realm or provider.has_realm(said):
            continue
        other = next((other for other, *_ in _by_realm([response])), None)
        server = re.match(r"[A-Za-z][A-Za-z-]*", response.headers.get("server", ""))
        name = other.title if other is not None else (server[0] if server else "something else")
        return f'{name} in front of it (realm "{said}")'
    return ""
