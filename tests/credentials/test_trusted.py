"""Trusted publishing: the environment and the URLs, against the real uv."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from tests.credentials.real_uv import publish

from indexdoctor.credentials import trusted
from indexdoctor.credentials.trusted import Platform
from indexdoctor.model.url import parse_address

READY = {"GITLAB_CI": "true", "MY_INDEX_ID_TOKEN": "identity"}


@contextmanager
def oidc_index(folder: Path) -> Iterator[tuple[int, list[str]]]:
    """An index over TLS that hands out tokens: its port, and `METHOD path` of what it saw."""
    seen: list[str] = []
    answer = json.dumps({"audience": "my.index", "value": "identity", "token": "upload"}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(folder: Path, port: int, environ: dict[str, str]) -> tuple[int, str]:
    done = publish(
        folder,
        f"https://127.0.0.1:{port}/legacy/",
        *("--trusted-publishing", "always"),
        environ={"SSL_CERT_FILE": str(folder / "ca.pem"), **environ},
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("environ", "platform", "message"),
    [
        ({}, Platform.NONE, "No OIDC token discovered"),
        ({"GITHUB_ACTIONS": "1"}, Platform.NONE, "No OIDC token discovered"),
        ({"GITHUB_ACTIONS": "true"}, Platform.GITHUB, "missing ACTIONS_ID_TOKEN_REQUEST_URL"),
        (
            {"GITHUB_ACTIONS": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "https://h/"},
            Platform.GITHUB,
            "missing ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        ),
        ({"GITHUB_ACTIONS": "true", **READY}, Platform.GITHUB, "GitHub Actions detection error"),
        ({"GITLAB_CI": "true"}, Platform.GITLAB, "not found: MY_INDEX_ID_TOKEN"),
        ({"GITLAB_CI": "true", "BUILDKITE": "true"}, Platform.GITLAB, "not found: MY_INDEX_ID_TOK"),
        ({"BUILDKITE": "true", "CIRCLECI": "true"}, Platform.BUILDKITE, "`buildkite-agent` CLI"),
        ({"CIRCLECI": "true"}, Platform.CIRCLECI, "`circleci` CLI"),
    ],
)
def test_the_real_uv_recognises_the_same_environment(
    tmp_path: Path, environ: dict[str, str], platform: Platform, message: str
) -> None:
    found = trusted.environment(environ, "my.index")
    assert found.platform is platform
    with oidc_index(tmp_path) as (port, seen):
        code, errors = run(tmp_path, port, environ)
    assert code != 0
    assert message in errors
    assert seen == ["GET /_/oidc/audience"]
    for name in found.missing[:1]:
        assert name in errors


def test_the_real_uv_asks_the_same_urls(tmp_path: Path) -> None:
    found = trusted.environment(READY, "my.index")
    assert found.is_ready
    with oidc_index(tmp_path) as (port, seen):
        code, errors = run(tmp_path, port, READY)
        asked = trusted.endpoints(parse_address(f"https://127.0.0.1:{port}/legacy/").url)
    assert code == 0, errors
    assert seen == [
        f"GET {asked.audience.path}",
        f"POST {asked.mint.path}",
        "POST /legacy/",
        f"POST {asked.burn.path}",
    ]
    assert {asked.audience.realm, asked.mint.realm} == {f"https://127.0.0.1:{port}"}


@pytest.mark.parametrize(
    ("url", "audience"),
    [
        ("https://h/legacy/", "https://h/_/oidc/audience"),
        ("http://h:8080/a/b?c", "https://h:8080/_/oidc/audience"),
        ("http://h/", "https://h/_/oidc/audience"),
    ],
)
def test_endpoints_are_always_https(url: str, audience: str) -> None:
    assert str(trusted.endpoints(parse_address(url).url).audience) == audience


def test_states() -> None:
    assert trusted.asked({}).state == "absent"
    failed = trusted.asked({"GITHUB_ACTIONS": "true"})
    assert failed.state == "failed"
    assert "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN" in failed.reason
    assert trusted.asked(READY).state == "unasked"
    assert trusted.environment({"GITLAB_CI": "true"}).missing == ("<AUDIENCE>_ID_TOKEN",)
    assert trusted.environment({"CIRCLECI": "true"}).is_ready
    assert not trusted.environment({}).is_supported
