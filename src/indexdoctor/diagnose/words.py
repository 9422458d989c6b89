"""Words for sources, credentials and answers, the same in tables, evidence and remedies."""

from __future__ import annotations

import re
import shlex
from http import HTTPStatus

from indexdoctor.model.credential import Asked, Credential, Scheme, Source
from indexdoctor.model.exchange import Exchange, Response, TransportFailure
from indexdoctor.model.finding import Evidence
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.url import Url

TITLES = {
    Source.URL: "URL",
    Source.INDEX_ENV: "UV_INDEX_*",
    Source.NETRC: "netrc",
    Source.STORE: "credentials.toml",
    Source.NATIVE: "native store",
    Source.KEYRING: "keyring",
    Source.PUBLISH: "publish options",
    Source.TRUSTED: "trusted publishing",
    Source.HUGGING_FACE: "HF_TOKEN",
}

FAILURES = {
    TransportFailure.DNS: "host name not found",
    TransportFailure.CONNECT: "no connection",
    TransportFailure.TLS: "TLS failed",
    TransportFailure.PROXY: "proxy failed",
    TransportFailure.TIMEOUT: "timed out",
    TransportFailure.PROTOCOL: "no valid HTTP answer",
    TransportFailure.DEADLINE: "not answered before the deadline",
    TransportFailure.LIMIT: "more than indexdoctor reads",
    TransportFailure.UNTOLD: "answer not told",
    TransportFailure.REFUSED: "not sent by indexdoctor",
}

# Phrases of nginx and of older texts of HTTP that say no more than the status.
_USUAL = frozenset(
    {
        "",
        "not allowed",
        "request time-out",
        "request entity too large",
        "request-uri too large",
        "gateway time-out",
        "internal error",
        "service temporarily unavailable",
        "temporarily unavailable",
        "authorization required",
        "ok",
    }
)


def title(asked: Asked) -> str:
    """How a source is named in a row: its variable or option when known, else its kind."""
    origin = asked.origin or (asked.credential.origin if asked.credential else None)
    if asked.source is Source.INDEX_ENV and origin is not None and origin.kind is OriginKind.ENV:
        return re.sub(r"_(USERNAME|PASSWORD)$", "_*", origin.name)
    if (
        asked.source is Source.PUBLISH
        and origin is not None
        and origin.kind
        in (
            OriginKind.ENV,
            OriginKind.OPTION,
        )
    ):
        return origin.name
    return TITLES[asked.source]


def credential_name(credential: Credential | None) -> str:
    """A credential in words: source, place and user name, never its secret."""
    if credential is None:
        return "no credential"
    place = str(credential.origin)
    source = TITLES[credential.source]
    text = place if credential.origin.kind is OriginKind.ENV else f"{source} ({place})"
    if credential.source is Source.PUBLISH and credential.origin.kind is OriginKind.OPTION:
        text = f"{place} (publish option)"
    if credential.scheme is Scheme.BEARER:
        return f"{text} bearer token"
    user = f" {credential.username}" if credential.username else ""
    return f"{text}{user}" if credential.is_complete else f"{text}{user} without a password"


def short(url: Url, home: Url | None = None) -> str:
    """A URL cut to its last two path segments when it is on `home`'s host; queries are dropped.

    A query is never shown: signed download links carry their secret there.
    """
    query = "?…" if url.query is not None else ""
    slash = "/" if url.path.endswith("/") and url.path != "/" else ""
    segments = url.segments
    if home is None or url.realm != home.realm or len(segments) <= 2:
        return f"{url.realm}{url.path}{query}"
    return f".../{'/'.join(segments[-2:])}{slash}{query}"


def outcome(response: Response) -> str:
    """The answer in words: the status, with the target of a redirect, or why none came."""
    if response.failure is not None:
        return FAILURES[response.failure]
    if 300 <= response.status < 400:
        target = redirect_host(response)
        return f"{response.status} to {target}" if target else str(response.status)
    return str(response.status)


def said(response: Response) -> str:
    """The reason phrase of a refusal or error where it is not the usual one of the status."""
    phrase = response.reason.strip()
    usual = {*_USUAL, *(status.phrase.casefold() for status in HTTPStatus)}
    return phrase if response.status >= 400 and phrase.casefold() not in usual else ""


def redirect_host(response: Response) -> str | None:
    """The host and path a redirect points to, without user information or query."""
    location = response.headers.get("location")
    if location is None:
        return None
    try:
        return short(response.url.join(location).url)
    except ValueError:
        return None


def evidence(exchange: Exchange, label: str, home: Url | None = None) -> Evidence:
    """One line of proof: method, URL, credential, answer."""
    request = exchange.request
    words = said(exchange.response)
    text = (
        f"{request.method} {short(request.url, home)}  "
        f"{credential_name(request.credential)}  {outcome(exchange.response)}"
        f"{f' {words}' if words else ''}"
    )
    return Evidence(label, text, exchange.id)


def sends(
    exchanges: tuple[Exchange, ...], client: str, home: Url | None = None
) -> tuple[Evidence, ...]:
    """The lines of one chain: `uv 0.13.8 sends …`, then `then …`; the same again is left out."""
    lines: list[Evidence] = []
    for exchange in exchanges:
        line = evidence(exchange, "then" if lines else f"{client} sends", home)
        if all(line.text != known.text for known in lines):
            lines.append(line)
    return tuple(lines)


def quoted(text: str) -> str:
    """A word for a POSIX shell."""
    return shlex.quote(text)


def variables(name: str) -> tuple[str, str]:
    """The variables uv reads for an index of this name (1.4 of the uv documentation's rules)."""
    from indexdoctor.credentials.index_env import variables as names

    return names(name)


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
