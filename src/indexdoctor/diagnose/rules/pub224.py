"""PUB224: the upload goes to PyPI because no target was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or publish.url.origin.kind is not OriginKind.DEFAULT:
        return
    targets = _targets(case)
    chain = next((c for c in case.upload_chains if c.refused), None)
    unsent = case.replayed is not None and not case.upload_chains and case.conclusions
    if not targets or (chain is None and not unsent):
        return
    yield _finding(case, targets, chain)


def _targets(case: Case) -> list[Index]:
    """The indexes that have a URL for uploads, one of each name."""
    found = {
        row.index.name: row.index
        for row in case.rows()
        if row.index.name is not None and row.index.publish_url is not None
    }
    return list(found.values())


def _finding(case: Case, targets: list[Index], chain: Chain | None) -> Finding:
    publish = case.publish
    assert publish is not None
    url = publish.url.value.url
    lines: tuple[Evidence, ...] = ()
    if chain is not None:
        lines = (*sends(chain.exchanges, case.client, url), *server_lines(case, chain, url))
    names = ", ".join(str(index.name) for index in targets)
    return RULE.finding(
        case.publish_label,
        f"{case.client} uploads to {url}, its default: the command chooses no index, though "
        f"{names} has a publish-url",
        confidence=Confidence.LIKELY,
        why="uv publish does not take an index from the configuration unless --index or "
        "UV_PUBLISH_INDEX names it",
        origins=(*(index.field_origin("publish-url") for index in targets), publish.url.origin),
        evidence=lines,
        remedies=tuple(
            Remedy(f"publish to {index.name}", f"uv publish --index {index.name}")
            for index in targets
        ),
        decide="where the release is meant to go",
    )


RULE = Rule(
    code="PUB224",
    name="upload-to-the-default",
    severity=Severity.ERROR,
    meaning="uv publish uploads to PyPI, is refused there, and an index with a publish-url is "
    "configured that the command does not name.",
    why="Without --index, --publish-url or their variables uv publish takes PyPI, whatever indexes "
    "there are. The credentials of the private server go to PyPI then.",
    fix="Name the index: uv publish --index NAME, or UV_PUBLISH_INDEX.",
    example="UV_PUBLISH_USERNAME and _PASSWORD of a private server, then uv publish: the answer is "
    "403 of PyPI.",
    references=("https://github.com/pypiserver/pypiserver/issues/548",),
    find=find,
    instead_of=("PUB203", "PUB204", "CRED106"),
)
