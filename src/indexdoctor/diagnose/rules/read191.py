"""READ191: a file that a page or a lock names is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import per_index
from indexdoctor.diagnose.words import sends
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow

_GONE = (404, 410)


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        for chain in chains:
            request = chain.first.request
            is_file = request.role in (Role.FILE, Role.METADATA) and request.method == "GET"
            if not is_file or chain.status not in _GONE or not case.ended_badly(chain):
                continue
            # Without the credential there is, 404 may be a refusal: that is another matter.
            if chain.sent or not case.held(row):
                yield _finding(case, row, chain, chains)
                break


def _finding(case: Case, row: IndexRow, chain: Chain, chains: Sequence[Chain]) -> Finding:
    label, package = row.index.label, chain.first.request.package
    name = chain.first.request.url.path.rpartition("/")[2]
    page = next(
        (
            c
            for c in chains
            if c.first.request.role in (Role.PAGE, Role.FLAT)
            and c.first.request.package in (package, None)
            and 200 <= c.status < 300
        ),
        None,
    )
    lock = case.resolution.lock
    if page is not None:
        names, mend = f"{label} lists {name}", "let the index write its pages anew"
    else:
        place = "the lock" if lock is None else lock.origin.name
        names, mend = f"{place} names {name} on {label}", "lock anew"
    # A server that hides files from who may not read them answers so too.
    hidden = not chain.sent and any(c.sent for c in chains)
    lines = () if page is None else sends(page.exchanges[-1:], case.client, row.index.url)
    return RULE.finding(
        label,
        f"{names}, and the file is not there: {chain.status}",
        confidence=Confidence.LIKELY if hidden else Confidence.CERTAIN,
        why="a page, or a lock, can outlive its files: they were deleted, or a mirror has only "
        "copied the page",
        origins=(row.index.origin,),
        evidence=(*lines, *sends(chain.exchanges, case.client, row.index.url)),
        remedies=(
            Remedy(mend, None if page is not None else f"uv lock --upgrade-package {package}"),
            Remedy(f"or ask for another version of {package}", safe=False),
        ),
        decide="whether the file is there for someone who is signed in" if hidden else "",
    )


RULE = Rule(
    code="READ191",
    name="listed-file-missing",
    severity=Severity.ERROR,
    meaning="The page of a package, or a lock, names a file, and its server answers 404 or 410.",
    why="Pages and files are kept apart: files are deleted while the page stays, a mirror copies "
    "the page before the files, a lock is older than a clean-up. uv takes the newest version and "
    "does not try another when its file is gone.",
    fix="Let the index write its pages anew, or upload the file again. Lock anew where a lock "
    "names it.",
    example="A clean-up policy has deleted beta-1.0-py3-none-any.whl, the page of beta still "
    "lists it, and uv ends with 404.",
    references=("https://packaging.python.org/en/latest/specifications/simple-repository-api/",),
    find=find,
    instead_of=("READ104", "READ190"),
)
