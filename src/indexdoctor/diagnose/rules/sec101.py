"""SEC101: credentials over plain HTTP to another machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Url


def find(case: Case) -> Iterator[Finding]:
    for row in case.rows(*ASKED):
        held = is_complete(row.seeded) or bool(case.found(row))
        if held and _is_open(row.index.url):
            yield _finding(case, row.index.label, row.index.url, row.index.origin)
    publish = case.publish
    if publish is not None and publish.credential is not None and publish.index is None:
        url = publish.url.value.url
        if _is_open(url):
            yield _finding(case, case.publish_label, url, publish.url.origin)


def _is_open(url: Url) -> bool:
    if url.scheme != "http" or url.host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(url.host.strip("[]")).is_loopback
    except ValueError:
        return True


def _finding(case: Case, label: str, url: Url, origin: Origin) -> Finding:
    return RULE.finding(
        label,
        f"{case.client} sends the credentials of {label} over plain HTTP to {url.host}",
        confidence=Confidence.CERTAIN,
        why="Basic credentials can be read by everyone on the way",
        origins=(origin,),
        remedies=(Remedy("use https if the server offers it", f"# {origin}\nhttps://{url.host}"),),
    )


RULE = Rule(
    code="SEC101",
    name="credentials-over-http",
    severity=Severity.WARNING,
    meaning="An index URL with credentials begins with http:// and is not on this machine.",
    why="The user name and password go over the network unencrypted.",
    fix="Use the https URL of the index.",
    example="http://devpi.internal:3141/team/dev/+simple/ with a netrc entry.",
    references=("https://docs.astral.sh/uv/concepts/authentication/http/",),
    find=find,
)
