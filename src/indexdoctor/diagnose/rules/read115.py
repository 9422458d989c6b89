"""READ115: a package is taken from another index than the one that refused to answer for it."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import Refusal, accepted_instead, proof_lines, refusals
from indexdoctor.diagnose.rules.shared import is_package_page, read_chains
from indexdoctor.diagnose.words import evidence
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.search import REFUSAL_ENDS_SEARCH


def takes_elsewhere(case: Case, row: IndexRow, refused: Chain) -> Chain | None:
    """The page of another index from which the client takes what `row` refused."""
    package = refused.first.request.package
    conclusion = case.conclusion(package)
    if conclusion is None or conclusion.ending is not Ending.FOUND:
        return None
    return next(
        (
            chain
            for other, chain in read_chains(case)
            if other.index.url != row.index.url
            and is_package_page(chain)
            and chain.first.request.package == package
            and other.index.label == conclusion.index
        ),
        None,
    )


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        if refusal.answered is not None or not is_package_page(refusal.chain):
            continue
        taken = takes_elsewhere(case, refusal.row, refusal.chain)
        if taken is not None:
            yield _finding(case, refusal, taken)


def _finding(case: Case, refusal: Refusal, taken: Chain) -> Finding:
    row, package = refusal.row, refusal.chain.first.request.package
    label, other = row.index.label, taken.first.request.asked_for or ""
    proof = accepted_instead(case, refusal)
    there = proof is not None and proof.request.package == package
    cause = (
        f"{case.client} takes {package} from {other}, although {label} comes before it and "
        f"answers {refusal.chain.status}: "
    )
    cause += (
        f"{label} has a package of this name"
        if there
        else f"nobody can tell whether {label} has a package of this name"
    )
    return RULE.finding(
        label,
        cause,
        confidence=Confidence.CERTAIN if there else Confidence.LIKELY,
        why=f"{_why(case, refusal)}. Whoever puts a package of this name on {other} gets it "
        "installed in the place of yours (dependency confusion)",
        origins=(_cause(case, row), row.index.origin),
        evidence=(
            *proof_lines(case, refusal),
            evidence(taken.last, "taken from", row.index.url),
        ),
        remedies=tuple(_remedies(case, row, package)),
        decide="" if there else f"the page of {package} at {label} with an account that may read",
    )


def _why(case: Case, refusal: Refusal) -> str:
    status = refusal.chain.status
    if status in (refusal.row.index.ignore_error_codes or ()):
        return f"ignore-error-codes lets the search go on after {status}"
    strategy = case.resolution.settings.get("index-strategy")
    if strategy is not None and str(strategy.value) != "first-index":
        return f"index-strategy {strategy.value} passes over indexes that refuse"
    return f"before {REFUSAL_ENDS_SEARCH.since} uv {REFUSAL_ENDS_SEARCH.before}"


def _cause(case: Case, row: IndexRow) -> Origin:
    """Where it is said that the search goes on."""
    strategy = case.resolution.settings.get("index-strategy")
    if row.index.ignore_error_codes is None and strategy is not None:
        return strategy.origin
    return row.index.field_origin("ignore-error-codes")


def _remedies(case: Case, row: IndexRow, package: str | None) -> Iterator[Remedy]:
    name = row.index.name
    if name is not None and row.index.origin.kind is OriginKind.FILE:
        yield Remedy(
            f"pin the package to {row.index.label}, so that no other index is asked",
            f'[tool.uv.sources]\n{package} = {{ index = "{name}" }}',
        )
    else:
        yield Remedy(f"give {row.index.label} a name in pyproject.toml, and pin the package to it")
    yield Remedy(f"give {row.index.label} valid credentials: it then answers for what it has")


RULE = Rule(
    code="READ115",
    name="taken-past-a-refusal",
    severity=Severity.WARNING,
    meaning="An index refused to answer for a package, and the package was taken from an index "
    "after it.",
    why="With ignore-error-codes, with an unsafe index-strategy, and before uv 0.7.0 always, a "
    "refusal does not end the search. A private package is then replaced by whatever bears its "
    "name on the next index, and nothing is said.",
    fix="Pin private packages to their index, and give that index valid credentials.",
    example="A token expires; from then on the build takes acme-utils from the public index.",
    references=(
        "https://github.com/astral-sh/uv/pull/12805",
        "https://docs.astral.sh/uv/concepts/indexes/#searching-across-multiple-indexes",
    ),
    changes=(REFUSAL_ENDS_SEARCH,),
    find=find,
)
