"""Which way a request goes: the same as with the real uv, for variables and settings."""

from __future__ import annotations

import asyncio
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.replay.raw import get

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.replay.transport import Transport

ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Listener(socketserver.ThreadingTCPServer):
    """Answers every request 404; `seen` holds the first line and headers of each."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(socketserver.StreamRequestHandler):
    timeout = 5
    server: Listener

    def handle(self) -> None:
        lines: list[bytes] = []
        try:
            while (line := self.rfile.readline(65536)) not in (b"", b"\r\n"):
                lines.append(line)
        except OSError:
            return
        if lines:
            self.server.seen.append(b"".join(lines))
            self.wfile.write(ANSWER)


@pytest.fixture(scope="module")
def listeners() -> Iterator[dict[str, Listener]]:
    """Two proxies, `one` and `two`, and an `index`."""
    made = {name: Listener() for name in ("one", "two", "index")}
    for listener in made.values():
        threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    for listener in made.values():
        listener.shutdown()
        listener.server_close()


def way(listeners: dict[str, Listener]) -> str:
    """Who was asked: a proxy, or (`index`, also when it could not be reached) nobody between."""
    asked = [name for name in ("one", "two") if listeners[name].seen]
    for listener in listeners.values():
        listener.seen.clear()
    assert len(asked) <= 1
    return asked[0] if asked else "index"


def both_ways(
    uv: Path,
    listeners: dict[str, Listener],
    cwd: Path,
    variables: dict[str, str],
    host: str = "127.0.0.1",
    config: str = "",
) -> str:
    """The way our request goes, once it is certain that the real uv's goes the same."""

    def filled(text: str) -> str:
        for name, listener in listeners.items():
            text = text.replace(name.upper(), f"127.0.0.1:{listener.port}")
        return text

    url = f"http://{host}:{listeners['index'].port}/simple"
    environ = {name: filled(value) for name, value in variables.items()}
    (cwd / "uv.toml").write_text(filled(config))
    (cwd / "r.in").write_text("foo\n")
    words = ["pip", "compile", "--default-index", url, "--config-file", "uv.toml", "r.in"]
    sealed = {
        "HOME": str(cwd),
        "PATH": "/usr/bin:/bin",
        "UV_HTTP_RETRIES": "0",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    subprocess.run(
        [uv, *words, "--no-cache", "--python", sys.executable],
        cwd=cwd,
        env=sealed | environ,
        capture_output=True,
        timeout=60,
    )
    real = way(listeners)
    surroundings = Surroundings(cwd=cwd, environ=environ)
    resolution = resolve(discover(surroundings, parse_command(["uv", *words], surroundings)))

    async def run() -> None:
        async with Transport(resolution.network) as transport:
            await transport.send(get(f"{url}/foo/"))

    asyncio.run(run())
    assert way(listeners) == real
    return real


@pytest.mark.parametrize(
    ("variables", "config", "expected"),
    [
        ({"HTTP_PROXY": "http://ONE"}, "", "one"),
        ({"HTTP_PROXY": "ONE"}, "", "one"),
        ({"HTTP_PROXY": "ONE/"}, "", "index"),
        ({"HTTP_PROXY": "http://ONE/"}, "", "one"),
        ({}, 'http-proxy = "ONE/"', "one"),
        ({"HTTP_PROXY": "http://ONE", "http_proxy": "http://TWO"}, "", "one"),
        ({"HTTP_PROXY": "", "http_proxy": "http://TWO"}, "", "index"),
        ({"HTTP_PROXY": "", "ALL_PROXY": "http://TWO"}, "", "two"),
        ({"ALL_PROXY": "http://ONE", "all_proxy": "http://TWO"}, "", "one"),
        ({"ALL_PROXY": "http://ONE", "http_proxy": "http://TWO"}, "", "two"),
        ({"HTTPS_PROXY": "http://ONE"}, "", "index"),
        ({"HTTP_PROXY": "ftp://ONE", "ALL_PROXY": "http://TWO"}, "", "two"),
        ({"HTTP_PROXY": "http://ONE", "REQUEST_METHOD": "GET"}, "", "index"),
        ({"http_proxy": "http://ONE", "REQUEST_METHOD": "GET"}, "", "index"),
        ({"ALL_PROXY": "http://ONE", "REQUEST_METHOD": "GET"}, "", "index"),
        ({"HTTP_PROXY": "http://ONE", "NO_PROXY": "", "no_proxy": "127.0.0.1"}, "", "one"),
        ({"HTTP_PROXY": "http://ONE", "NO_PROXY": "127.0.0.1", "no_proxy": "h"}, "", "index"),
        ({"HTTP_PROXY": "http://ONE"}, 'http-proxy = "http://TWO"', "two"),
        ({"HTTP_PROXY": "http://ONE"}, 'https-proxy = "http://TWO"', "index"),
        ({"ALL_PROXY": "http://ONE"}, 'https-proxy = "http://TWO"', "index"),
        ({"NO_PROXY": "127.0.0.1"}, 'http-proxy = "http://TWO"', "two"),
        ({"HTTP_PROXY": "http://ONE"}, 'no-proxy = ["127.0.0.1"]', "one"),
        ({}, 'http-proxy = "ONE"\nno-proxy = ["127.0.0.1"]', "index"),
    ],
)
def test_where_proxies_are_set(
    real_uv: Path,
    listeners: dict[str, Listener],
    tmp_path: Path,
    variables: dict[str, str],
    config: str,
    expected: str,
) -> None:
    assert both_ways(real_uv, listeners, tmp_path, variables, config=config) == expected


@pytest.mark.parametrize(
    ("host", "entry", "direct"),
    [
        ("localhost", ".localhost", True),
        ("localhost", "LOCALHOST", True),
        ("localhost", "*", True),
        ("127.0.0.1", "*", False),
        ("localhost", "a, localhost ", True),
        ("localhost", "a localhost", False),
        ("localhost", "localhost:PORT", False),
        ("localhost", "localhost.", False),
        ("localhost", "127.0.0.1", False),
        ("127.0.0.1", "localhost", False),
        ("127.0.0.1", "127.0.0.9/8", True),
        ("127.0.0.1", "127.0.0", False),
        ("127.0.0.1", "[127.0.0.1]", False),
        ("127.0.0.1", "::ffff:127.0.0.1", False),
        ("pkgs.localhost", "localhost", True),
        ("pkgs.localhost", "*.localhost", False),
        ("pkgs.localhost", "..localhost", False),
    ],
)
def test_what_no_proxy_names(
    real_uv: Path,
    listeners: dict[str, Listener],
    tmp_path: Path,
    host: str,
    entry: str,
    direct: bool,
) -> None:
    port = str(listeners["index"].port)
    variables = {"HTTP_PROXY": "http://ONE", "NO_PROXY": entry.replace("PORT", port)}
    found = both_ways(real_uv, listeners, tmp_path, variables, host)
    assert found == ("index" if direct else "one")
