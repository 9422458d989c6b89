"""READ114: ignore-error-codes passes over a refusal that is one of the account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import Refusal, proof_lines, refusals
from indexdoctor.diagnose.rules.shared import credentials_remedies
from indexdoctor.diagnose.words import credential_name, listed
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind
from indexdoctor.versions.search import IGNORE_ERROR_CODES


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        ignored = refusal.row.index.ignore_error_codes or ()
        if refusal.answered is not None or IGNORE_ERROR_CODES not in case.uv:
            continue  # what it lacks is answered so: the setting is meant for that
        for chain in case.chains_of(refusal.row.index.label, Role.PAGE, Role.FLAT):
            # READ115 speaks of what is taken elsewhere.
            if chain.refused and chain.status in ignored and case.ended_badly(chain):
                yield _finding(case, replace(refusal, chain=chain))
                break


def _finding(case: Case, refusal: Refusal) -> Finding:
    row, status = refusal.row, refusal.chain.status
    label, package = row.index.label, refusal.chain.first.request.package
    credential = refusal.credential
    who = "requests without a credential" if credential is None else credential_name(credential)
    cause = (
        f"ignore-error-codes of {label} hides that it refuses {who} with {status}: "
        f"{case.client} goes on as if {package} were not there"
    )
    return RULE.finding(
        label,
        cause,
        confidence=_confidence(case, refusal.chain),
        why=f"a {status} that the list names counts as a 404, whether the package is missing or "
        "the account is refused; uv then says nothing of the refusal",
        origins=(row.index.field_origin("ignore-error-codes"), row.index.origin),
        evidence=proof_lines(case, refusal),
        remedies=(
            *(
                credentials_remedies(case, row.index)[:1]
                if credential is None
                else (Remedy(f"correct the password or token at {credential.origin}"),)
            ),
            _without(row.index, status),
        ),
    )


def _confidence(case: Case, chain: Chain) -> Confidence:
    """A 401 to a request without a credential, or another one served, is no missing package."""
    if chain.status == 401 and not is_complete(chain.credential):
        return Confidence.CERTAIN
    return Confidence.LIKELY


def _without(index: Index, status: int) -> Remedy:
    kept = [str(code) for code in index.ignore_error_codes or () if code != status]
    setting = f"ignore-error-codes = [{', '.join(kept)}]"
    place = index.field_origin("ignore-error-codes")
    patch = f"# {place}\n{setting}" if place.kind is OriginKind.FILE else None
    left = f"leave only {listed(kept)} in the list" if kept else "take the list away"
    return Remedy(f"then {left}, so that a refusal is shown", patch)


RULE = Rule(
    code="READ114",
    name="refusal-ignored",
    severity=Severity.ERROR,
    meaning="The index refuses the account, and ignore-error-codes makes uv pass that over as if "
    "the package were not there.",
    why="ignore-error-codes is meant for servers that answer 401 or 403 for packages they do not "
    "have. It cannot tell that from an expired token: uv goes on to the next index and says in the "
    "end that the package was not found, or takes it from elsewhere.",
    fix="Give the index valid credentials, and list only codes that it sends for missing packages.",
    example="ignore-error-codes = [401, 403] on a private index, and no token in CI: the private "
    'package is "not found in the package registry".',
    references=(
        "https://github.com/astral-sh/uv/issues/13368",
        "https://docs.astral.sh/uv/concepts/indexes/#ignoring-error-codes-when-searching-across-"
        "indexes",
    ),
    changes=(IGNORE_ERROR_CODES,),
    find=find,
    instead_of=("READ103", "READ101", "READ102"),
)
