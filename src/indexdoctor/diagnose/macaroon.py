"""Macaroons, as the API tokens of PyPI are: what can be read without their key."""

from __future__ import annotations

import json

_LOCATION, _IDENTIFIER = 1, 2


def read_macaroon(data: bytes) -> tuple[bytes | None, list[object]]:
    """The location and the caveats of a macaroon: fields of a type, a length and bytes.

    A zero ends each section; sections after the first are caveats, an empty one ends them
    (libmacaroons, binary format 2).
    """
    if data[:1] != b"\x02":
        return None, []
    location: bytes | None = None
    caveats: list[object] = []
    at, section = 1, 0
    while at < len(data):
        field, at = _number(data, at)
        if field == 0:
            section += 1
            continue
        length, at = _number(data, at)
        value, at = data[at : at + length], at + length
        if section == 0 and field == _LOCATION:
            location = value
        elif section > 0 and field == _IDENTIFIER:
            try:
                caveats.append(json.loads(value))
            except (ValueError, RecursionError):
                continue
    return location, caveats


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length number, seven bits a byte, and where it ends."""
    number = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 or shift > 28:
            break
    return number, at
