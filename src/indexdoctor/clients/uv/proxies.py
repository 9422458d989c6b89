"""The proxies in effect for a command, read as uv's HTTP library of each release reads them.

reqwest's src/proxy.rs until uv 0.7.19, then hyper-util's src/client/proxy/matcher.rs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from indexdoctor.clients.uv.precedence import single
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin, Setting, Stated
from indexdoctor.model.url import Address, UrlError, parse_address
from indexdoctor.versions import Uv
from indexdoctor.versions.network import PROXY_SETTING_USER, PROXY_USER_ALONE, PROXY_VARIABLES

_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})

Proxies = dict[str, Setting[Address]]


def proxies(found: Discovered) -> Proxies:
    """The proxy for each scheme: those of uv's settings alone when there are any.

    Else those of the usual variables. What is no proxy URL is passed over.
    """
    proxies: Proxies = {}
    uv = found.surroundings.uv
    for scheme in ("http", "https"):
        setting = _setting(found, scheme)
        if setting is not None:
            address = _address(str(setting.value))
            if address is not None:
                if scheme == "http" and PROXY_SETTING_USER not in uv:
                    address = _without_user_alone(address)
                proxies[scheme] = Setting(address, setting.origin)
    if proxies:
        return proxies
    environ = found.surroundings.environ
    return _by_matcher(environ, uv) if PROXY_VARIABLES in uv else _by_reqwest(environ)


def no_proxy(found: Discovered) -> Setting[str] | None:
    """What is reached directly: a setting for the proxies of settings, else a variable."""
    if _setting(found, "http") or _setting(found, "https"):
        setting = single(found, "no-proxy", None)
        if setting.value is None:
            return None
        value = setting.value
        text = ",".join(value) if isinstance(value, tuple | list) else str(value)
        return Setting(text, setting.origin)
    place = next(_stated(found.surroundings.environ, "no"), None)
    return None if place is None or not place.value else Setting(place.value, place.origin)


def _by_matcher(environ: Mapping[str, str], uv: Uv) -> Proxies:
    """The upper-case variable, when it is set, hides the other, even if it is empty."""
    proxies: Proxies = {}
    for scheme in ("http", "https", "all"):
        place = next(_stated(environ, scheme), None)
        if place is None or not place.value or _is_half(place.value):
            continue
        address = _address(place.value)
        if address is None or (_is_user_alone(place.value) and PROXY_USER_ALONE not in uv):
            continue
        proxies[scheme] = Setting(address, place.origin)
    if _is_cgi(environ):
        https = proxies.get("https") or proxies.get("all")
        return {} if https is None else {"https": https}
    return proxies


def _by_reqwest(environ: Mapping[str, str]) -> Proxies:
    """Of the upper-case and the lower-case variable the first that holds a proxy URL.

    A user name without a password is not shown to the proxy.
    """
    proxies: Proxies = {}
    for scheme in ("all", "https") if _is_cgi(environ) else ("all", "http", "https"):
        for place in _stated(environ, scheme):
            address = _address(place.value)
            if address is None or not place.value.strip():
                continue
            proxies[scheme] = Setting(_without_user_alone(address), place.origin)
            break
    return proxies


def _without_user_alone(address: Address) -> Address:
    """Without a user name that has no password."""
    userinfo = address.userinfo
    if userinfo is None or userinfo.password_encoded is not None:
        return address
    return replace(address, userinfo=None)


def _is_cgi(environ: Mapping[str, str]) -> bool:
    # There HTTP_PROXY could be a request's header: it is no proxy for plain HTTP.
    return "REQUEST_METHOD" in environ


def _stated(environ: Mapping[str, str], scheme: str) -> Iterator[Stated[str]]:
    for variable in (f"{scheme}_proxy".upper(), f"{scheme}_proxy"):
        if variable in environ:
            yield Stated(environ[variable], Origin.env(variable))


def _is_half(text: str) -> bool:
    """Whether the HTTP library sees no URL in a variable: a path, but no scheme."""
    return "://" not in text and any(mark in text for mark in "/?#")


def _is_user_alone(text: str) -> bool:
    userinfo, at, _ = text.rpartition("://")[2].partition("@")
    return bool(at) and ":" not in userinfo


def _setting(found: Discovered, scheme: str) -> Setting[Any] | None:
    setting = single(found, f"{scheme}-proxy", None)
    return None if setting.value is None else setting


def _address(text: str) -> Address | None:
    try:
        address = parse_address(text if "://" in text else f"http://{text}")
    except UrlError:
        return None
    return address if address.url.scheme in _SCHEMES else None
