"""Requirements files against the real uv: which are refused, and what is asked of which index."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging.markers import Marker
from tests.discover.oracle import Place, run_uv
from tests.discover.requirements_setups import SETUPS

from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import IndexKind
from indexdoctor.versions import NEWEST

COMPILE = ["pip", "compile", "r.in"]
VARIABLES = {"PART": "a", "part": "low", "PKG": "qux", "SUFFIX": "x", "VER": "1", "DOTS": "."}
VARIABLES |= {"PLAT": "linux", "MARK": "python_version > '3'", "UV_HTTP_RETRIES": "0"}


class Server(ThreadingHTTPServer):
    """A server that has nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: set[str] = set()


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.add(self.path)
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def filled(content: str | bytes, server: Server, place: Place) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    data = data.replace(b"$CWD", str(place.cwd).encode())
    return data.replace(b"@/", f"{server.url}/".encode())


def pages(found: Discovered, server: Server) -> set[str]:
    """The pages of the server that are asked for when no index has any of the packages."""
    read = found.requirements
    if read.no_index is not None:
        return set()
    kinds = (IndexKind.INDEX_URL, IndexKind.EXTRA_INDEX_URL)
    indexes = [o.index for o in read.index_options if o.ignored is None and o.index.kind in kinds]
    urls = [str(index.address.url.without_fragment()) for index in indexes]
    if not any(index.default for index in indexes):
        urls.append(f"{server.url}/default")
    names = [
        requirement.name
        for requirement in read.requirements
        if requirement.marker is None or Marker(requirement.marker).evaluate()
    ]
    return {f"{url.removeprefix(server.url).rstrip('/')}/{name}/" for url in urls for name in names}


@pytest.mark.parametrize("name", SETUPS)
def test_as_uv(name: str, tmp_path: Path, server: Server) -> None:
    _agree(name, tmp_path, server, NEWEST)


@pytest.mark.parametrize("version", ["0.6.17", "0.8.22", "0.11.33"])
@pytest.mark.parametrize("name", SETUPS)
def test_as_an_earlier_uv(name: str, version: str, tmp_path: Path, server: Server) -> None:
    _agree(name, tmp_path, server, version)


def _agree(name: str, folder: Path, server: Server, version: str) -> None:
    place = Place(folder)
    files = {f"work/{file}": filled(text, server, place) for file, text in SETUPS[name].items()}
    written = b"".join(files.values())
    variables = VARIABLES
    if b"-i " not in written and b"--index-url" not in written:
        variables = {**VARIABLES, "UV_DEFAULT_INDEX": f"{server.url}/default"}
    place.write(files)
    server.asked.clear()
    answer = run_uv(place, COMPILE, variables, None if version == NEWEST else version)
    surroundings = place.surroundings(variables, version)
    found = discover(surroundings, parse_command(["uv", *COMPILE], surroundings))
    # A path that is not there ended the run before 0.12 with the same code; a crash is no code.
    refused = (answer.code == 2 and "Distribution not found" not in answer.err) or answer.code < 0
    assert bool(found.fatal) == refused, (answer.err, found.problems)
    for problem in found.problems:
        assert (place.cwd / problem.origin.name).exists()
    if refused:
        return
    if any(requirement.path is not None for requirement in found.requirements.requirements):
        # uv looks at local paths first, and ends there as these do not exist.
        assert server.asked == set()
    else:
        assert server.asked == pages(found, server)
