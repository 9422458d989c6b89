"""POL105: another index's root covers an index, and its policy governs there."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case, under
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.resolution import IndexRow
from indexdoctor.model.url import Url
from indexdoctor.versions import Uv
from indexdoctor.versions.auth import PLUS_SIMPLE_ROOT, WHOLE_SEGMENTS
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def find(case: Case) -> Iterator[Finding]:
    for row in case.rows(*ASKED):
        own, effective = row.index.authenticate, row.policy.value
        if own is effective:
            continue
        cover = _cover(case, row)
        if cover is not None:
            yield _finding(case, row, cover)


def _cover(case: Case, row: IndexRow) -> IndexRow | None:
    """The index whose policy is in effect here: another URL, whose root lies above this one."""
    for other in case.rows():
        index = other.index
        if index.url.segments == row.index.url.segments:
            continue
        if not _covers(case.uv, other.root, row.index.url):
            continue
        if row.policy.origin in (index.origin, index.field_origin("authenticate")):
            return other
    return None


def _covers(uv: Uv, root: Url, url: Url) -> bool:
    """Whether a root lies above a URL; once it was enough that the URL's text began with it."""
    return under(url, root) if WHOLE_SEGMENTS in uv else str(url).startswith(str(root))


def _finding(case: Case, row: IndexRow, cover: IndexRow) -> Finding:
    own, effective = row.index.authenticate, row.policy.value
    stated = own is not Policy.AUTO
    return RULE.finding(
        row.index.label,
        f"{case.client} uses policy {effective} of {cover.index.label} for {row.index.label}, "
        f"not its own ({own})",
        confidence=Confidence.CERTAIN,
        why="a URL belongs to every index whose root lies above it"
        + ("" if WHOLE_SEGMENTS in case.uv else " (also where it only begins with the same text)")
        + ", and uv takes the first match of an unordered set, not the longest",
        origins=(row.policy.origin, row.index.field_origin("authenticate")),
        evidence=(
            Evidence(f"root of {cover.index.label}", str(cover.root)),
            Evidence("covers", str(row.index.url)),
        ),
        remedies=(
            Remedy(
                "give both indexes the same policy",
                f"# {cover.index.origin} and {row.index.origin}\n"
                f'authenticate = "{own if stated else effective}"',
            ),
        ),
        severity=None if stated else Severity.NOTE,
    )


RULE = Rule(
    code="POL105",
    name="policy-of-covering-index",
    severity=Severity.WARNING,
    meaning="The root of one index lies above another index, and its authenticate policy is used "
    "for both.",
    why="uv decides the policy by URL: an index governs all below its root (its URL without a "
    "final /simple). Where several roots match, uv takes the first of an unordered set; the order "
    "depends on the text of the URLs, not on the configuration.",
    fix="Give both indexes the same policy, or URLs that do not lie below one another.",
    example="https://host/simple has the root https://host/, and governs https://host/team/simple.",
    references=("https://github.com/astral-sh/uv/issues/14264",),
    changes=(AUTHENTICATE_FIELD, PLUS_SIMPLE_ROOT, WHOLE_SEGMENTS),
    find=find,
)
