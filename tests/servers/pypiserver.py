"""pypiserver with a password file for everything, behind a witness."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.servers import nginx
from tests.servers.nginx import Nginx
from tests.servers.running import free_port, process

USERS = {"reader": "reader-Pw7%x"}


@contextlib.contextmanager
def running(root: Path) -> Iterator[Nginx]:
    """The packages in `root/packages`; reading and uploading need a password."""
    nginx.password_file(root / "htpasswd", USERS)
    packages = root / "packages"
    packages.mkdir(exist_ok=True)
    port = free_port()
    program = Path(sys.executable).parent / "pypi-server"
    words: list[str | Path] = [
        program,
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
        "--disable-fallback",
    ]
    words += ["-P", root / "htpasswd", "-a", "update,download,list", packages]
    front = root / "front"
    front.mkdir()
    with (
        process(words, port, root / "pypiserver.log"),
        nginx.witness(front, port) as server,
    ):
        yield server
