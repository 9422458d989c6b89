"""Which proxy a URL goes through, chosen as uv's HTTP library does."""

from __future__ import annotations

import ipaddress

from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Address, Url


def choose(network: Network, url: Url) -> Address | None:
    """The proxy for this URL: its scheme's, else the one for all; None for a direct connection."""
    if url.scheme not in ("http", "https"):
        return None
    if network.no_proxy is not None and bypasses(
        network.no_proxy.value, url.host, cased=network.no_proxy_cased
    ):
        return None
    for key in (url.scheme, "all"):
        if key in network.proxies:
            return network.proxies[key].value
    return None


def bypasses(no_proxy: str, host: str, *, cased: bool = False) -> bool:
    """Whether a NO_PROXY list names this host (hyper-util, src/client/proxy/matcher.rs).

    Addresses are compared with addresses and networks only, names with names only: an entry
    matches the name itself and names below it, with or without a leading dot; `*` matches every
    name, and no address. An entry with a port matches nothing. `cased` tells the letters of an
    entry apart, though a URL's host has small ones only.
    """
    entries = [entry.strip() for entry in no_proxy.split(",")]
    bare = host.removeprefix("[").removesuffix("]")
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        names = entries if cased else [entry.lower() for entry in entries]
        return any(_is_below(bare.lower(), name) for name in names if name)
    return any(_holds(entry, address) for entry in entries)


def _is_below(name: str, entry: str) -> bool:
    bare = entry.removeprefix(".")
    return entry == "*" or name == bare or name.endswith(f".{bare}")


def _holds(entry: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        if "/" in entry:
            return address in ipaddress.ip_network(entry, strict=False)
        return address == ipaddress.ip_address(entry)
    except ValueError:
        return False
