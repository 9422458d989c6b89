"""Uploading to real servers: the probe is answered as the upload is, and uploads nothing."""

from __future__ import annotations

import itertools

import httpx
import pytest
from tests.servers.clients import FORBIDDEN, RIGHT, WRONG, Place, as_probe
from tests.servers.nginx import Nginx

from indexdoctor.lab.wheels import build_wheel, wheel_name

_VERSIONS = itertools.count(2)
# Without a credential uv asks for trusted publishing, over TLS, which these servers do not speak.
_TLS_HELLO = "- - - 400"
User = tuple[str, str] | None


def set_up(place: Place, server: Nginx, path: str, user: User) -> str:
    """A built wheel of a version no test has used; its file name."""
    place.server = server
    version = f"{next(_VERSIONS)}.0"
    name = wheel_name("newpkg", version)
    folder = place.root / "project" / "dist"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(build_wheel("newpkg", version))
    place.environ = {"UV_PUBLISH_URL": server.url + path, "UV_HTTP_RETRIES": "0"}
    if user is not None:
        place.environ["UV_PUBLISH_USERNAME"], place.environ["UV_PUBLISH_PASSWORD"] = user
    return name


def compare(place: Place) -> tuple[int, list[str], list[str]]:
    """The probe first, then the upload: uv's exit code, the requests, the codes found."""
    ours = place.check("publish")
    assert ours.code == (1 if ours.errors else 0)
    real = place.uv("publish")
    assert [as_probe(line) for line in ours.seen] == [as_probe(line) for line in real.seen]
    return real.code, real.seen, ours.codes


@pytest.mark.parametrize(
    ("user", "status", "code"),
    [(None, "401", "PUB204"), (RIGHT, "200", ""), (WRONG, "403", "PUB203")],
    ids=["anonymous", "right", "wrong"],
)
def test_pypiserver(user: User, status: str, code: str, place: Place, pypi_server: Nginx) -> None:
    name = set_up(place, pypi_server, "/", user)
    before = sorted(path.name for path in (pypi_server.root.parent / "packages").iterdir())
    place.check("publish", replay="all")
    after = sorted(path.name for path in (pypi_server.root.parent / "packages").iterdir())
    assert before == after, "indexdoctor uploads nothing"
    exit_code, seen, found = compare(place)
    assert (exit_code == 0) == (not found)
    stored = (pypi_server.root.parent / "packages" / name).exists()
    assert stored == (status == "200")
    if user is None:
        assert seen == [_TLS_HELLO]
    else:
        assert [line.split()[-1] for line in seen] == [status]
    assert found == ([code] if code else [])


def test_pypiserver_blames_the_password(place: Place, pypi_server: Nginx) -> None:
    """What it lets nobody but its users do, it refuses with 403 for a wrong password alone."""
    set_up(place, pypi_server, "/", WRONG)
    (first,) = place.check("publish", replay="all").report["findings"]
    assert first["cause"].endswith("the user name or password is wrong")
    assert "correct the password" in first["remedies"][0]["summary"]


@pytest.mark.parametrize(
    ("user", "status", "code"),
    [
        (None, "401", "PUB204"),
        (RIGHT, "200", ""),
        (WRONG, "401", "PUB203"),
        (FORBIDDEN, "403", "PUB203"),
    ],
    ids=["anonymous", "right", "wrong", "forbidden"],
)
def test_devpi(user: User, status: str, code: str, place: Place, devpi_server: Nginx) -> None:
    name = set_up(place, devpi_server, "/reader/dev/", user)
    page = f"{devpi_server.url}/reader/dev/+simple/newpkg/"
    before = httpx.get(page, trust_env=False).text
    place.check("publish", replay="all")
    assert httpx.get(page, trust_env=False).text == before, "indexdoctor uploads nothing"
    exit_code, seen, found = compare(place)
    assert (exit_code == 0) == (not found)
    assert (name in httpx.get(page, trust_env=False).text) == (status == "200")
    if user is None:
        assert seen == [_TLS_HELLO]
    else:
        assert [line.split()[-1] for line in seen] == [status]
    assert found == ([code] if code else [])


def test_pypiserver_with_a_check_url(place: Place, pypi_server: Nginx) -> None:
    """The check carries no publish credential: refused, and uv uploads without having looked."""
    set_up(place, pypi_server, "/", RIGHT)
    place.environ["UV_PUBLISH_CHECK_URL"] = f"{pypi_server.url}/simple/"
    code, seen, found = compare(place)
    assert code == 0
    assert seen[0] == "GET /simple/newpkg/ - 401"
    assert seen[1].startswith("POST / reader 200")
    assert found == ["PUB201"]


def test_pypiserver_url_for_reading(place: Place, pypi_server: Nginx) -> None:
    set_up(place, pypi_server, "/simple/", RIGHT)
    code, _, found = compare(place)
    assert code == 2
    assert found[0] == "PUB207"
