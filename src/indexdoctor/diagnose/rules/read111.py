"""READ111: GitHub is named as an index, and has none."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.words import sends
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.resolution import Standing
from indexdoctor.model.url import Url


def find(case: Case) -> Iterator[Finding]:
    for row in case.rows(Standing.SEARCHED, Standing.EXPLICIT):
        chains = case.chains_of(row.index.label, Role.PAGE)
        if any(200 <= chain.status < 300 and not case.ended_badly(chain) for chain in chains):
            continue  # whatever answers there, it serves
        lines = sends(chains[0].exchanges, case.client, row.index.url) if chains else ()
        yield from _finding(case, row.index.label, row.index.url, row.index.origin, lines)
    publish = case.publish
    if publish is not None:
        url = publish.url.value.url
        lines = ()
        for chain in case.upload_chains[:1]:
            lines = sends(chain.exchanges, case.client, url)
        yield from _finding(case, case.publish_label, url, publish.url.origin, lines)


def _finding(
    case: Case, subject: str, url: Url, origin: Origin, lines: tuple[Evidence, ...]
) -> Iterator[Finding]:
    found = server_at(case, url)
    why = "" if found is None else found.provider.no_index(url)
    if found is None or not why:
        return
    yield RULE.finding(
        subject,
        f"{url} is no Python index: {found.provider.title} has none",
        confidence=Confidence.CERTAIN,
        why=why,
        origins=(origin,),
        evidence=lines,
        remedies=(
            Remedy(
                "depend on the repository itself",
                'uv add "<name> @ git+https://github.com/<owner>/<repository>"',
            ),
            Remedy("or serve the packages from an index elsewhere"),
        ),
    )


RULE = Rule(
    code="READ111",
    name="github-has-no-python-index",
    severity=Severity.ERROR,
    meaning="The index or publish URL is of GitHub, which hosts no Python index.",
    why="GitHub Packages has registries for other languages. One for Python was announced and "
    "called off; its host name still stands in many guides. No token can help.",
    fix="Depend on the repository by git+https, or serve the packages from another index.",
    example="pypi.pkg.github.com as the host of an index, with a token in GITHUB_TOKEN.",
    references=("https://github.com/github/roadmap/issues/94",),
    find=find,
    instead_of=("READ101", "READ102", "READ103", "READ107", "NET101", "PUB203", "PUB207"),
)
