"""Redirects without end: how many requests the real uv sends, and how it ends."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.conformance.releases import release

from indexdoctor import run
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.run import Replay, RunOptions


@pytest.mark.parametrize(
    ("version", "requests", "says"),
    [("0.6.17", 10, "too many redirects"), ("0.13.8", 11, "No solution found")],
)
def test_redirects_without_end(version: str, requests: int, says: str, tmp_path: Path) -> None:
    seen: list[str] = []

    class Endless(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"/r{len(seen)}/")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        words = ["pip", "install", "--target", "t", "--no-cache", "alpha"]
        words += ["--index-url", f"http://127.0.0.1:{server.server_port}/simple"]
        environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "UV_HTTP_RETRIES": "0"}
        done = subprocess.run(
            [str(release(version)), *words],
            cwd=tmp_path,
            env=environ | {"UV_PYTHON_DOWNLOADS": "never"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (len(seen), says in done.stderr) == (requests, True), done.stderr
        seen.clear()
        around = Surroundings(tmp_path, environ)
        options = RunOptions(
            around, ("uv", *words), replay=Replay.EFFECTIVE, uv_version=version, deadline=20.0
        )
        run.check(options)
        assert len(seen) == requests
    finally:
        server.shutdown()
        server.server_close()
