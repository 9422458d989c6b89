"""Timeouts, retries, proxies and TLS roots, as uv 0.13.8 settles them (`--show-settings`, -v)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.clients.uv.commands import find

from indexdoctor.clients.uv.network import network
from indexdoctor.model.resolution import Network
from indexdoctor.versions import NEWEST, known


def settled(
    place: Path,
    environ: Mapping[str, str] | None = None,
    toml: str = "",
    options: str = "",
    version: str = NEWEST,
) -> Network:
    files = {"uv.toml": toml, "r.in": "foo\n"}
    found = find(place, f"pip compile r.in {options}", files, environ)
    return network(replace(found, surroundings=replace(found.surroundings, uv=known(version))))


def test_the_defaults(tmp_path: Path) -> None:
    found = settled(tmp_path)
    assert (found.timeout.value, found.connect_timeout.value) == (30, 10)
    assert (found.upload_timeout.value, found.retries.value) == (900, 3)
    assert (found.proxies, found.no_proxy, found.insecure_hosts) == ({}, None, ())
    assert found.tls_roots is not None
    assert found.tls_roots.value == "bundled"
    assert found.offline is not None
    assert not found.offline.value


@pytest.mark.parametrize(
    ("environ", "seconds", "name"),
    [
        ({"UV_HTTP_TIMEOUT": "9", "UV_REQUEST_TIMEOUT": "7"}, 9, "UV_HTTP_TIMEOUT"),
        ({"UV_REQUEST_TIMEOUT": "7", "HTTP_TIMEOUT": "8"}, 7, "UV_REQUEST_TIMEOUT"),
        ({"HTTP_TIMEOUT": "8"}, 8, "HTTP_TIMEOUT"),
        ({"UV_HTTP_TIMEOUT": "", "HTTP_TIMEOUT": "8"}, 8, "HTTP_TIMEOUT"),
        ({"UV_HTTP_TIMEOUT": "0"}, 0, "UV_HTTP_TIMEOUT"),
    ],
)
def test_the_timeout_of_a_request(
    environ: Mapping[str, str], seconds: float, name: str, tmp_path: Path
) -> None:
    timeout = settled(tmp_path, environ).timeout
    assert timeout.value == seconds
    assert str(timeout.origin) == name


def test_other_timeouts_and_the_number_of_retries(tmp_path: Path) -> None:
    environ = {
        "UV_HTTP_CONNECT_TIMEOUT": "4",
        "UV_UPLOAD_HTTP_TIMEOUT": "5",
        "UV_HTTP_RETRIES": "0",
    }
    found = settled(tmp_path, environ)
    assert (found.connect_timeout.value, found.upload_timeout.value) == (4, 5)
    assert found.retries.value == 0
    assert found.timeout.value == 30


@pytest.mark.parametrize("name", ["UV_HTTP_TIMEOUT", "UV_HTTP_CONNECT_TIMEOUT", "UV_HTTP_RETRIES"])
@pytest.mark.parametrize("value", ["abc", "1.5", "-1"])
def test_numbers_uv_refuses(name: str, value: str, tmp_path: Path) -> None:
    (problem,) = find(tmp_path, "lock", {}, {name: value}).fatal
    assert name in f"{problem.origin}{problem.message}"


@pytest.mark.parametrize(
    ("environ", "toml", "expected"),
    [
        ({"HTTP_PROXY": "http://p:1"}, "", {"http": "http://p:1/"}),
        ({"http_proxy": "http://p:1", "HTTP_PROXY": "http://q:1"}, "", {"http": "http://q:1/"}),
        ({"http_proxy": "http://p:1"}, "", {"http": "http://p:1/"}),
        ({"http_proxy": "", "HTTP_PROXY": "http://p:1"}, "", {"http": "http://p:1/"}),
        ({"HTTPS_PROXY": "http://p:1"}, "", {"https": "http://p:1/"}),
        ({"ALL_PROXY": "socks5://p:1"}, "", {"all": "socks5://p:1/"}),
        ({"HTTPS_PROXY": "p:8080"}, "", {"https": "http://p:8080/"}),
        ({"HTTP_PROXY": ""}, "", {}),
        ({"HTTP_PROXY": "http://[bad"}, "", {}),
        # A web server's CGI program gets a request's Proxy header under this name.
        ({"HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"}, "", {}),
        ({"http_proxy": "http://p:1", "REQUEST_METHOD": "GET"}, "", {}),
        ({"HTTPS_PROXY": "http://q:1"}, 'https-proxy = "http://p:1"\n', {"https": "http://p:1/"}),
    ],
)
def test_proxies(
    environ: Mapping[str, str], toml: str, expected: Mapping[str, str], tmp_path: Path
) -> None:
    proxies = settled(tmp_path, environ, toml).proxies
    assert {scheme: str(proxy.value) for scheme, proxy in proxies.items()} == expected


def test_the_password_of_a_proxy_is_masked(tmp_path: Path) -> None:
    proxies = settled(tmp_path, {"HTTPS_PROXY": "http://ann:proxypw@p:1"}).proxies
    assert "proxypw" not in f"{proxies}{proxies['https'].value}"
    assert str(proxies["https"].origin) == "HTTPS_PROXY"


@pytest.mark.parametrize(
    ("environ", "toml", "expected"),
    [
        ({"NO_PROXY": "a,b"}, "", "a,b"),
        ({"no_proxy": "c", "NO_PROXY": "a,b"}, "", "a,b"),
        ({"no_proxy": "c"}, "", "c"),
        # Settings and variables are not mixed: who names the proxy names the exceptions.
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "a"}, 'no-proxy = ["x"]\n', "a"),
        ({"NO_PROXY": "a"}, 'http-proxy = "http://p:1"\nno-proxy = ["x", "y"]\n', "x,y"),
    ],
)
def test_hosts_without_proxy(
    environ: Mapping[str, str], toml: str, expected: str, tmp_path: Path
) -> None:
    found = settled(tmp_path, environ, toml).no_proxy
    assert found is not None
    assert found.value == expected


def test_no_proxy_is_not_read_beside_a_proxy_of_the_settings(tmp_path: Path) -> None:
    found = settled(tmp_path, {"NO_PROXY": "a"}, 'http-proxy = "http://p:1"\n')
    assert found.no_proxy is None
    assert list(found.proxies) == ["http"]


@pytest.mark.parametrize(
    ("environ", "toml", "options", "roots"),
    [
        ({}, "native-tls = true\n", "", "system"),
        ({}, "system-certs = true\n", "", "system"),
        ({}, "", "--native-tls", "system"),
        ({}, "", "--system-certs", "system"),
        ({}, "native-tls = true\n", "--no-native-tls", "bundled"),
        ({"UV_NATIVE_TLS": "true"}, "", "", "system"),
        ({"UV_SYSTEM_CERTS": "1"}, "", "", "system"),
        ({"UV_SYSTEM_CERTS": "false"}, "system-certs = true\n", "", "bundled"),
        ({"SSL_CERT_FILE": "/ca.pem"}, "system-certs = true\n", "", "file"),
        ({"SSL_CERT_DIR": "/certs"}, "", "", "file"),
        ({"SSL_CERT_FILE": ""}, "", "", "bundled"),
    ],
)
def test_tls_roots(
    environ: Mapping[str, str], toml: str, options: str, roots: str, tmp_path: Path
) -> None:
    found = settled(tmp_path, environ, toml, options)
    assert found.tls_roots is not None
    assert found.tls_roots.value == roots


@pytest.mark.parametrize(
    ("version", "file", "directory", "roots", "fallback"),
    [
        ("0.9.9", "there", None, "file", None),
        ("0.9.9", "missing", None, "bundled", None),
        ("0.9.9", None, "there", "bundled", None),
        ("0.9.9", "there", "there", "file", None),
        ("0.9.10", None, "there", "file", None),
        ("0.9.10", None, "missing", "bundled", None),
        ("0.9.10", "missing", "there", "file", None),
        ("0.11.0", "missing", None, "file", "bundled"),
        ("0.12.0", "missing", None, "file", None),
        ("0.12.0", None, "missing", "file", None),
    ],
)
def test_tls_roots_by_version(
    version: str,
    file: str | None,
    directory: str | None,
    roots: str,
    fallback: str | None,
    tmp_path: Path,
) -> None:
    (tmp_path / "there").mkdir()
    named = {"SSL_CERT_FILE": file, "SSL_CERT_DIR": directory}
    environ = {name: value for name, value in named.items() if value is not None}
    found = settled(tmp_path, environ, version=version)
    assert found.tls_roots is not None
    assert (found.tls_roots.value, found.ca_fallback) == (roots, fallback)


def test_hosts_that_need_no_valid_certificate_add_up(tmp_path: Path) -> None:
    toml = 'allow-insecure-host = ["a.example", "b.example:8443"]\n'
    found = settled(tmp_path, toml=toml, options="--allow-insecure-host c.example")
    assert [host.value for host in found.insecure_hosts] == [
        "c.example",
        "a.example",
        "b.example:8443",
    ]
    assert found.insecure_hosts[1].origin.name == "uv.toml"


@pytest.mark.parametrize(
    ("environ", "toml", "options", "offline"),
    [
        ({"UV_OFFLINE": "1"}, "", "", True),
        ({}, "offline = true\n", "", True),
        ({}, "offline = true\n", "--no-offline", False),
        ({}, "", "--offline", True),
    ],
)
def test_offline(
    environ: Mapping[str, str], toml: str, options: str, offline: bool, tmp_path: Path
) -> None:
    found = settled(tmp_path, environ, toml, options).offline
    assert found is not None
    assert found.value is offline
