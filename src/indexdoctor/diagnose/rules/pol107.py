"""POL107: an index read over https links its files by http."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import netrc_place, per_index
from indexdoctor.diagnose.words import sends, short
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        if row.index.url.scheme != "https":
            continue
        downgraded = [chain for chain in chains if _is_downgraded(row, chain)]
        downgraded.sort(key=lambda chain: not chain.refused)
        if downgraded:
            yield _finding(case, row, downgraded[0])


def _is_downgraded(row: IndexRow, chain: Chain) -> bool:
    request = chain.first.request
    return (
        request.role in (Role.FILE, Role.METADATA)
        and request.url.scheme == "http"
        and request.url.host == row.index.url.host
    )


def _finding(case: Case, row: IndexRow, chain: Chain) -> Finding:
    label, url = row.index.label, chain.first.request.url
    open_ones = [e for e in chain.exchanges if e.request.url.scheme == "http"]
    told = any(is_complete(e.request.credential) for e in open_ones)
    failing = not chain.last.response.is_success
    cause = f"{label} is read over https, and its page links the files by http"
    if failing:
        cause += f": {case.client} has no credential for {url.realm}, which answers {chain.status}"
    elif told:
        cause += f": {case.client} sends the credential unencrypted"
    return RULE.finding(
        label,
        cause,
        confidence=Confidence.CERTAIN,
        why="the scheme is part of what a credential counts for: what is known for "
        f"{row.index.url.realm} is not known for {url.realm}. Servers behind a proxy that ends TLS "
        "write such links when they are not told that the client came over https",
        origins=(row.index.origin,),
        evidence=(
            Evidence("file", short(url)),
            *sends(chain.exchanges, case.client, row.index.url),
        ),
        remedies=(
            Remedy(
                "have the server write https links: pass X-Forwarded-Proto (or set its base URL), "
                "for nginx",
                "proxy_set_header X-Forwarded-Proto $scheme;\nproxy_set_header Host $host;",
            ),
            *(
                (
                    Remedy(
                        "until then a netrc entry counts for both schemes; the password then goes "
                        "over plain HTTP",
                        f"machine {url.host} login <user> password <password>   "
                        f"# in {netrc_place(case)}",
                        safe=False,
                    ),
                )
                if failing
                else ()
            ),
        ),
        severity=None if failing else Severity.WARNING,
    )


RULE = Rule(
    code="POL107",
    name="http-links-in-https-index",
    severity=Severity.ERROR,
    meaning="The page of an index was read over https, and links its files by http on the same "
    "host.",
    why="uv remembers credentials per scheme, host and port, so the files get none of the index; "
    "where a source counts for the host alone, the password goes over the network unencrypted. The "
    "links come from a server that does not know of the proxy in front of it.",
    fix="Tell the server its outer address (X-Forwarded-Proto, or its setting for the base URL).",
    example="https://pypi.example.com/simple/pkg/ links http://pypi.example.com/packages/…, which "
    "answers 401.",
    references=("https://github.com/astral-sh/uv/issues/13324",),
    find=find,
    instead_of=("POL101", "READ103"),
)
