"""Secrets taken out of a report before it is rendered, wherever a foreign text repeats one.

A server may echo a token in its error page, or a redirect may carry a signature in its query.
Both are masked here, so that the report can still be shown; the gate then checks what is left.
What is masked without being known before is one entry each in `recognisers.registry`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from indexdoctor.model.exchange import Request, Response
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url
from indexdoctor.render import forms
from indexdoctor.render.gate import Gate
from indexdoctor.render.recognisers.base import MASK
from indexdoctor.render.recognisers.registry import RECOGNISERS
from indexdoctor.render.recognisers.texts import is_secret_header
from indexdoctor.render.recognisers.tokens import PRIVATE_KEY
from indexdoctor.render.recognisers.urls import is_token_user
from indexdoctor.render.sanitise import map_text

ValueT = TypeVar("ValueT")

_SHORTEST = 8  # characters of the shortest text in which anything can be recognised
_LEARNED = 12  # characters from which a recognised secret is looked for everywhere
_CUT = 8  # characters of a secret's beginning by which it is found where a text was cut off
_ENDS = re.compile(r"(?:\.\.\.|…|[\s\"')\]])*\Z")


def patterns(text: str, found: list[str] | None = None) -> str:
    """`text` without what looks like a credential: URL passwords, tokens, query values.

    What is a secret wherever else it stands is added to `found`.
    """
    if len(text) < _SHORTEST:
        return text
    lowered = text.lower()
    for recogniser in RECOGNISERS:
        if any(sign in lowered for sign in recogniser.signs):
            text = recogniser.mask(text, found)
    return text


def url_text(url: Url) -> str:
    """The URL as shown: values in its query are masked, they are often signatures."""
    return patterns(str(url))


def _without(text: str, secret: str) -> str:
    """`text` with each form of `secret` masked: percent-encoded (in part too), base64, digits."""
    parts: list[str] = []
    for byte in forms.to_bytes(secret):
        raw = re.escape(chr(byte)) if byte < 0x80 else None
        encoded = f"%(?i:{byte:02x})"
        parts.append(f"(?:{raw}|{encoded})" if raw else encoded)
    text = text.replace(secret, MASK)
    text = re.sub("".join(parts), MASK, text)
    for core in forms.encoded(secret):
        text = re.sub(rf"[A-Za-z0-9+/_-]*{re.escape(core)}[A-Za-z0-9+/_-]*={{0,2}}", MASK, text)
    return text


def _without_beginning(text: str, secret: str) -> str:
    """`text` without a beginning of `secret` at its end, where it was cut off within one."""
    match = _ENDS.search(text)
    end = len(text) if match is None else match.start()
    for length in range(min(len(secret) - 1, end), _CUT - 1, -1):
        if text.startswith(secret[:length], end - length):
            return f"{text[: end - length]}{MASK}{text[end:]}"
    return text


def masked(value: ValueT, gate: Gate) -> ValueT:
    """`value` with every known secret masked in every string inside it.

    What is recognised as a secret in one place is known from then on, to the gate too. A string in
    which a secret is still found afterwards (in a rarer encoding) is hidden whole.
    """
    recognised: list[str] = list(_token_users(value))
    value = _mapped(value, lambda text: patterns(text, recognised))
    gate.learn(Secret(text) for text in dict.fromkeys(recognised) if len(text) >= _LEARNED)
    seen: list[str] = []

    def gather(text: str) -> str:
        seen.append(text)
        return text

    _mapped(value, gather)
    known = [secret.reveal() for secret in gate.known()]
    known = [s for s in known if len(s) >= forms.SHORTEST and not forms.is_own_word(s)]
    known.sort(key=len, reverse=True)
    beginnings = [secret for secret in known if len(secret) > _CUT]
    found = {secret.reveal() for secret in gate.hits("\n".join(seen))}

    def mask(text: str) -> str:
        for secret in beginnings:
            if secret[:_CUT] in text:
                text = _without_beginning(text, secret)
        if not found or not gate.hits(text):
            return text
        for secret in known:
            if secret in found:
                text = _without(text, secret)
        return f"({MASK} hidden: it held a secret)" if gate.hits(text) else text

    return _mapped(value, mask)


def masked_lines(lines: Sequence[str], gate: Gate) -> tuple[str, ...]:
    """The lines of a log without secrets, nor private keys over several of them."""
    whole = PRIVATE_KEY.mask("\n".join(lines))
    return masked(tuple(whole.split("\n")), gate) if lines else ()


def _token_users(value: object) -> set[str]:
    """The user names, wherever one is held, that are tokens by their look."""
    users: set[str] = set()

    def part(item: Any) -> Any:
        for field in ("username", "username_encoded"):
            name = getattr(item, field, None)
            if isinstance(name, str) and is_token_user(name):
                users.add(name)
        return item

    map_text(value, lambda text: text, part)
    return users


def _mapped(value: ValueT, change: Callable[[str], str]) -> ValueT:
    """`value` with `change` applied to every text: whole URLs, headers and bodies too."""

    def part(item: Any) -> Any:
        match item:
            case Url():
                return _url(item, change)
            case Request():
                headers = tuple((name, _header(name, v, change)) for name, v in item.headers)
                return item if headers == item.headers else replace(item, headers=headers)
            case Response():
                return _response(item, change)
        return item

    return map_text(value, change, part)


def _url(url: Url, change: Callable[[str], str]) -> Url:
    old = str(url)
    new = change(old)
    realm = url.realm
    if new == old:
        return url
    if not new.startswith(realm):  # the port belongs to a password that was not encoded
        return replace(url, port=None, path=f"/{MASK}", query=None, fragment=None)
    rest, sign, fragment = new[len(realm) :].partition("#")
    path, mark, query = rest.partition("?")
    return replace(
        url, path=path, query=query if mark else None, fragment=fragment if sign else None
    )


def _header(name: str, value: str, change: Callable[[str], str]) -> str:
    return MASK if value and is_secret_header(name.lower()) else change(value)


def _response(response: Response, change: Callable[[str], str]) -> Response:
    headers = {name: _header(name, value, change) for name, value in response.headers.items()}
    body = response.body
    if body:
        text = _decoded(body)
        body = body if change(text) == text else change(text).encode("utf-8", "surrogateescape")
    if body is response.body and headers == response.headers:
        return response
    return replace(response, headers=headers, body=body)


def _decoded(body: bytes) -> str:
    """The text of a body: UTF-16 by its mark or its zeros, else UTF-8."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    half = len(body) // 3
    if body[1::2].count(0) > half:
        return body.decode("utf-16-le", "replace")
    if body[::2].count(0) > half:
        return body.decode("utf-16-be", "replace")
    return body.decode("utf-8", "surrogateescape")
