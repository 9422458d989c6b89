"""The kinds of hostile server: each writes to one connection what it likes."""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
import random
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.hostile.text import nasty

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Peer:
    """One connection: what was asked first, and where to write. `draw` is the server's own."""

    draw: random.Random
    head: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    base: str

    @property
    def path(self) -> str:
        words = self.head.split(b" ")
        return words[1].decode("latin-1") if len(words) > 1 else "/"

    @property
    def package(self) -> str:
        parts = [part for part in self.path.split("?")[0].split("/") if part]
        return parts[-1] if parts else "x"

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, body: bytes = b"", status: str = "200 OK", kind: str = "text/html", more: str = ""
    ) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
        await self.send(head.encode("utf-8", "surrogateescape") + b"\r\n" + body)


Kind = Callable[[Peer], Awaitable[None]]
KINDS: dict[str, Kind] = {}
# What the report must say of such a server, in one of these words.
SAYS: dict[str, tuple[str, ...]] = {}


def kind(*says: str) -> Callable[[Kind], Kind]:
    def register(function: Kind) -> Kind:
        name = function.__name__.strip("_").replace("_", " ")
        KINDS[name] = function
        SAYS[name] = says
        return function

    return register


HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
JSON = "application/vnd.pypi.simple.v1+json"


async def _forever(peer: Peer, part: bytes, pause: float = 0.0) -> None:
    while True:
        await peer.send(part)
        await asyncio.sleep(pause)


@kind("no more is read")
async def body_without_end(peer: Peer) -> None:
    link = b"<a href='x-1.0-py3-none-any.whl'>x-1.0-py3-none-any.whl</a>\n" * 1000
    await peer.send(f"{HTML}\r\n".encode())
    await _forever(peer, peer.draw.choice((link, b"A" * 65536, b"\0" * 65536, b"<a " * 20000)))


@kind("no more is read")
async def chunks_without_end(peer: Peer) -> None:
    await peer.send(f"{HTML}Transfer-Encoding: chunked\r\n\r\n".encode())
    size = peer.draw.choice((1024, 65536))
    await _forever(peer, f"{size:x}\r\n".encode() + b"B" * size + b"\r\n")


@kind("time limit")
async def slow_body(peer: Peer) -> None:
    await peer.send(f"{HTML}Content-Length: 100000\r\n\r\n".encode())
    await _forever(peer, b"<", peer.draw.choice((0.05, 0.3)))


@kind("time limit")
async def slow_headers(peer: Peer) -> None:
    await peer.send(HTML.encode())
    await _forever(peer, b"X: y\r\n", peer.draw.choice((0.1, 0.3)))


@kind("time limit")
async def slow_status_line(peer: Peer) -> None:
    for byte in b"HTTP/1.1 200 " + b"O" * 1000:
        await peer.send(bytes([byte]))
        await asyncio.sleep(0.2)


@kind("time limit")
async def silent(peer: Peer) -> None:
    await asyncio.sleep(3600)


