"""How uv reaches servers: timeouts, retries, proxies, TLS (crates/uv-client/src/base_client.rs)."""

from __future__ import annotations

from typing import Any

from indexdoctor.clients.uv.certificates import roots
from indexdoctor.clients.uv.precedence import given, switched_on
from indexdoctor.clients.uv.proxies import no_proxy, proxies
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.resolution import Network
from indexdoctor.versions.network import NO_PROXY_ANY_CASE
from indexdoctor.versions.search import RETRIES_VARIABLE

# uv's own defaults in seconds (crates/uv-settings/src/lib.rs) and number of retries.
_TIMEOUT, _CONNECT, _UPLOAD, _RETRIES = 30.0, 10.0, 900.0, 3


def network(found: Discovered) -> Network:
    """The network settings in effect for this command."""
    environ = found.surroundings.environ
    trusted = roots(found)
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
        retries=_retries(found),
        proxies=proxies(found),
        no_proxy=no_proxy(found),
        no_proxy_cased=NO_PROXY_ANY_CASE not in found.surroundings.uv,
        insecure_hosts=tuple(insecure),
        tls_roots=trusted.kind,
        ca_file=trusted.file,
        ca_dir=trusted.directory,
        ca_fallback=trusted.fallback,
        ca_hashed=trusted.hashed,
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


def _retries(found: Discovered) -> Setting[int]:
    value = found.surroundings.environ.get("UV_HTTP_RETRIES", "")
    if value.isdigit() and RETRIES_VARIABLE in found.surroundings.uv:
        return Setting(int(value), Origin.env("UV_HTTP_RETRIES"))
    return Setting(_RETRIES, Origin.default("uv"))
