"""How uv reaches servers: timeouts, retries, proxies, TLS (crates/uv-client/src/base_client.rs)."""

from __future__ import annotations

from typing import Any

from indexdoctor.clients.uv.certificates import roots
from indexdoctor.clients.uv.precedence import given, single, switched_on
from indexdoctor.model.config import Discovered
from indexdoctor.model.origin import Origin, Setting, Stated
from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Address, UrlError, parse_address
from indexdoctor.versions.search import RETRIES_VARIABLE

_PROXY_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})
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
        proxies=_proxies(found),
        no_proxy=_no_proxy(found),
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


def _proxies(found: Discovered) -> dict[str, Setting[Address]]:
    """The proxy for each scheme: those of uv's settings alone when there are any.

    Else those of the usual variables: the upper-case one, when it is set, hides the other, even if
    it is empty. What is no proxy URL is passed over (seen with uv 0.13.8).
    """
    proxies: dict[str, Setting[Address]] = {}
    for scheme in ("http", "https"):
        setting = _proxy_setting(found, scheme)
        if setting is not None:
            proxies |= _proxy(scheme, Stated(str(setting.value), setting.origin))
    if proxies:
        return proxies
    environ = found.surroundings.environ
    for scheme in ("http", "https", "all"):
        place = _first_set(environ, f"{scheme}_proxy")
        if place is not None and place.value and not _is_half(place.value):
            proxies |= _proxy(scheme, place)
    if "REQUEST_METHOD" in environ:
        # Under CGI, HTTP_PROXY could be a request's header: plain HTTP goes through no proxy.
        https = proxies.get("https") or proxies.get("all")
        return {} if https is None else {"https": https}
    return proxies


def _is_half(text: str) -> bool:
    """Whether the HTTP library sees no URL in a variable: a path, but no scheme."""
    return "://" not in text and any(mark in text for mark in "/?#")


def _proxy_setting(found: Discovered, scheme: str) -> Setting[Any] | None:
    setting = single(found, f"{scheme}-proxy", None)
    return None if setting.value is None else setting


def _proxy(scheme: str, place: Stated[str]) -> dict[str, Setting[Address]]:
    text = place.value if "://" in place.value else f"http://{place.value}"
    try:
        address = parse_address(text)
    except UrlError:
        return {}
    return {scheme: Setting(address, place.origin)} if address.url.scheme in _PROXY_SCHEMES else {}


def _first_set(environ: Any, name: str) -> Stated[str] | None:
    for variable in (name.upper(), name):
        if variable in environ:
            return Stated(environ[variable], Origin.env(variable))
    return None


def _no_proxy(found: Discovered) -> Setting[str] | None:
    """What is reached directly: a setting for the proxies of settings, else a variable."""
    if _proxy_setting(found, "http") or _proxy_setting(found, "https"):
        setting = single(found, "no-proxy", None)
        if setting.value is None:
            return None
        value = setting.value
        text = ",".join(value) if isinstance(value, tuple | list) else str(value)
        return Setting(text, setting.origin)
    place = _first_set(found.surroundings.environ, "no_proxy")
    return None if place is None or not place.value else Setting(place.value, place.origin)
