"""CRED105: another index's credentials go to an index or its files, and are refused."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete, under
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import Refusal, proof_lines, refusals, severity
from indexdoctor.diagnose.rules.shared import (
    common_url,
    credentials_remedies,
    is_outside,
    read_chains,
    root_name,
    root_table,
    shared_realm_why,
    word,
)
from indexdoctor.diagnose.words import credential_name, sends, variables
from indexdoctor.model.credential import Credential
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import INDEX_GOVERNS, REALM_AFTER_INDEX, STORED_BY_CLIENT


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        if refusal.credential is None or refusal.lender is None:
            continue
        row, lender = refusal.row, refusal.lender
        own = _own(case, refusal)
        # What is forbidden to everyone alike may be the matter of no account.
        alike = bool(refusal.chain.plain) and refusal.chain.first.response.status == 403
        yield RULE.finding(
            row.index.label,
            f"{case.client} sends the credentials of {lender.index.label} to {row.index.label}, "
            f"which answers {refusal.chain.status}",
            confidence=Confidence.LIKELY if alike else Confidence.CERTAIN,
            why=shared_realm_why(case.uv),
            origins=(refusal.credential.origin, row.index.origin, lender.index.origin),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(
                *own,
                Remedy(
                    f"{'or ' if own else ''}give {credential_name(refusal.credential)} the right "
                    f"to read {row.index.label} as well"
                ),
            ),
            decide="the same with an account that may surely read it (no account: 403 too)"
            if alike
            else "",
        )
    yield from _by_chance(case)


def _by_chance(case: Case) -> Iterator[Finding]:
    """Files outside the roots of two indexes of one server: whose account they get is a race."""
    chains = list(read_chains(case))
    told: set[str] = set()
    for row, chain in chains:
        request, sent = chain.first.request, chain.credential
        if row.index.label in told or sent is None or chain.refused:
            continue
        if not is_outside(row, request):
            continue
        if not is_complete(sent) or not chain.first.response.is_refusal:
            continue
        for other, page in chains:
            account = page.credential
            if other is row or account is None or account.key == sent.key:
                continue
            there = page.first.request.url.realm == request.url.realm
            if there and is_complete(account) and not page.refused:
                told.add(row.index.label)
                yield _race(case, row, other, chain, account)
                break


def _race(case: Case, row: IndexRow, other: IndexRow, chain: Chain, account: Credential) -> Finding:
    url = chain.first.request.url
    common = common_url(row, url)
    remedy = Remedy(
        f"give one account the right to read both {row.index.label} and {other.index.label}"
    )
    if common is not None and not under(other.index.url, common):
        user, password = variables(root_name(row))
        remedy = Remedy(
            f"cover {row.index.label} and its files with an index that is there for its root "
            "alone (no package is asked of it)",
            f"{root_table(row, common)}\n\nexport {user}='<user>' {password}='<password>'",
        )
    return RULE.finding(
        row.index.label,
        f"the files of {row.index.label} get whichever account {case.client} used last at "
        f"{url.realm}: its own or that of {other.index.label}",
        confidence=Confidence.POSSIBLE,
        why="the files lie outside the index root, so that uv takes the account it remembers for "
        "the host, and that is the one of the page that came last; it went well this time",
        origins=(row.index.origin, other.index.origin),
        evidence=(
            *sends(chain.exchanges, case.client, row.index.url),
            Evidence("other account", credential_name(account)),
        ),
        severity=Severity.WARNING,
        remedies=(remedy,),
        decide="the same command several times, with an empty cache",
    )


def _own(case: Case, refusal: Refusal) -> tuple[Remedy, ...]:
    """How the index's own credentials come to be sent."""
    row, lender = refusal.row, refusal.lender
    if not is_complete(row.seeded):
        return credentials_remedies(case, row.index)[:1]
    # It has some, and a file outside its root gets those of the other index all the same.
    common = common_url(row, refusal.chain.first.request.url)
    if common is None or lender is None or under(lender.index.url, common):
        return ()
    user, password = variables(root_name(row))
    name = word(row.seeded.username or "<user>") if row.seeded is not None else ""
    return (
        Remedy(
            f"cover {row.index.label} and its files with an index that is there for its root "
            "alone (no package is asked of it), and give it the same account",
            f"{root_table(row, common)}\n\nexport {user}={name} {password}='<the same password>'",
        ),
    )


RULE = Rule(
    code="CRED105",
    name="credentials-of-another-index",
    severity=Severity.ERROR,
    meaning="Two indexes on one host have different accounts, and uv sends the account of one to "
    "the other.",
    why="uv remembers credentials per URL prefix and per scheme, host and port. A URL that no "
    "index prefix covers, such as a file outside the index root, gets those of the first defined "
    "index on that host; when they are refused there is no second try.",
    fix="Give each index its own credentials, or one account the rights for both.",
    example="team-a and team-b on one Artifactory host; the files of team-b lie outside its root "
    "and are asked with team-a's token.",
    references=("https://github.com/astral-sh/uv/issues/13443",),
    changes=(INDEX_GOVERNS, REALM_AFTER_INDEX, STORED_BY_CLIENT),
    find=find,
)