@kind("time limit")
async def slow_refusal(peer: Peer) -> None:
    await peer.send(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 99999\r\n\r\n")
    await _forever(peer, b"x", 0.2)


@functools.cache
def _packed(encoding: str, filling: bytes, size: int) -> bytes:
    data = filling * (size // len(filling))
    return gzip.compress(data, 1) if encoding == "gzip" else zlib.compress(data, 1)


def _bomb(peer: Peer, encoding: str) -> bytes:
    filling = peer.draw.choice((b"\0", b"<a href='x.whl'>x-1.0-py3-none-any.whl</a>"))
    return _packed(encoding, filling, peer.draw.choice((32, 200)) * MIB)


@kind("no more is read")
async def gzip_bomb(peer: Peer) -> None:
    body = _bomb(peer, "gzip")
    await peer.answer(body, more="Content-Encoding: gzip\r\n")


@kind("no more is read")
async def deflate_bomb(peer: Peer) -> None:
    body = _bomb(peer, "deflate")
    await peer.answer(body, more="Content-Encoding: deflate\r\n")


@kind()
async def bomb_in_a_refusal(peer: Peer) -> None:
    body = _bomb(peer, "gzip")
    await peer.answer(
        body, peer.draw.choice(("401 No", "403 No", "500 Oh")), more="Content-Encoding: gzip\r\n"
    )


@kind("content encoding that was not asked for")
async def encoding_nobody_asked_for(peer: Peer) -> None:
    name = peer.draw.choice(("br", "zstd", "gzip, gzip", "compress", "x" * 500, "gzip, br"))
    await peer.answer(b"\x28\xb5\x2f\xfd" + b"\0" * 5000, more=f"Content-Encoding: {name}\r\n")


@kind("not valid gzip data", "breaks off")
async def broken_gzip(peer: Peer) -> None:
    data = gzip.compress(bytes(range(256)) * 100)
    data = peer.draw.choice((data[:200], b"\x1f\x8b" + data[2:50] + b"\xff" * 50, b"no gzip"))
    await peer.answer(data, more="Content-Encoding: gzip\r\n")


@kind()
async def redirect_to_itself(peer: Peer) -> None:
    status = peer.draw.choice(("301", "302", "303", "307", "308"))
    await peer.answer(status=f"{status} Moved", more=f"Location: {peer.path}\r\n")


@kind()
async def redirects_without_end(peer: Peer) -> None:
    more = f"Location: {peer.base}/r{peer.draw.randrange(10**9)}{'/x' * 20}/\r\n"
    await peer.answer(status="302 Found", more=more)


@kind()
async def redirect_to_nonsense(peer: Peer) -> None:
    target = peer.draw.choice(
        (
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data/",
            "http://[",
            "gopher://x/",
            "//",
            "http://user:pw@127.0.0.1:1/",
            "x" * 50_000,
            nasty(peer.draw).replace("\n", "").replace("\r", "").replace("\0", ""),
            "",
            "http://metadata.google.internal/",
        )
    )
    await peer.answer(status="302 Found", more=f"Location: {target}\r\n")


@kind("not valid HTTP", "headers")
async def thousands_of_headers(peer: Peer) -> None:
    lines = "".join(f"X-{n}: {'v' * 50}\r\n" for n in range(peer.draw.choice((1500, 20_000))))
    await peer.answer(b"<html></html>", more=lines)


@kind("more than 100 headers")
async def many_headers(peer: Peer) -> None:
    lines = "".join(f"X-{n}: v\r\n" for n in range(1000))
    await peer.answer(b"<html></html>", more=lines)


@kind("not valid HTTP", "headers")
async def huge_header(peer: Peer) -> None:
    await peer.answer(b"<html></html>", more=f"X: {'y' * peer.draw.choice((200_000, 4 * MIB))}\r\n")


@kind("not valid HTTP", "headers")
async def headers_without_end(peer: Peer) -> None:
    await peer.send(HTML.encode())
    await _forever(peer, b"X-Long: " + b"y" * 4000 + b"\r\n")


@kind("not valid HTTP", "headers", "time limit")
async def interim_answers_without_end(peer: Peer) -> None:
    status = peer.draw.choice((b"100 Continue", b"102 Processing", b"103 Early Hints"))
    await _forever(peer, b"HTTP/1.1 " + status + b"\r\n\r\n", peer.draw.choice((0.0, 0.01)))


@kind()
async def no_http(peer: Peer) -> None:
    await peer.send(
        peer.draw.choice(
            (
                b"SSH-2.0-OpenSSH_9.9\r\n",
                b"\x15\x03\x01\x00\x02\x02\x46",
                b"220 mail ESMTP\r\n",
                b"\0" * 5000,
                bytes(peer.draw.randrange(256) for _ in range(3000)),
                b"HTTP/1.1\r\n\r\n",
                b"HTTP/1.1 abc OK\r\n\r\n",
                b"HTTP/1.1 99999 OK\r\n\r\n",
                b"HTTP/9.9 200 OK\r\n\r\n",
                b"HTTP/2.0 200 OK\r\n\r\n",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"ICY 200 OK\r\n\r\n",
                b"HTTP/1.1 200 " + b"\x1b[31m" * 100 + b"\r\n\r\n",
                b"",
            )
        )
    )


@kind()
async def odd_status(peer: Peer) -> None:
    status = peer.draw.choice(
        ("000 Zero", "199 x", "299 x", "399 x", "600 x", "999 x", "101 Up", "204 None")
    )
    await peer.answer(status=status)


@kind("valid HTTP", "cut off", "broke off", "time limit")
async def wrong_length(peer: Peer) -> None:
    length = peer.draw.choice(("10", "-1", "99999999999999999999", "abc", "3, 4", "1e3", " "))
    head = f"{HTML}Content-Length: {length}\r\n\r\n<html>"
    await peer.send(head.encode())


@kind("valid HTTP", "cut off", "broke off")
async def chunked_garbage(peer: Peer) -> None:
    parts = (
        b"zz\r\nhello\r\n",
        b"-5\r\nx\r\n",
        b"ffffffffffffffffff\r\nx",
        b"5\r\nhel",
        b"\r\n" * 50,
    )
    await peer.send(f"{HTML}Transfer-Encoding: chunked\r\n\r\n".encode() + peer.draw.choice(parts))


@kind("valid HTTP", "cut off", "broke off")
async def early_close(peer: Peer) -> None:
    whole = f"{HTML}Content-Length: 500\r\n\r\n<html><body>".encode()
    await peer.send(whole[: peer.draw.randrange(len(whole))])


@kind()
async def reset(peer: Peer) -> None:
    linger = struct.pack("ii", 1, 0)
    peer.writer.get_extra_info("socket").setsockopt(1, 13, linger)  # SO_LINGER: a reset follows
    if peer.draw.random() < 0.5:
        await peer.send(HTML.encode())


@kind()
async def words(peer: Peer) -> None:
    """Everything that is shown, full of escapes and markup."""
    text = nasty(peer.draw, 6)
    line = text.replace("\r", "").replace("\n", "").replace("\0", "")
    page = f"<title>{text}</title><h1>{text}</h1><p>{text}</p>".encode("utf-8", "replace")
    status = peer.draw.choice(("401", "403", "404", "400", "500", "200"))
    more = f'WWW-Authenticate: Basic realm="{line}"\r\nServer: {line}\r\nX-Request-Id: {line}\r\n'
    more += f"Via: {line}\r\nX-JFrog-Version: {line}\r\nRetry-After: {line}\r\n"
    kind = peer.draw.choice(("text/html", "application/json", "text/plain", line))
    await peer.answer(page, f"{status} {line}", kind, more)


@kind()
async def nasty_file_names(peer: Peer) -> None:
    names = [f"{peer.package}-1.0{nasty(peer.draw, 1)}-py3-none-any.whl" for _ in range(50)]
    if peer.draw.random() < 0.5:
        files = [{"filename": name, "url": nasty(peer.draw, 1), "hashes": {}} for name in names]
        body = json.dumps(
            {"meta": {"api-version": "1.0"}, "name": nasty(peer.draw), "files": files}
        )
        await peer.answer(body.encode(), kind=JSON)
        return
    rows = "".join(f'<a href="{name}#sha256={nasty(peer.draw, 1)}">{name}</a>' for name in names)
    await peer.answer(f"<html><body>{rows}</body></html>".encode())


@kind()
async def not_utf8(peer: Peer) -> None:
    noise = bytes(peer.draw.randrange(128, 256) for _ in range(2000))
    charset = peer.draw.choice(("utf-8", "utf-16", "x-unknown", "utf-7", "idna", "base64", "\xff"))
    await peer.answer(
        b"<html>" + noise,
        peer.draw.choice(("200 OK", "403 \xe9\xff")),
        f"text/html; charset={charset}",
    )


@kind()
async def deep_json(peer: Peer) -> None:
    deep = peer.draw.choice((1_000, 200_000))
    opening = peer.draw.choice(("[", '{"files":', '{"a":['))
    await peer.answer((opening * deep).encode(), kind=JSON)


@kind()
async def giant_numbers(peer: Peer) -> None:
    number = peer.draw.choice(
        ("9" * 100_000, "1e999999", "-" + "1" * 5000, "NaN", "1" + "0" * 4999)
    )
    body = f'{{"meta": {{"api-version": {number}}}, "name": "x", "files": [{{"size": {number}}}]}}'
    await peer.answer(body.encode(), kind=JSON)


@kind()
async def wrong_shapes(peer: Peer) -> None:
    shapes = (
        "null",
        "[]",
        '"x"',
        "1",
        '{"files": {}}',
        '{"files": [1, null, []]}',
        '{"files": [{"filename": [], "url": 1}]}',
        '{"meta": [], "files": null}',
        "",
    )
    await peer.answer(peer.draw.choice(shapes).encode(), kind=JSON)


@kind("no more is read")
async def a_million_links(peer: Peer) -> None:
    name = peer.package
    rows = b"".join(b'<a href="%s-1.%d.whl">x</a>' % (name.encode(), n) for n in range(100_000))
    size = len(rows) * 10
    await peer.send(f"{HTML}Content-Length: {size}\r\n\r\n".encode())
    for _ in range(10):
        await peer.send(rows)


@kind()
async def a_million_files(peer: Peer) -> None:
    count = peer.draw.choice((100_000, 400_000))
    file = '{"filename":"%s-1.0.%d-py3-none-any.whl","url":"f","hashes":{}}'
    body = ",".join(file % (peer.package, n) for n in range(count))
    await peer.answer(
        f'{{"meta":{{"api-version":"1.0"}},"name":"x","files":[{body}]}}'.encode(), kind=JSON
    )


@kind()
async def tags_without_end(peer: Peer) -> None:
    piece = peer.draw.choice(
        ("<div>", "<a href='", "<!--", "<a " + "x=y " * 50, "&#x0;", "<![CDATA[")
    )
    await peer.answer((piece * (2 * MIB // len(piece))).encode())


@kind()
async def large_and_odd(peer: Peer) -> None:
    """Just small enough to be read, of what takes a reader long or much room."""
    size = 6 * MIB - 1000
    if peer.draw.random() < 0.5:
        text = peer.draw.choice(("\U0001f600", "\u4e2d", "a" * 100 + "\U0001f600", '","'))
        body = '{"name":"' + text * (size // len(text.encode())) + '","files":[]}'
        await peer.answer(body.encode(), kind=JSON)
        return
    piece = peer.draw.choice((" ", "<a >" + " " * 2000, "<", "< ", "&", "x.whl", "\U0001f600"))
    body = "<a href='x'>" + piece * (size // len(piece.encode())) + "</a>"
    await peer.answer(body.encode())


@kind()
async def many_challenges(peer: Peer) -> None:
    schemes = (
        "Basic",
        'Bearer realm="x"',
        "Negotiate",
        "NTLM",
        "Digest nonce=x",
        ", ,",
        '"',
        "Basic realm=",
    )
    lines = "".join(f"WWW-Authenticate: {peer.draw.choice(schemes)}\r\n" for _ in range(200))
    await peer.answer(b"no", "401 Unauthorized", more=lines)


@kind()
async def endless_retry_after(peer: Peer) -> None:
    value = peer.draw.choice(
        ("99999999999", "-1", "Fri, 31 Dec 9999 23:59:59 GMT", "1e9", "\xb2", "9" * 400)
    )
    await peer.answer(
        status=peer.draw.choice(("429 Slow", "503 Busy")), more=f"Retry-After: {value}\r\n"
    )


@kind()
async def cookies(peer: Peer) -> None:
    lines = "".join(f"Set-Cookie: s{n}=S3cr3tSession{n:020}; Path=/\r\n" for n in range(200))
    await peer.answer(b"no", "403 No", more=lines)


@kind()
async def another_answer_follows(peer: Peer) -> None:
    """A second answer on a connection that is kept open, to be taken for that of the next."""
    one = b"HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno"
    await peer.send(one + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nowned")
    await asyncio.sleep(0.5)


@kind()
async def upgraded(peer: Peer) -> None:
    await peer.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05owned")


@kind()
async def repeats(peer: Peer) -> None:
    """The request, with its Authorization, in body, headers and a redirect."""
    echo = peer.head.decode("latin-1").replace("\r\n", " ")
    given = next((p for p in echo.split(" ") if len(p) > 20), "none")
    status = peer.draw.choice(("401 ", "403 ", "302 ", "400 "))
    more = f"Server: {echo}\r\nX-Request-Id: {given}\r\nLocation: /login?back={given}\r\n"
    await peer.answer(f"<p>{echo}</p>".encode(), status + echo[:300], more=more)
