"""CFG102: the same URL defined twice, and the definition that counts lacks the policy."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.releases import lacks_policy
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import IndexRow, Standing
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def find(case: Case) -> Iterator[Finding]:
    rows = list(case.rows())
    reported: set[int] = set()
    for row in rows:
        if row.standing not in ASKED:
            continue
        for position, other in enumerate(rows):
            if other is row or position in reported or other.standing is Standing.UNUSED:
                continue
            if _same_place(row, other) and _lost(case, row, other):
                reported.add(position)
                yield _finding(case, row, other)


def _same_place(row: IndexRow, other: IndexRow) -> bool:
    mine, theirs = row.index.url, other.index.url
    return (mine.realm, mine.segments) == (theirs.realm, theirs.segments)


def _lost(case: Case, row: IndexRow, other: IndexRow) -> bool:
    """Whether `other` states a policy that does not govern this URL, and could."""
    stated = other.index.authenticate
    if stated is Policy.AUTO or row.policy.value is stated:
        return False
    return lacks_policy(case, other.index) is None


def _winner(row: IndexRow, other: IndexRow) -> Index:
    return other.by if other.by is not None and other.by.url == row.index.url else row.index


def _finding(case: Case, row: IndexRow, other: IndexRow) -> Finding:
    winner = _winner(row, other)
    stated = other.index.authenticate
    where = other.index.field_origin("authenticate")
    return RULE.finding(
        row.index.label,
        f"{case.client} uses policy {row.policy.value} for {row.index.url}: "
        f'authenticate = "{stated}" ({where}) belongs to another definition of the same URL',
        confidence=Confidence.CERTAIN,
        why=_why(row, winner),
        origins=(winner.origin, where),
        evidence=(Evidence("policy in effect", f"{row.policy.value} ({row.policy.origin})"),),
        remedies=(_remedy(winner, other.index),),
    )


def _why(row: IndexRow, winner: Index) -> str:
    if any(lost.value is not row.policy.value for lost in row.policy.shadowed):
        return (
            "both definitions count, and uv takes the first match of an unordered set: which one "
            "governs depends on the text of the URLs, and is the same on every run"
        )
    return (
        f"{winner.origin} defines the URL again without that policy, and a policy belongs to "
        "one definition, not to the URL"
    )


def _remedy(winner: Index, configured: Index) -> Remedy:
    origin = winner.origin
    in_file = origin.kind is OriginKind.FILE
    if in_file and origin.key is not None and origin.key.startswith("-"):
        return Remedy(
            f"delete the line; {configured.origin} already defines the index. With uv pip compile, "
            "leave out --emit-index-url, which writes it",
            f"# {origin}: delete {origin.key}",
        )
    if in_file and winner.kind is not IndexKind.INDEX:
        return Remedy(
            f"delete the setting, which takes no policy; {configured.origin} already defines the "
            "index",
            f"# {origin}: delete {winner.kind}",
        )
    if in_file:
        return Remedy(
            "state the policy in this definition too",
            f'# {origin}\nauthenticate = "{configured.authenticate}"',
        )
    return Remedy(
        f"leave {origin} out; {configured.origin} already defines the index",
        f"unset {origin.name}" if origin.kind is OriginKind.ENV else None,
    )


RULE = Rule(
    code="CFG102",
    name="policy-of-another-definition",
    severity=Severity.WARNING,
    meaning="An index URL is defined twice. The definition in effect does not carry the "
    "authenticate setting that the other one states.",
    why="uv applies `authenticate` per index definition. A URL repeated on the command line, in a "
    "variable or by --index-url in a requirements file is a new definition with the policy auto.",
    fix="Define the URL once, or state the policy in the definition that is in effect.",
    example='uv.toml says authenticate = "always" for an index, and requirements.txt (written by '
    "uv pip compile --emit-index-url) holds --index-url with the same URL: requests go out "
    "without credentials first.",
    references=("https://github.com/astral-sh/uv/issues/14264",),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL),
    find=find,
)
