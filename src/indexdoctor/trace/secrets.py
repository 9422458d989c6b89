"""Secrets that stand in a log in clear.

Before 0.7.4 uv wrote the passwords of URLs as they are, and until 0.8 credentials as
`password: Some("…")`. With `RUST_LOG=trace` its HTTP libraries write Authorization headers.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote

from indexdoctor.model.secret import Secret

MASK = "****"
_IN_URL = re.compile(r"(?<=://)(?P<user>[^\s/?#@:\"'`<>]*):(?P<secret>[^\s/?#\"'`<>]+)(?=@)")
_IN_RECORD = re.compile(r'(?:password|token): (?:Some\()?(?:\w+\()?"(?P<secret>(?:[^"\\]|\\.)+)"')
_IN_HEADER = re.compile(
    r"(?i:authorization)(?:[\"']?\s*[:=,]\s*[b(]*[\"']?|\x00+)(?P<scheme>(?i:basic|bearer))\s+"
    r"(?P<secret>[A-Za-z0-9+/_.~=-]{4,})"
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|(.))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}

Found = Callable[[Secret], object]


def hidden(text: str, found: Found = lambda secret: None) -> str:
    """`text` with the secrets masked that stand in clear in it.

    `found` is told of each; who watches for secrets (`model.secret`) knows them without it.
    """
    if "://" in text and "@" in text:
        text = _IN_URL.sub(lambda match: _masked(match, found, _of_url), text)
    if "password: " in text or "token: " in text:
        text = _IN_RECORD.sub(lambda match: _masked(match, found, _of_record), text)
    if "uthorization" in text:
        text = _IN_HEADER.sub(lambda match: _masked(match, found, _of_header), text)
    return text


def _masked(
    match: re.Match[str], found: Found, values: Callable[[re.Match[str]], list[str]]
) -> str:
    if not match["secret"].strip("*"):
        return match[0]
    for value in dict.fromkeys(values(match)):
        if value:
            found(Secret(value))
    start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
    return f"{match[0][:start]}{MASK}{match[0][end:]}"


def _of_url(match: re.Match[str]) -> list[str]:
    return [match["secret"], unquote(match["secret"])]


def _of_record(match: re.Match[str]) -> list[str]:
    return [_unescaped(match["secret"])]


def _of_header(match: re.Match[str]) -> list[str]:
    if match["scheme"].lower() != "basic":
        return [match["secret"]]
    try:
        text = base64.b64decode(match["secret"], validate=True).decode()
    except (binascii.Error, ValueError):
        return [match["secret"]]
    return [text.partition(":")[2]]


def _unescaped(text: str) -> str:
    """A string as Rust prints it for programmers, as it is."""

    def plain(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            number = int(code, 16)
            return chr(number) if number <= 0x10FFFF else match[0]
        return _PLAIN.get(match[3], match[3])

    return _ESCAPE.sub(plain, text)
