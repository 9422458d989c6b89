"""Addresses nothing is ever sent to: link-local ones, and those of cloud metadata services."""

from __future__ import annotations

import ipaddress

# Outside link-local space: EC2 over IPv6, Alibaba Cloud, Oracle Cloud, Azure's platform address.
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    )
)
FORBIDDEN = "the host has a link-local or metadata address: nothing is sent there"
_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data"})


def is_forbidden_name(host: str) -> bool:
    """Whether a host name or address literal stands for a metadata service or link-local host."""
    bare = host.lower().rstrip(".").removeprefix("[").removesuffix("]")
    return bare in _NAMES or is_forbidden(bare)


def is_forbidden(address: str) -> bool:
    """Whether this address literal (an IPv6 zone is passed over) is one nothing is sent to.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) counts as the IPv4 address.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    candidates: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [parsed]
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is None and parsed in ipaddress.IPv6Network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            candidates.append(inner)
    return any(
        address.is_link_local or address.is_multicast or address in _METADATA
        for address in candidates
    )
