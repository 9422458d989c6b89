"""Requests without an HTTP answer, one finding a server and kind of failure."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import PUBLISH_ROLES, Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import count, sends
from indexdoctor.discover import variables
from indexdoctor.discover.since import came
from indexdoctor.model.exchange import Role, TransportFailure
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy
from indexdoctor.model.origin import Origin


def subject_of(case: Case, chain: Chain) -> str:
    """The index or publish target a chain belongs to."""
    request = chain.first.request
    if request.role in PUBLISH_ROLES:
        return case.publish_label
    return request.asked_for or request.url.realm


def origin_of(case: Case, chain: Chain) -> tuple[Origin, ...]:
    row = case.row(chain.first.request.asked_for)
    if row is not None:
        return (row.index.origin,)
    return () if case.publish is None else (case.publish.url.origin,)


def failures(
    case: Case, rule: Rule, kinds: tuple[TransportFailure, ...], what: str, *, why: str
) -> Iterator[Finding]:
    """One finding a realm whose requests failed in one of these ways."""
    groups: dict[str, list[Chain]] = {}
    for chain in case.chains:
        if chain.last.response.failure in kinds:
            groups.setdefault(chain.last.request.url.realm, []).append(chain)
    for realm, chains in groups.items():
        chain = chains[0]
        lines = list(sends(chain.exchanges[-1:], case.client))
        if chain.last.response.failure_text:
            lines.append(Evidence("reason", chain.last.response.failure_text))
        if len(chains) > 1:
            lines.append(
                Evidence("also", f"{count(len(chains) - 1, 'more request')} to this server")
            )
        yield rule.finding(
            subject_of(case, chain),
            f"{case.client} gets no answer from {realm}: {what}. This is no matter of credentials",
            confidence=Confidence.CERTAIN,
            why=why,
            origins=origin_of(case, chain),
            evidence=tuple(lines),
            remedies=remedies(case, chain),
        )


def _system_roots(case: Case) -> tuple[Remedy, ...]:
    roots = case.resolution.network.tls_roots
    if roots is not None and roots.value != "bundled":
        return ()  # uv trusts them already, or a file goes before them
    new = "UV_SYSTEM_CERTS"
    name = new if came(new, variables.SINCE, case.uv) else "UV_NATIVE_TLS"
    return (Remedy("let uv trust the system's certificates", f"export {name}=true"),)


def _longer(case: Case, chain: Chain) -> Remedy:
    """An upload waits for longer than other requests, and has a variable of its own by now."""
    network = case.resolution.network
    waits, name = network.timeout, "UV_HTTP_TIMEOUT"
    if chain.last.request.role is Role.UPLOAD:
        own = "UV_UPLOAD_HTTP_TIMEOUT"
        waits, name = network.upload_timeout, own if came(own, variables.SINCE, case.uv) else name
    seconds = f"{waits.value:g}"
    longer = f"{waits.value * 4:.0f}"
    return Remedy(f"uv waits {seconds} s ({waits.origin}); allow more", f"export {name}={longer}")


def remedies(case: Case, chain: Chain) -> tuple[Remedy, ...]:
    url = chain.last.request.url
    network = case.resolution.network
    match chain.last.response.failure:
        case TransportFailure.DNS:
            return (Remedy(f"check the host name {url.host} in the URL, and the network or VPN"),)
        case TransportFailure.TLS:
            return (
                *_system_roots(case),
                Remedy(
                    "name the certificate authority's file",
                    "export SSL_CERT_FILE=/path/to/authority.pem",
                ),
            )
        case TransportFailure.PROXY:
            used = [str(s.origin) for s in network.proxies.values()]
            return (
                Remedy(
                    f"check the proxy set by {', '.join(used) or 'the system'}, or bypass it",
                    f"export NO_PROXY={url.host}",
                ),
            )
        case TransportFailure.TIMEOUT:
            return (_longer(case, chain),)
        case _:
            return (
                Remedy(f"check that {url.netloc} is reachable from here (port, firewall, VPN)"),
            )
