"""The real uv, sealed, against a loopback server that refuses everything and keeps what it saw."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from uv import find_uv_bin

from indexdoctor.model.credential import Credential, Scheme


@dataclass
class Recorder:
    """A server on every loopback address; `seen` holds the Authorization header of each request.

    A header is kept as the bytes after the scheme (`b"user:password"` for Basic, decoded), with
    the scheme in front; None stands for a request without the header.
    """

    port: int
    seen: list[tuple[str, bytes] | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/simple"

    def take(self) -> list[tuple[str, bytes] | None]:
        """What was seen since the last call."""
        taken, self.seen[:] = list(self.seen), []
        return taken


def read_header(value: str | None) -> tuple[str, bytes] | None:
    """The scheme and the bytes of an Authorization header."""
    if value is None:
        return None
    scheme, _, rest = value.partition(" ")
    raw = base64.b64decode(rest) if scheme == "Basic" else rest.encode("latin-1")
    return scheme, raw


def sent(credential: Credential | None) -> tuple[str, bytes] | None:
    """The header uv makes of a credential, in the shape of `Recorder.seen`."""
    if credential is None:
        return None
    secret = credential.secret.reveal() if credential.secret is not None else ""
    if credential.scheme is Scheme.BEARER:
        return "Bearer", secret.encode()
    return "Basic", f"{credential.username or ''}:{secret}".encode()


@contextmanager
def refusing_server() -> Iterator[Recorder]:
    """Answer 401 to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            recorder.seen.append(read_header(self.headers.get("Authorization")))
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(
        ("0.0.0.0" if sys.platform == "linux" else "127.0.0.1", 0), Handler
    )
    recorder = Recorder(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_wheel(folder: Path) -> Path:
    """The smallest wheel `uv publish` takes."""
    path = folder / "some_package-1.0-py3-none-any.whl"
    info = "some_package-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


def publish(
    folder: Path, url: str, *options: str, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """`uv publish` of one wheel to a loopback URL."""
    return subprocess.run(
        [find_uv_bin(), "publish", "--publish-url", url, *options, str(make_wheel(folder))],
        cwd=folder,
        env={
            "HOME": str(folder),
            "PATH": os.defpath,
            "UV_HTTP_RETRIES": "0",
            "UV_NO_CACHE": "1",
            "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            **(environ or {}),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )


def run_uv(
    folder: Path, url: str | None, *options: str, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """`uv pip compile` of one requirement with `url` as the only index (None: as configured).

    HOME is `folder`; nothing of the caller's environment but what is passed gets in.
    """
    source = folder / "in.txt"
    source.write_text("some-package\n")
    return subprocess.run(
        [
            find_uv_bin(),
            *("pip", "compile", "--no-cache", "--python", sys.executable),
            *(("--no-config", "--default-index", url) if url is not None else ()),
            *(*options, str(source)),
        ],
        cwd=folder,
        env={
            "HOME": str(folder),
            "PATH": os.defpath,
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_HTTP_RETRIES": "0",
            **(environ or {}),
        },
        capture_output=True,
        timeout=60,
    )
