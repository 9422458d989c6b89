"""READ122: a locked install works because files are open to everyone, while pages are not."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import credentials_remedies, is_file, per_index
from indexdoctor.diagnose.words import evidence, sends
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        files = [c for c in chains if is_file(c) and c.last.response.is_success and not c.sent]
        if not files or len(files) < len(chains) or case.found(row):
            continue
        refused = _refused_page(case, row)
        if refused is not None:
            yield _finding(case, row, files[0], refused)


def _refused_page(case: Case, row: IndexRow) -> Exchange | None:
    """The answer to a page of the index that was asked for without a credential, if a refusal."""
    for probe in case.probes:
        if (probe.index, probe.role, probe.credential) != (row.index.label, Role.PAGE, None):
            continue
        if case.replayed is not None and probe.exchange is not None:
            exchange = case.replayed.exchange(probe.exchange)
            if exchange.response.status in (401, 403):
                return exchange
    return None


def _finding(case: Case, row: IndexRow, chain: Chain, refused: Exchange) -> Finding:
    label, home = row.index.label, row.index.url
    return RULE.finding(
        label,
        f"{label} gives its files to everyone and its pages to accounts alone: {case.client} "
        "installs what is locked, and has no credential for anything else",
        confidence=Confidence.CERTAIN,
        why="from a lock uv asks for files alone. That no credential is there shows only with the "
        "next uv lock, uv add or upgrade; and whoever knows the address of a file can fetch it",
        origins=(row.index.origin,),
        evidence=(
            *sends(chain.exchanges, case.client, home),
            evidence(refused, "but the page", home),
        ),
        remedies=(
            *credentials_remedies(case, row.index),
            Remedy("ask the index's owner whether its files are meant to be open"),
        ),
    )


RULE = Rule(
    code="READ122",
    name="files-open-pages-private",
    severity=Severity.WARNING,
    meaning="The index gives its files to everyone, and its pages to accounts alone. A locked "
    "install works without any credential.",
    why="Some versions of GitLab and some object stores guard the pages of an index and not the "
    "files. uv sync with a lock asks for no page, so it works where uv lock does not. It looks as "
    "if the lock held credentials; it holds none.",
    fix="Give the index credentials, and have the server guard its files.",
    example="uv sync works in CI without a token, and uv lock --upgrade ends with 401.",
    references=("https://github.com/astral-sh/uv/issues/9809",),
    find=find,
)
