"""One server of each kind for all tests of a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers import devpi, nginx, pypiserver
from tests.servers.clients import Place
from tests.servers.nginx import Nginx

from indexdoctor.lab.wheels import build_wheel, wheel_name


@pytest.fixture(scope="session")
def static_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx with a simple index of `mypkg`; its files want another password file."""
    root = tmp_path_factory.mktemp("nginx")
    name = wheel_name("mypkg", "1.0")
    files, page = root / "www" / "files", root / "www" / "simple" / "mypkg"
    files.mkdir(parents=True)
    page.mkdir(parents=True)
    (files / name).write_bytes(build_wheel("mypkg", "1.0"))
    (page / "index.html").write_text(f'<!doctype html><a href="/files/{name}">{name}</a>')
    with nginx.static_index(root) as server:
        yield server


@pytest.fixture(scope="session")
def pypi_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """pypiserver with `mypkg` 1.0."""
    root = tmp_path_factory.mktemp("pypiserver")
    packages = root / "packages"
    packages.mkdir()
    (packages / wheel_name("mypkg", "1.0")).write_bytes(build_wheel("mypkg", "1.0"))
    with pypiserver.running(root) as server:
        yield server


@pytest.fixture(scope="session")
def devpi_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """devpi-server with the empty index `reader/dev`."""
    with devpi.running(tmp_path_factory.mktemp("devpi")) as server:
        yield server


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A user's folders; the server is set by the test."""
    return Place(tmp_path, Nginx("", tmp_path))
