"""READ116: the account sees files that the request without a credential does not."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import always_remedies, is_package_page, per_index
from indexdoctor.diagnose.words import count, credential_name, evidence, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL
from indexdoctor.versions.settings import AUTHENTICATE_FIELD

_SHOWN = 3  # of the files that are hidden


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        for chain in chains:
            if not is_package_page(chain) or chain.sent or chain.last.response.listing is None:
                continue
            hidden = _hidden(case, row, chain)
            if hidden is not None:
                yield _finding(case, row, chain, *hidden)
                break


def _hidden(
    case: Case, row: IndexRow, chain: Chain
) -> tuple[Credential, Exchange, tuple[str, ...]] | None:
    """A credential that is shown more files of the same package, and these files."""
    seen = set(chain.last.response.listing or ())
    for credential in case.held(row):
        for exchange in case.tried(row.index.label, Role.PAGE, credential):
            listed = exchange.response.listing or ()
            more = tuple(name for name in listed if name not in seen)
            if more and exchange.request.package == chain.first.request.package:
                return credential, exchange, more
    return None


def _finding(
    case: Case,
    row: IndexRow,
    chain: Chain,
    credential: Credential,
    proof: Exchange,
    more: tuple[str, ...],
) -> Finding:
    label, package = row.index.label, chain.first.request.package
    named = ", ".join(more[-_SHOWN:])
    return RULE.finding(
        label,
        f"{label} shows everyone a page of {package} without {count(len(more), 'file')} that "
        f"{credential_name(credential)} would see, and {case.client} never sends that credential",
        confidence=Confidence.CERTAIN,
        why="with policy auto the first request goes out without credentials, and an answer that "
        "is no refusal is taken as it is, however little it shows",
        origins=(row.policy.origin, row.index.origin),
        evidence=(
            *sends(chain.exchanges, case.client, row.index.url),
            evidence(proof, "proof", row.index.url),
            Evidence("hidden", named if len(more) <= _SHOWN else f"{named} and others"),
        ),
        remedies=always_remedies(case, row.index, credential.username),
        severity=None if case.ended_badly(chain) else Severity.WARNING,
    )


RULE = Rule(
    code="READ116",
    name="files-hidden-without-credentials",
    severity=Severity.ERROR,
    meaning="The index answers requests without a credential with a page that lacks files which "
    "the account would see. uv takes the page as it is.",
    why="Some servers show everyone what is public and the rest to accounts, all under one URL and "
    "with status 200. With policy auto uv sends no credential until it is refused, so the private "
    "versions are never seen: an older or another version is taken, or none is found.",
    fix='Set authenticate = "always" for the index, or put the user name into its URL.',
    example="Version 2.0 is for the team alone; uv resolves 1.0, which everyone may read.",
    references=(
        "https://github.com/astral-sh/uv/issues/7359",
        "https://github.com/astral-sh/uv/issues/12004",
    ),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL),
    find=find,
    instead_of=("READ104", "READ108"),
)
