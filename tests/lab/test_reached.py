"""How a lab's servers are reached: over TLS, through a proxy, on each name of loopback."""

from __future__ import annotations

import base64
import http.client
import ssl
from urllib.parse import urlsplit

import pytest

from indexdoctor.lab.certificates import certificates
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import Account, LabIndex, LabProxy, Package, Site
from indexdoctor.lab.stage import stage

INDEX = LabIndex("/s", (Package("foo"),))
PORTER = Account("porter", "gate:")


def proxied(
    lab: LabServer, url: str, account: Account | None = None, method: str = "GET"
) -> tuple[int, bytes, str | None]:
    """Status, body and Content-Length of a request sent through the proxy."""
    headers = {}
    if account is not None:
        pair = base64.b64encode(f"{account.name}:{account.password}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {pair}"
    connection = http.client.HTTPConnection(urlsplit(lab.proxy).netloc, timeout=5)
    try:
        connection.request(method, url, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Content-Length")
    finally:
        connection.close()


def test_a_proxy_passes_requests_on_and_records_them() -> None:
    with LabServer(Site(indexes=(INDEX,), proxy=LabProxy())) as lab:
        url = f"{lab.bases[0]}/s/foo/?q"
        status, body, _ = proxied(lab, url)
        assert (status, b"foo-1.0" in body) == (200, True)
        seen = {(one.by_proxy, one.method, one.url, one.status) for one in lab.taken()}
        assert seen == {(True, "GET", url, 200), (False, "GET", url, 200)}
        _, body, length = proxied(lab, url, method="HEAD")
        assert body == b""
        assert int(length or 0) > 0


def test_a_proxy_with_an_account_and_places_it_does_not_reach() -> None:
    with LabServer(Site(indexes=(INDEX,), proxy=LabProxy(PORTER))) as lab:
        url = f"{lab.bases[0]}/s/foo/"
        assert proxied(lab, url)[0] == 407
        assert proxied(lab, url, Account("porter", "wrong"))[0] == 407
        assert proxied(lab, url, PORTER)[0] == 200
        assert proxied(lab, "http://index.example/", PORTER)[0] == 403
        assert [one.username for one in lab.taken() if one.by_proxy] == [None, *["porter"] * 3]


def test_a_tunnel_leads_to_a_server_with_tls() -> None:
    scene = Scene(Site(indexes=(INDEX,), secure=(0,), proxy=LabProxy(PORTER)))
    with stage(scene) as staged:
        place = urlsplit(staged.server.bases[0])
        trusting = ssl.create_default_context(cadata=certificates()["ca.pem"])
        pair = base64.b64encode(b"porter:gate:").decode()
        connection = http.client.HTTPSConnection(
            urlsplit(staged.server.proxy).netloc, context=trusting, timeout=5
        )
        try:
            headers = {"Proxy-Authorization": f"Basic {pair}"}
            connection.set_tunnel(place.hostname or "", place.port, headers)
            connection.request("GET", "/s/foo/")
            assert connection.getresponse().status == 200
        finally:
            connection.close()
        tunnel, request = staged.server.taken()
        assert (tunnel.method, tunnel.status, tunnel.username) == ("CONNECT", 200, "porter")
        assert request.url == f"{staged.server.bases[0]}/s/foo/"


def test_some_origins_are_secure() -> None:
    with stage(Scene(Site(hosts=("127.0.0.1", "localhost"), secure=(1,)))) as staged:
        one, other = staged.server.bases
        assert (one[:8], other[:8]) == ("http://1", "https://")
        assert staged.fill("{{root}}/tls/ca.pem") == str(staged.root / "tls" / "ca.pem")
        assert "BEGIN CERTIFICATE" in (staged.root / "tls" / "ca.pem").read_text()


@pytest.mark.parametrize("host", ["[::1]", "a.localhost"])
def test_other_names_of_loopback(host: str) -> None:
    with LabServer(Site(indexes=(INDEX,), hosts=(host,))) as lab:
        place = urlsplit(lab.bases[0])
        address = "::1" if host == "[::1]" else "127.0.0.1"
        connection = http.client.HTTPConnection(address, place.port, timeout=5)
        try:
            connection.request("GET", "/s/foo/", headers={"Host": place.netloc})
            assert connection.getresponse().status == 200
        finally:
            connection.close()
