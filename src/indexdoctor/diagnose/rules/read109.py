"""READ109: one package is refused, others of the same index are not."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.read105 import later_indexes
from indexdoctor.diagnose.rules.refusals import refusals
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.words import credential_name, evidence
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        package = refusal.chain.first.request.package
        if refusal.answered is None or not case.ended_badly(refusal.chain):
            continue
        if later_indexes(case, refusal.row, package):
            continue  # READ105 speaks of the indexes that are not asked
        label, home = refusal.row.index.label, refusal.row.index.url
        yield RULE.finding(
            label,
            f"{label} answers {refusal.chain.status} for {package}, and answers another package "
            f"with the same ({credential_name(refusal.credential)})",
            confidence=Confidence.LIKELY,
            why="either this package needs other rights, or the server answers so for packages it "
            "does not have",
            origins=(refusal.row.index.origin,),
            evidence=(
                evidence(refusal.chain.last, f"{case.client} sends", home),
                evidence(refusal.answered.last, "but answers", home),
                *server_lines(case, refusal.chain, home),
            ),
            remedies=(Remedy("check the package's name, and the account's rights for it"),),
            decide="ask the index's owner whether the package is there",
        )


RULE = Rule(
    code="READ109",
    name="one-package-refused",
    severity=Severity.ERROR,
    meaning="The index answers 401 or 403 for one package and serves another to the same account.",
    why="Rights can differ from package to package, and some servers answer 401 or 403 for "
    "packages that do not exist.",
    fix="Check the name of the package, then the account's rights.",
    example="An S3-backed index without the right to list answers 403 for every missing package.",
    references=("https://github.com/astral-sh/uv/pull/16323",),
    find=find,
)
