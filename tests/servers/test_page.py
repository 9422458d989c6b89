"""The table of docs/servers.md holds what the servers answer."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.servers.clients import FORBIDDEN, RIGHT, WRONG
from tests.servers.nginx import Nginx

from indexdoctor.replay.probe import BOUNDARY

PAGE = Path(__file__).parents[2] / "docs" / "servers.md"
USERS = (None, RIGHT, WRONG, FORBIDDEN)
# The probe's form, written out: no part is a file.
FIELDS = {":action": "file_upload", "protocol_version": "1", "name": "newpkg", "version": "0.0.0"}
FORM = "".join(
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    for name, value in FIELDS.items()
)


def rows() -> dict[tuple[str, str], list[str]]:
    """The cells of the table by server and request."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[1] in ("read", "probe"):
            found[cells[0], cells[1]] = cells[2:]
    return found


def measured(base: str, request: str, path: str, users: int) -> list[str]:
    """The statuses for the first `users` kinds of credential; `-` for those left out."""
    statuses = []
    for user in USERS[:users]:
        with httpx.Client(auth=user, trust_env=False, timeout=30) as client:
            if request == "read":
                answer = client.get(base + path)
            else:
                kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
                answer = client.post(base + path, content=f"{FORM}--{BOUNDARY}--\r\n", headers=kind)
        statuses.append(str(answer.status_code))
    return statuses + ["-"] * (len(USERS) - users)


def test_every_row_is_measured() -> None:
    servers = ("pypiserver", "devpi-server", "nginx")
    assert set(rows()) == {(server, kind) for server in servers for kind in ("read", "probe")}


@pytest.mark.parametrize(("request_kind", "path"), [("read", "/simple/mypkg/"), ("probe", "/")])
def test_pypiserver(request_kind: str, path: str, pypi_server: Nginx) -> None:
    found = measured(pypi_server.url, request_kind, path, 3)
    assert rows()["pypiserver", request_kind] == found


@pytest.mark.parametrize(
    ("request_kind", "path"), [("read", "/reader/dev/+simple/"), ("probe", "/reader/dev/")]
)
def test_devpi(request_kind: str, path: str, devpi_server: Nginx) -> None:
    found = measured(devpi_server.url, request_kind, path, 4)
    assert rows()["devpi-server", request_kind] == found


@pytest.mark.parametrize("request_kind", ["read", "probe"])
def test_nginx(request_kind: str, static_index: Nginx) -> None:
    found = measured(static_index.url, request_kind, "/simple/mypkg/", 4)
    assert rows()["nginx", request_kind] == found
