"""READ108: the page is there, but holds no file that fits."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import is_package_page, read_chains
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending


def find(case: Case) -> Iterator[Finding]:
    for conclusion in case.conclusions:
        if conclusion.ending is not Ending.MISSING:
            continue
        package = conclusion.subject
        answered = [
            (row, chain)
            for row, chain in read_chains(case)
            if is_package_page(chain)
            and chain.first.request.package == package
            and 200 <= chain.status < 300
        ]
        if not answered:
            continue
        row, chain = answered[0]
        anonymous = not chain.sent and bool(case.held(row))
        wanted = next((w for w in case.resolution.wanted if w.name == package), None)
        yield RULE.finding(
            row.index.label,
            f"{row.index.label} lists no file of {package} that fits",
            confidence=Confidence.POSSIBLE if anonymous else Confidence.LIKELY,
            why="the page was read, so this is no refusal; "
            + (
                "it was read without credentials, and an account may see more"
                if anonymous
                else "uv does not ask the indexes after one that has the package"
            ),
            origins=(
                *((wanted.requirement.origin,) if wanted is not None else ()),
                row.index.origin,
            ),
            evidence=sends(chain.exchanges, case.client, row.index.url),
            remedies=(
                Remedy("check the version asked for, and that it is on the index that is asked"),
            ),
            decide="open the page and look for the version",
        )


RULE = Rule(
    code="READ108",
    name="no-fitting-file",
    severity=Severity.ERROR,
    meaning="An index has a page for the package, but no file on it fits the requirement.",
    why="uv takes the first index that has the package (first-index) and does not look further for "
    "other versions. An index may also show less to a request without credentials.",
    fix="Check the version, pin the package to the right index, or put that index first.",
    example="The private index holds an old fork of a public package, and the requirement asks for "
    "a newer version.",
    references=("https://docs.astral.sh/uv/concepts/indexes/#searching-across-multiple-indexes",),
    find=find,
)
