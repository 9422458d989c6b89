"""devpi-server with one index, behind a witness."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
from tests.servers import nginx
from tests.servers.nginx import Nginx
from tests.servers.running import free_port, process

USERS = {"reader": "reader-Pw7%x", "guest": "guest-Pw8&y"}


@contextlib.contextmanager
def running(root: Path) -> Iterator[Nginx]:
    """The index `reader/dev`; everyone reads, `reader` alone uploads."""
    programs = Path(sys.executable).parent
    folder = root / "server"
    subprocess.run(
        [programs / "devpi-init", "--serverdir", folder, "--no-root-pypi"],
        check=True,
        capture_output=True,
    )
    port = free_port()
    words: list[str | Path] = [
        programs / "devpi-server",
        "--serverdir",
        folder,
        "--host",
        "127.0.0.1",
    ]
    words += ["--port", str(port), "--offline-mode"]
    front = root / "front"
    front.mkdir()
    with process(words, port, root / "devpi.log"), nginx.witness(front, port) as server:
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            for name, password in USERS.items():
                client.put(f"/{name}", json={"password": password}).raise_for_status()
            login = {"user": "reader", "password": USERS["reader"]}
            token = client.post("/+login", json=login).raise_for_status().json()["result"]
            client.headers["X-Devpi-Auth"] = _header("reader", token["password"])
            options = {"bases": [], "volatile": True, "acl_upload": ["reader"]}
            client.put("/reader/dev", json=options).raise_for_status()
        yield server


def _header(user: str, token: str) -> str:
    import base64

    return base64.b64encode(f"{user}:{token}".encode()).decode()
