"""Tokens of the shape of real ones, for no server at all."""

from __future__ import annotations

import base64
import json


def encoded(value: object) -> str:
    """A part of a token: Base64 for URLs without padding, of bytes or of anything else as JSON."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(*, signature: str = "c2lnbmF0dXJl", **claims: object) -> str:
    """A JSON Web Token with these claims, signed by nobody."""
    return f"{encoded({'alg': 'RS256', 'typ': 'JWT'})}.{encoded(claims)}.{signature}"


def macaroon(location: str, *caveats: object) -> str:
    """An API token as Warehouse makes them, by the host that made it, with these caveats."""

    def field(kind: int, value: bytes) -> bytes:
        size = len(value)
        head = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
        return bytes([kind]) + head + value

    data = b"\x02" + field(1, location.encode()) + field(2, b"0123456789abcdef") + b"\0"
    for caveat in caveats:
        data += field(2, json.dumps(caveat).encode()) + b"\0"
    return "pypi-" + encoded(data + b"\0" + field(6, bytes(range(32))))
