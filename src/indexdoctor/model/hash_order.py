"""The order in which uv walks its set of indexes.

uv looks for the index that governs a URL by walking a hash set and taking the first whose root is a
prefix (crates/uv-auth/src/index.rs). Where several match, the winner is decided by the set's
order. The set hashes without a random seed (FxHash), so the order is the same on every run for the
same URLs and policies, and can be computed: seen to agree with uv 0.13.8 on x86-64 in the
conformance worlds with overlapping roots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
# The constants of rustc-hash 2.1 (polynomial factor, and digits of pi for byte strings).
_FACTOR = 0xF1357AEA2E62A9C5
_SEED1 = 0x243F6A8885A308D3
_SEED2 = 0x13198A2E03707344
_STIR = 0xA4093822299F31D0
_ROTATE = 26


def _mix(x: int, y: int) -> int:
    full = x * y
    return (full & _MASK) ^ (full >> 64)


def _word(data: bytes, start: int, size: int = 8) -> int:
    return int.from_bytes(data[start : start + size], "little")


def _hash_bytes(data: bytes) -> int:
    size = len(data)
    s0, s1 = _SEED1, _SEED2
    if size > 16:
        for offset in range(0, size - 16, 16):
            mixed = _mix(s0 ^ _word(data, offset), _STIR ^ _word(data, offset + 8))
            s0, s1 = s1, mixed
        s0 ^= _word(data, size - 16)
        s1 ^= _word(data, size - 8)
    elif size >= 8:
        s0 ^= _word(data, 0)
        s1 ^= _word(data, size - 8)
    elif size >= 4:
        s0 ^= _word(data, 0, 4)
        s1 ^= _word(data, size - 4, 4)
    elif size:
        s0 ^= data[0]
        s1 ^= data[-1] << 8 | data[size // 2]
    return _mix(s0, s1) ^ size


def fx_hash(parts: Iterable[str | int]) -> int:
    """The 64-bit hash of a struct whose fields are strings and integers, in order."""
    state = 0
    for part in parts:
        words = [_hash_bytes(part.encode()), 0xFF] if isinstance(part, str) else [part]
        for word in words:
            state = (state + word) * _FACTOR & _MASK
    return (state << _ROTATE | state >> (64 - _ROTATE)) & _MASK


def _buckets(capacity: int) -> int:
    if capacity < 15:
        return 4 if capacity < 4 else 8 if capacity < 8 else 16
    return 1 << (capacity * 8 // 7 - 1).bit_length()


def _room(buckets: int) -> int:
    return buckets - 1 if buckets < 8 else buckets // 8 * 7


def set_order(items: Sequence[tuple[T, int]], *, at_once: bool = False) -> list[T]:
    """The items in the order a Rust `HashSet` filled one by one would be walked.

    Each item comes with its hash. An item that is there already changes nothing but may still make
    the table grow, as in Rust: room is made before the look-up. `at_once`: room for all is made
    before the first, as when a set is collected from a list.
    """
    table: list[tuple[T, int] | None] = []
    if at_once and items:
        table = [None] * _buckets(len(items))
    held = 0

    def place(entry: tuple[T, int], into: list[tuple[T, int] | None]) -> None:
        position = entry[1] & (len(into) - 1)
        while into[position] is not None:
            position = (position + 1) & (len(into) - 1)
        into[position] = entry

    for entry in items:
        if held == (_room(len(table)) if table else 0):
            wider = max(held + 1, _room(len(table)) + 1 if table else 1)
            grown: list[tuple[T, int] | None] = [None] * _buckets(wider)
            for old in table:
                if old is not None:
                    place(old, grown)
            table = grown
        if entry not in table:
            place(entry, table)
            held += 1
    return [entry[0] for entry in table if entry is not None]
