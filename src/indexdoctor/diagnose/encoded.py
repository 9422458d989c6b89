"""Base64, and JSON in base64, as tokens are made of."""

from __future__ import annotations

import base64
import binascii
import json


def decode(text: str) -> bytes | None:
    """Base64 in either alphabet, padded or not."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def json_object(text: str) -> dict[str, object] | None:
    """A JSON object in base64."""
    data = decode(text)
    if data is None or not data.lstrip().startswith(b"{"):
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
