"""Reading a body up to a limit, decompressed without filling memory."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from indexdoctor.model.exchange import Request, Role

# Bytes after decompression. What a page holds takes about ten times its size in memory.
PAGE_LIMIT = 6 * 1024 * 1024
PAGES_LIMIT = 24 * 1024 * 1024  # all pages of a run together
METADATA_LIMIT = 4 * 1024 * 1024
FILE_LIMIT = 64 * 1024
SOURCE_LIMIT = 24 * 1024 * 1024  # a source distribution: its metadata can stand at the end
OTHER_LIMIT = 64 * 1024
# Of one page: what takes time and memory besides its size.
LINKS_LIMIT = 30_000
TAGS_LIMIT = 200_000
TAG_LIMIT = 64 * 1024  # bytes from the `<` of a tag to its `>`
VALUES_LIMIT = 500_000  # of a JSON page; a file takes about sixteen
WHOLE = (Role.PAGE, Role.FLAT, Role.CHECK)  # of a part of these nothing can be concluded
_SOURCES = (".tar.gz", ".zip", ".tgz", ".tar.bz2", ".tar.xz", ".tar")
ENCODINGS = frozenset({"gzip", "x-gzip", "deflate", "identity", ""})


class ContentError(Exception):
    """The body cannot be decoded; the text says why."""


class LimitError(Exception):
    """More came than is read; the text says what and how much, without foreign text."""


def mib(size: int) -> str:
    """A size as it is said: `8 MiB`, `64 KiB`."""
    return f"{size // 1024} KiB" if size < 1024 * 1024 else f"{size // (1024 * 1024)} MiB"


def examine(body: bytes, media: str) -> None:
    """Raise LimitError for a page that would take too much time or memory to be read."""
    if "json" in media:
        if body.count(b",") + body.count(b"{") + body.count(b"[") > VALUES_LIMIT:
            raise LimitError(f"the page holds more than {VALUES_LIMIT:,} values")
        return
    if body.count(b"<a") + body.count(b"<A") > LINKS_LIMIT:
        raise LimitError(f"the page holds more than {LINKS_LIMIT:,} links")
    if body.count(b"<") > TAGS_LIMIT:
        raise LimitError(f"the page holds more than {TAGS_LIMIT:,} tags")
    for part in body.split(b">"):
        start = part.find(b"<")
        if start >= 0 and len(part) - start > TAG_LIMIT:
            raise LimitError(f"the page holds a tag of more than {mib(TAG_LIMIT)}")


def limit(request: Request, status: int) -> int:
    """How many bytes of an answer are wanted."""
    if status >= 400 or request.role in (Role.UPLOAD, Role.CONTROL):
        return OTHER_LIMIT
    if status == 206 or request.role in (Role.PAGE, Role.FLAT, Role.CHECK):
        return PAGE_LIMIT
    if request.role is Role.METADATA:
        return METADATA_LIMIT
    if request.role is Role.FILE:
        return SOURCE_LIMIT if request.url.path.endswith(_SOURCES) else FILE_LIMIT
    return OTHER_LIMIT


class Body:
    """Collects a body: at most `limit` bytes are kept, and `truncated` says that there was more."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self.truncated = False
        names = _names(encoding)
        self._step = _Step(names[0]) if names else None

    @property
    def value(self) -> bytes:
        """What has been read so far."""
        return b"".join(self._parts)

    async def read(self, parts: AsyncIterator[bytes]) -> None:
        """Read to the end or to the limit. Raises ContentError."""
        async for part in parts:
            self.feed(part)
            if self.truncated:
                return
        if self._step is not None:
            self._step.finish()

    def feed(self, part: bytes) -> None:
        """Take one part of the body as it came over the wire. Raises ContentError."""
        room = self._limit - self._size
        if self._step is not None:
            # One byte more than there is room for shows that something is left over.
            part = self._step.decode(part, room + 1)
        if len(part) > room:
            self.truncated = True
            part = part[:room]
        self._parts.append(part)
        self._size += len(part)


def _names(encoding: str) -> list[str]:
    names = [name.strip().lower() for name in encoding.split(",")]
    layers = [name for name in names if name not in ("", "identity")]
    if len(layers) > 1 or any(name not in ENCODINGS for name in layers):
        raise ContentError("the body has a content encoding that was not asked for")
    return layers


class _Step:
    """The decoder of one content encoding."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._started = False
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS | (16 if "gzip" in name else 0))

    def decode(self, data: bytes, most: int) -> bytes:
        if self._name == "deflate" and data and not self._started and data[0] & 0x0F != 8:
            # Some servers send raw deflate data without the zlib header.
            self._decoder = zlib.decompressobj(-zlib.MAX_WBITS)
        self._started = self._started or bool(data)
        try:
            return self._decoder.decompress(data, most)
        except zlib.error:
            raise ContentError(f"the body is not valid {self._name} data") from None

    def finish(self) -> None:
        """Nothing more comes. Raises ContentError when that is too early."""
        if self._started and not self._decoder.eof:
            raise ContentError(f"the {self._name} data of the body breaks off")
