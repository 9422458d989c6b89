"""The real servers are told from their answers, and their statuses mean what is said of them."""

from __future__ import annotations

import httpx
import pytest
from tests.servers.clients import FORBIDDEN, RIGHT, WRONG, Place
from tests.servers.nginx import Nginx

from indexdoctor.diagnose.providers.base import By
from indexdoctor.diagnose.providers.recognise import recognise
from indexdoctor.model.exchange import Response
from indexdoctor.model.url import parse_address

WORDS = ("pip", "compile", "requirements.in")


def lines(place: Place, server: Nginx, path: str, user: tuple[str, str] | None) -> dict[str, str]:
    """The evidence of the finding about a refused page."""
    place.server = server
    place.write("project/requirements.in", "mypkg\n")
    place.environ = {"UV_DEFAULT_INDEX": f"corp={server.url}{path}", "UV_HTTP_RETRIES": "0"}
    if user is not None:
        place.environ["UV_INDEX_CORP_USERNAME"], place.environ["UV_INDEX_CORP_PASSWORD"] = user
    report = place.check(*WORDS).report
    finding = next(f for f in report["findings"] if f["code"].startswith("READ10"))
    return {line["label"]: line["text"] for line in finding["evidence"]}


@pytest.mark.parametrize(
    ("user", "label", "words"),
    [
        (None, "401 there", "the location wants a password"),
        (WRONG, "401 there", "the user name or password is wrong"),
        (FORBIDDEN, "403 there", "the password is right"),
    ],
)
def test_nginx(
    user: tuple[str, str] | None, label: str, words: str, place: Place, static_index: Nginx
) -> None:
    seen = lines(place, static_index, "/simple", user)
    assert seen["server"] == "perhaps nginx, by its header server"
    assert words in seen[label]


def test_devpi_is_told_by_its_path(place: Place, devpi_server: Nginx) -> None:
    seen = lines(place, devpi_server, "/reader/dev/+simple", RIGHT)
    assert seen["server"] == "devpi, by its path"
    assert seen["404 there"].startswith("the package is not there")


def answer(server: Nginx, path: str) -> Response:
    """What the server sends to a plain request."""
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        got = client.get(path)
    headers = {name.lower(): value for name, value in got.headers.items()}
    return Response(got.status_code, parse_address(server.url + path).url, headers)


def test_devpi_is_told_by_its_headers(devpi_server: Nginx) -> None:
    seen = answer(devpi_server, "/reader/dev")
    found = recognise(seen.url, [seen])
    assert found is not None
    assert (found.provider.key, found.by, found.is_sure) == ("devpi", By.HEADER, True)


def test_pypiserver_is_told_by_its_realm(pypi_server: Nginx) -> None:
    """The nginx in front writes its own name over the server's."""
    seen = answer(pypi_server, "/simple/")
    assert seen.status == 401
    found = recognise(seen.url, [seen])
    assert found is not None
    assert (found.provider.key, found.by, found.clue) == ("pypiserver", By.REALM, "pypi")
