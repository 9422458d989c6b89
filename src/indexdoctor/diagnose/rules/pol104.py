"""POL104: authenticate = "never" keeps credentials from an index that wants them."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import per_index
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        if row.policy.value is not Policy.NEVER:
            continue
        refused = [chain for chain in chains if chain.refused and not chain.sent]
        found = case.held(row)
        if not refused or not found:
            continue
        yield RULE.finding(
            row.index.label,
            f'{case.client} sends no credentials to {row.index.label}: the policy is "never", and '
            f"the index answers {refused[0].status}",
            confidence=Confidence.CERTAIN,
            why="with never, no credential source is asked, whatever it holds",
            origins=(row.policy.origin, row.index.origin),
            evidence=(
                *sends(refused[0].exchanges, case.client, row.index.url),
                *(Evidence("not used", credential_name(c)) for c in found),
            ),
            remedies=(
                Remedy(
                    "drop the policy from the definition", f"# {row.policy.origin}: authenticate"
                ),
            ),
        )


RULE = Rule(
    code="POL104",
    name="never-on-protected-index",
    severity=Severity.ERROR,
    meaning='An index has authenticate = "never", refuses the plain request, and a credential for '
    "it exists.",
    why="The policy never switches every credential look-up off for URLs below the index's root.",
    fix="Remove authenticate, or set it to auto or always.",
    example='authenticate = "never" was set for a mirror that has since been protected.',
    references=("https://docs.astral.sh/uv/concepts/indexes/#customizing-credential-lookup",),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL),
    find=find,
)
