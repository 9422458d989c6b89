"""How uv reaches servers: timeouts, retries, proxies, TLS (crates/uv-client/src/base_client.rs)."""

from __future__ import annotations

from typing import Any

from indexdoctor.clients.uv.precedence import given, single, switched_on
from indexdoctor.model.config import Discovered
from indexdoctor.model.origin import Origin, Setting, Stated
from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Address, UrlError, parse_address

# uv's own defaults in seconds (crates/uv-settings/src/lib.rs) and number of retries.
_TIMEOUT, _CONNECT, _UPLOAD, _RETRIES = 30.0, 10.0, 900.0, 3


def network(found: Discovered) -> Network:
    """The network settings in effect for this command."""
    environ = found.surroundings.environ
    system = single(found, "system-certs", None)
    if system.value is None:
        system = single(found, "native-tls", False)
    roots = "system" if system.value in (True, "true") else "bundled"
    ca_file, ca_dir = _variable(environ, "SSL_CERT_FILE"), _variable(environ, "SSL_CERT_DIR")
    if ca_file or ca_dir:
        roots = "file"
    insecure = [Setting(s.value, s.origin) for s in given(found, "allow-insecure-host")]
    for file in found.config:
        listed = file.values.get("allow-insecure-host")
        if listed is not None:
            insecure += [Setting(host, listed.origin) for host in listed.value]
    return Network(
        timeout=_seconds(
            environ, ("UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT", "HTTP_TIMEOUT"), _TIMEOUT
        ),
        connect_timeout=_seconds(environ, ("UV_HTTP_CONNECT_TIMEOUT",), _CONNECT),
        upload_timeout=_seconds(environ, ("UV_UPLOAD_HTTP_TIMEOUT",), _UPLOAD),
        retries=_retries(environ),
        proxies=_proxies(found),
        no_proxy=_no_proxy(found),
        insecure_hosts=tuple(insecure),
        tls_roots=Setting(roots, (ca_file or ca_dir or system).origin),
        ca_file=ca_file,
        ca_dir=ca_dir,
        client_cert=_variable(environ, "SSL_CLIENT_CERT"),
        offline=switched_on(found, "offline"),
    )


def _variable(environ: Any, name: str) -> Setting[str] | None:
    value = environ.get(name)
    return Setting(value, Origin.env(name)) if value else None


def _seconds(environ: Any, names: tuple[str, ...], default: float) -> Setting[float]:
    for name in names:
        value = environ.get(name, "")
        if value.isdigit():
            return Setting(float(value), Origin.env(name))
    return Setting(default, Origin.default("uv"))


def _retries(environ: Any) -> Setting[int]:
    value = environ.get("UV_HTTP_RETRIES", "")
    if value.isdigit():
        return Setting(int(value), Origin.env("UV_HTTP_RETRIES"))
    return Setting(_RETRIES, Origin.default("uv"))


def _proxies(found: Discovered) -> dict[str, Setting[Address]]:
    """The proxy for each scheme: uv's settings, else the usual variables."""
    environ = found.surroundings.environ
    proxies: dict[str, Setting[Address]] = {}
    for scheme in ("http", "https", "all"):
        places: list[Stated[str]] = []
        if scheme != "all":
            setting = single(found, f"{scheme}-proxy", None)
            if setting.value is not None:
                places.append(Stated(str(setting.value), setting.origin))
        names = [f"{scheme}_proxy", f"{scheme.upper()}_PROXY"]
        # Under CGI, HTTP_PROXY could be a request's header, so it is not read there.
        if scheme == "http" and "REQUEST_METHOD" in environ:
            names.remove("HTTP_PROXY")
        places += [Stated(environ[name], Origin.env(name)) for name in names if environ.get(name)]
        for place in places:
            text = place.value if "://" in place.value else f"http://{place.value}"
            try:
                proxies[scheme] = Setting(parse_address(text), place.origin)
            except UrlError:
                continue
            break
    return proxies


def _no_proxy(found: Discovered) -> Setting[str] | None:
    setting = single(found, "no-proxy", None)
    if setting.value is not None:
        value = setting.value
        text = ",".join(value) if isinstance(value, tuple) else str(value)
        return Setting(text, setting.origin)
    environ = found.surroundings.environ
    return _variable(environ, "no_proxy") or _variable(environ, "NO_PROXY")
