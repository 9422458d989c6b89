"""Secrets taken out of a report before it is rendered, wherever a foreign text repeats one.

A server may echo a token in its error page, or a redirect may carry a signature in its query.
Both are masked here, so that the report can still be shown; the gate then checks what is left.
"""

from __future__ import annotations

import re
from typing import TypeVar

from indexdoctor.model.url import Url
from indexdoctor.render import forms
from indexdoctor.render.gate import Gate
from indexdoctor.render.sanitise import map_text

ValueT = TypeVar("ValueT")
MASK = "****"

_USERINFO = re.compile(r"(?<=://)([^\s/?#@:\"'<>]*):([^\s/?#\"'<>]+)@")
_HEADER = re.compile(r"\b(Basic|Bearer) (?=[a-z+/_.~=-]*[A-Z0-9])[A-Za-z0-9+/_.~=-]{12,}")
_QUERY = re.compile(r"(?<=[?&;])([^\s=&;#?]+)=([^\s&;#\"'<>)]+)")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
_PLAIN_PARAMETERS = {"api-version", "audience", "format", "project", "version"}


def _query_value(match: re.Match[str]) -> str:
    return match[0] if match[1].lower() in _PLAIN_PARAMETERS else f"{match[1]}={MASK}"


def patterns(text: str) -> str:
    """`text` without what looks like a credential: URL passwords, tokens, query values."""
    if "://" in text:
        text = _USERINFO.sub(rf"\1:{MASK}@", text)
        text = _URL.sub(lambda url: _QUERY.sub(_query_value, url[0]), text)
    if "Basic " in text or "Bearer " in text:
        text = _HEADER.sub(rf"\1 {MASK}", text)
    return text


def url_text(url: Url) -> str:
    """The URL as shown: values in its query are masked, they are often signatures."""
    return patterns(str(url))


def _without(text: str, secret: str) -> str:
    """`text` with each form of `secret` masked, percent-encoded in part or whole, and base64."""
    parts: list[str] = []
    for byte in forms.to_bytes(secret):
        raw = re.escape(chr(byte)) if byte < 0x80 else None
        encoded = f"%(?i:{byte:02x})"
        parts.append(f"(?:{raw}|{encoded})" if raw else encoded)
    text = text.replace(secret, MASK)
    text = re.sub("".join(parts), MASK, text)
    for core in forms.base64_cores(forms.to_bytes(secret)):
        text = re.sub(rf"[A-Za-z0-9+/_-]*{re.escape(core)}[A-Za-z0-9+/_-]*={{0,2}}", MASK, text)
    return text


def masked(value: ValueT, gate: Gate) -> ValueT:
    """`value` with every known secret masked in every string inside it.

    A string in which a secret is still found afterwards (in a rarer encoding) is hidden whole.
    """
    value = map_text(value, patterns)
    seen: list[str] = []

    def gather(text: str) -> str:
        seen.append(text)
        return text

    map_text(value, gather)
    found = [secret.reveal() for secret in gate.hits("\n".join(seen))]
    if not found:
        return value
    found.sort(key=len, reverse=True)

    def mask(text: str) -> str:
        if not gate.hits(text):
            return text
        for secret in found:
            if len(secret) >= forms.SHORTEST and not forms.is_own_word(secret):
                text = _without(text, secret)
        return f"({MASK} hidden: it held a secret)" if gate.hits(text) else text

    return map_text(value, mask)
