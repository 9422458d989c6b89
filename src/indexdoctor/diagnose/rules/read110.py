"""READ110: the index URL is a URL for uploads; the one for reading is known."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at, server_lines
from indexdoctor.diagnose.words import sends
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import IndexRow, Standing
from indexdoctor.model.url import Url


def find(case: Case) -> Iterator[Finding]:
    for row in case.rows(Standing.SEARCHED, Standing.EXPLICIT):
        url = row.index.url
        found, right = server_at(case, url), read_url(case, row)
        if found is None or right is None:
            continue
        lines: tuple[Evidence, ...] = ()
        if case.replayed is not None:
            chains = case.chains_of(row.index.label, Role.PAGE)
            failed = [c for c in chains if case.ended_badly(c) and 400 <= c.status < 500]
            if not failed or any(chain.last.response.is_success for chain in chains):
                continue
            lines = (
                *sends(failed[0].exchanges, case.client, url),
                *server_lines(case, failed[0], url),
            )
        name = found.provider.title
        yield RULE.finding(
            row.index.label,
            f"the URL of {row.index.label} is one for uploads to {name}"
            if row.index.name is not None
            else f"{url} is a URL for uploads to {name}",
            confidence=Confidence.LIKELY,
            why=f"{name} lists its packages at {right}",
            origins=(row.index.origin,),
            evidence=lines,
            remedies=(_remedy(row, right),),
            decide="the same with the other URL",
            severity=Severity.WARNING if case.replayed is None else None,
        )


def read_url(case: Case, row: IndexRow) -> Url | None:
    """The URL for reading, where that of the index is one for uploads; None where it is not."""
    found = server_at(case, row.index.url)
    return None if found is None or not found.is_sure else found.provider.read_url(row.index.url)


def _remedy(row: IndexRow, right: Url) -> Remedy:
    command = f"# {row.index.origin}\n{right}"
    if row.index.origin.kind is OriginKind.FILE and row.index.name is not None:
        command = f'# {row.index.origin}\nurl = "{right}"'
    return Remedy(f"read from {right}", command)


RULE = Rule(
    code="READ110",
    name="index-url-is-for-uploads",
    severity=Severity.ERROR,
    meaning="The URL of the index has the shape of a URL for uploads to this kind of server.",
    why="Many servers list packages below …/simple/ and take uploads elsewhere. At the URL for "
    "uploads every package is missing.",
    fix="Use the URL named as url or index-url, and keep the other as publish-url.",
    example="index-url = https://host/artifactory/api/pypi/local without /simple: 404 for every "
    "package.",
    references=("https://docs.astral.sh/uv/guides/integration/jfrog/",),
    find=find,
    instead_of=("READ107",),
)
