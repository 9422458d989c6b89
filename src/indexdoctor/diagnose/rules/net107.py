"""NET107: an entry of NO_PROXY is meant for a server, and does not match it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.network import origin_of, subject_of
from indexdoctor.diagnose.words import outcome, sends
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind, Setting
from indexdoctor.model.url import Url
from indexdoctor.versions.network import NO_PROXY_ANY_CASE

_PROXY_ANSWERS = (403, 407, 502, 503, 504)


def find(case: Case) -> Iterator[Finding]:
    told: set[str] = set()
    for chain in case.chains:
        url = chain.last.request.url
        if url.realm in told or not _is_the_proxys(chain) or not _is_proxied(case, url):
            continue
        setting = case.resolution.network.no_proxy
        meant = None if setting is None else next(_meant(setting.value, url), None)
        if setting is not None and meant is not None:
            told.add(url.realm)
            yield _finding(case, chain, setting, *meant)


def _is_the_proxys(chain: Chain) -> bool:
    response = chain.last.response
    return response.failure is TransportFailure.PROXY or response.status in _PROXY_ANSWERS


def _is_proxied(case: Case, url: Url) -> bool:
    from indexdoctor.replay.proxies import choose

    return choose(case.resolution.network, url) is not None


def _meant(entries: str, url: Url) -> Iterator[tuple[str, str]]:
    """Entries that name the host in a way uv does not understand, with what is wrong."""
    host = url.host.strip("[]").lower()
    for entry in filter(None, (part.strip() for part in entries.split(","))):
        bare = re.sub(r"^[a-zA-Z]+://", "", entry).partition("/")[0]
        name, _, port = bare.partition(":")
        name = name.strip("[]").lower()
        wild = name.startswith("*.")
        name = name.removeprefix("*").removeprefix(".")
        if not name or (host != name and not host.endswith(f".{name}")):
            continue
        if "://" in entry:
            yield entry, "it holds a scheme"
        elif port:
            yield entry, "it holds a port"
        elif wild:
            yield entry, "it holds a wildcard"
        elif entry != entry.lower():
            yield entry, "it holds capital letters"
        elif " " in entry or ";" in entry:
            yield entry, "entries are parted by commas"


def _finding(case: Case, chain: Chain, setting: Setting[str], entry: str, wrong: str) -> Finding:
    url, place = chain.last.request.url, setting.origin
    name = re.sub(r"^[a-zA-Z]+://|^\*?\.?", "", entry).partition("/")[0].partition(":")[0].lower()
    proxies = [str(s.origin) for s in case.resolution.network.proxies.values()]
    kept = [name if part.strip() == entry else part.strip() for part in setting.value.split(",")]
    return RULE.finding(
        subject_of(case, chain),
        f"{case.client} goes through the proxy to {url.host}, although {place} names it: "
        f"uv does not understand `{entry}` ({wrong}). This is no matter of credentials of the "
        "index",
        confidence=Confidence.CERTAIN,
        why="an entry is a host name (which counts for the names below it too), an address or a "
        "network, and nothing more; other programs take more, so that only uv fails",
        origins=(place, *origin_of(case, chain)),
        evidence=(
            *sends(chain.exchanges[-1:], case.client),
            Evidence("answered by", f"the proxy of {', '.join(dict.fromkeys(proxies))}"),
            Evidence("answer", outcome(chain.last.response)),
        ),
        remedies=(
            Remedy(
                "write the name alone",
                f"export {place.name}={','.join(kept)}"
                if place.kind is OriginKind.ENV
                else f"# {place}\nno-proxy = {kept!r}",
            ),
        ),
    )


RULE = Rule(
    code="NET107",
    name="no-proxy-entry-not-understood",
    severity=Severity.ERROR,
    meaning="NO_PROXY names the server in a form uv does not understand, so the request goes to "
    "the proxy, which does not let it through.",
    why="An entry matches a name and all names below it, with or without a dot in front. `*.corp`, "
    "`https://host`, `host:443` and lists parted by blanks match nothing; pip and curl take some "
    "of these. The proxy's 403 or 407 then looks like an answer of the index.",
    fix="Write plain names, parted by commas.",
    example="NO_PROXY=*.corp.example with an index at https://pypi.corp.example.",
    references=(
        "https://github.com/astral-sh/uv/issues/15785",
        "https://github.com/astral-sh/uv/pull/15816",
    ),
    changes=(NO_PROXY_ANY_CASE,),
    find=find,
    instead_of=("NET104", "NET106", "READ103", "READ101", "READ102", "READ105", "READ112"),
)
