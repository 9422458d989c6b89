"""How a secret can stand in a document. Nothing of indexdoctor is used here: this is the judge."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, quote_plus, unquote

Encode = Callable[[str], bytes]


def _each_byte(digits: str) -> Encode:
    return lambda text: "".join(f"%{byte:{digits}}" for byte in text.encode()).encode()


def _json(*, ascii: bool, slash: bool = False) -> Encode:
    def encode(text: str) -> bytes:
        written = json.dumps(text, ensure_ascii=ascii)[1:-1]
        return (written.replace("/", "\\/") if slash else written).encode()

    return encode


def _shown(data: bytes) -> bytes:
    """Bytes that are no UTF-8 as a program shows them that escapes what cannot be seen."""
    text = data.decode("utf-8", "surrogateescape")
    return "".join(
        c if " " <= c <= "~" else f"\\x{ord(c):02x}" if ord(c) < 0x100 else f"\\u{ord(c):04x}"
        for c in text
    ).encode()


def _base64(made: Callable[[bytes], bytes], before: str = "") -> Encode:
    return lambda text: made(f"{before}{text}".encode()).rstrip(b"=")


ENCODINGS: dict[str, Encode] = {
    "raw": lambda text: text.encode(),
    "percent": lambda text: quote(text, safe="").encode(),
    "percent, path": lambda text: quote(text).encode(),
    "percent, userinfo": lambda text: quote(text, safe="!$&'()*+,;=-._~").encode(),
    "percent, every byte": _each_byte("02X"),
    "percent, every byte, small": _each_byte("02x"),
    "percent twice": lambda text: quote(quote(text, safe=""), safe="").encode(),
    "percent twice, every byte": lambda text: quote(_each_byte("02x")(text)).encode(),
    "form": lambda text: quote_plus(text).encode(),
    "base64": _base64(base64.b64encode),
    "base64url": _base64(base64.urlsafe_b64encode),
    "base64 with user": _base64(base64.b64encode, "alice:"),
    "base64 with another user": _base64(base64.b64encode, "__token__:"),
    "base64 with token": _base64(base64.urlsafe_b64encode, "ci:"),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).rstrip(b"="),
    "JSON": _json(ascii=True),
    "JSON, not ASCII": _json(ascii=False),
    "JSON, slash": _json(ascii=True, slash=True),
    "JSON, every character": lambda text: "".join(
        f"\\u{unit:04x}" for unit in memoryview(text.encode("utf-16-le")).cast("H")
    ).encode(),
    "HTML": lambda text: html.escape(text).encode(),
    "HTML, decimal": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(c):x};" for c in text).encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-16, big": lambda text: text.encode("utf-16-be"),
    "UTF-16, shown": lambda text: _shown(text.encode("utf-16-le")),
    "UTF-16, big, shown": lambda text: _shown(text.encode("utf-16-be")),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal, capitals": lambda text: text.encode().hex().upper().encode(),
}
_UNDONE = (
    html.unescape,
    lambda text: text.replace("\\\\", "\\").replace('\\"', '"').replace("\\/", "/"),
)


def needles(secret: str) -> Iterator[tuple[str, bytes]]:
    """Each encoding by its name, with what stands for the secret in it."""
    for name, encode in ENCODINGS.items():
        yield name, encode(secret)
    decoded = unquote(secret)
    if decoded != secret:  # what a server makes of it
        for name in ("raw", "percent", "JSON", "HTML"):
            yield f"decoded, {name}", ENCODINGS[name](decoded)


class Search:
    """Looks for these secrets in documents."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._needles = [
            (secret, name, needle) for secret in secrets for name, needle in needles(secret)
        ]

    def found(self, document: bytes) -> list[tuple[str, str]]:
        """Each secret in the document, or in what JSON or HTML say in it, with its encoding."""
        text = document.decode("utf-8", "replace")
        views = dict.fromkeys((document, *(undo(text).encode() for undo in _UNDONE)))
        return [
            (secret, name)
            for secret, name, needle in self._needles
            if any(needle in view for view in views)
        ]


def found(document: bytes, secret: str) -> list[str]:
    """The encodings in which `secret` stands in the document."""
    return [name for _, name in Search((secret,)).found(document)]
