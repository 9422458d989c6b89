"""How uv reads a wheel's metadata: PEP 658 file, range requests, or the whole wheel.

crates/uv-client/src/registry_client.rs and remote_metadata.rs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from indexdoctor.clients.uv.fetch import Client
from indexdoctor.clients.uv.simple import File, Hashes
from indexdoctor.credentials import url as url_credentials
from indexdoctor.model.exchange import Flow, Request, Response, Role
from indexdoctor.model.origin import Origin

_IDENTITY = ("Accept-Encoding", "identity")
# remote_metadata.rs: the guess for the size of a zip's central directory, and the buffer size.
_TAIL = 16384
_BUFFER = 8192
_FALL_BACK = frozenset({400, 403, 404, 405})


@dataclass(slots=True)
class Capabilities:
    """What was learnt of the indexes in this run (labels of those without range requests)."""

    no_ranges: set[str]


def file_request(file: File, role: Role, asked_for: str, package: str) -> Request:
    """The request for a file as its link gives it."""
    return Request(
        method="GET",
        url=file.address.url,
        role=role,
        credential=url_credentials.from_address(file.address, Origin.default("link of the page")),
        asked_for=asked_for,
        package=package,
    )


def read_metadata(
    client: Client, file: File, asked_for: str, package: str, capabilities: Capabilities
) -> Flow[Response]:
    """The requests that read one wheel's metadata; the last answer is given back."""
    if file.has_metadata:
        request = file_request(file, Role.METADATA, asked_for, package)
        url = replace(request.url, path=f"{request.url.path}.metadata")
        return (yield from client.get(replace(request, url=url)))
    request = replace(file_request(file, Role.FILE, asked_for, package), headers=(_IDENTITY,))
    if asked_for not in capabilities.no_ranges:
        head = yield from client.get(replace(request, method="HEAD"))
        if head.failure is not None or (head.status >= 400 and head.status not in _FALL_BACK):
            return head
        if head.status < 400 and _takes_ranges(head):
            answer = yield from _read_by_ranges(
                client, request, int(head.headers["content-length"])
            )
            if answer is not None:
                return answer
        capabilities.no_ranges.add(asked_for)
    return (yield from client.get(request))


def are_hashes_of(hashes: Hashes, content: bytes) -> bool:
    """Whether every hash is that of `content` (pull request 21563); no hash says nothing."""
    return all(_digest(algorithm, content) == digest.lower() for algorithm, digest in hashes)


def _digest(algorithm: str, content: bytes) -> str:
    import hashlib

    if algorithm == "blake2b":
        return hashlib.blake2b(content, digest_size=32).hexdigest()
    return hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


def _takes_ranges(head: Response) -> bool:
    return (
        head.headers.get("accept-ranges") == "bytes"
        and head.headers.get("content-length", "").isdigit()
    )


def _read_by_ranges(client: Client, request: Request, size: int) -> Flow[Response | None]:
    """Range requests for the central directory and the METADATA entry; None: uv falls back."""
    start = max(0, size - _TAIL)
    tail = yield from _range(client, request, start, size)
    if tail.status != 206:
        # A refusal ends the attempt with an error; anything else is no range support.
        return tail if tail.failure is not None or tail.status >= 400 else None
    entry = _metadata_entry(tail.body, start)
    if entry is None:
        return tail
    offset, length = entry
    end = min(offset + -(-length // _BUFFER) * _BUFFER, size)
    if offset < start:
        return (yield from _range(client, request, offset, min(end, start)))
    return tail


def _range(client: Client, request: Request, start: int, end: int) -> Flow[Response]:
    # Range requests do not follow redirects: they use the client below the redirect handling.
    headers = (*request.headers, ("Range", f"bytes={start}-{end - 1}"))
    return (yield from client.get(replace(request, headers=headers), follow=False))


def _metadata_entry(tail: bytes, start: int) -> tuple[int, int] | None:
    """Offset and length of METADATA in the zip whose last bytes, from `start` on, are `tail`."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return None
    count, _, directory = struct.unpack_from("<HII", tail, end + 10)
    position = directory - start
    for _ in range(count):
        if position < 0 or tail[position : position + 4] != b"PK\x01\x02":
            return None
        packed, _, name_size, extra, comment = struct.unpack_from("<IIHHH", tail, position + 20)
        offset = struct.unpack_from("<I", tail, position + 42)[0]
        name = tail[position + 46 : position + 46 + name_size]
        if name.endswith(b".dist-info/METADATA"):
            return offset, packed + 30 + name_size
        position += 46 + name_size + extra + comment
    return None
