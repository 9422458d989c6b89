"""Refused read requests, told apart: nothing sent, own credentials sent, another index's sent."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.controls import (
    accepts,
    control_lines,
    decide,
    file_lines,
    like_missing,
    refuses_all,
)
from indexdoctor.diagnose.rules.servers import server_at, server_lines
from indexdoctor.diagnose.rules.shared import is_package_page, per_index
from indexdoctor.diagnose.words import credential_name, evidence, sends
from indexdoctor.model.credential import Asked, Credential, Source, is_same
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Evidence, Remedy, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.records import record


@record
class Refusal:
    """One index that refused pages or files: the first refused chain stands for the others.

    `credential` is the complete credential of the refused request (None: none was sent). `lender`
    is the index that this credential belongs to, when it is another one. `answered` is a chain of
    the same index and role that was answered with the same credential.
    """

    row: IndexRow
    chain: Chain
    credential: Credential | None
    lender: IndexRow | None
    answered: Chain | None


def refusals(case: Case) -> Iterator[Refusal]:
    for row, chains in per_index(case):
        refused = [chain for chain in chains if chain.refused]
        if not refused:
            continue
        refused.sort(key=lambda chain: not is_package_page(chain))
        chain = refused[0]
        # A redirect drops credentials: what counts is the request that was refused.
        credential = chain.credential if is_complete(chain.credential) else None
        role = chain.first.request.role
        answered = next(
            (
                other
                for other in chains
                if other.last.response.is_success
                and other.first.request.role is role
                and is_same(other.credential, credential)
            ),
            None,
        )
        yield Refusal(row, chain, credential, _lender(case, row, credential), answered)


def _lender(case: Case, row: IndexRow, credential: Credential | None) -> IndexRow | None:
    if credential is None or credential.source not in (Source.URL, Source.INDEX_ENV):
        return None
    if any(_holds(mine, credential) for mine in (row.seeded, *_credentials(row.asked))):
        return None
    for other in case.rows():
        if other.index.url == row.index.url:
            continue
        if any(_holds(c, credential) for c in (other.seeded, *_credentials(other.asked))):
            return other
    return None


def _holds(held: Credential | None, credential: Credential) -> bool:
    return held is not None and held.origin == credential.origin and held.key == credential.key


def _credentials(asked: tuple[Asked, ...]) -> tuple[Credential, ...]:
    """What the index's own sources hold (its variables and its URL)."""
    return tuple(
        a.credential
        for a in asked
        if a.credential is not None and a.source in (Source.URL, Source.INDEX_ENV)
    )


def accepted_instead(case: Case, refusal: Refusal) -> Exchange | None:
    """A control exchange in which another credential, or none, read what was refused.

    A page that was read is no proof for a file on another host.
    """
    refused = refusal.chain.last.request.url
    if case.replayed is None or refused.realm != refusal.row.index.url.realm:
        return None
    for probe in case.probes:
        if probe.index != refusal.row.index.label or probe.role is not Role.PAGE:
            continue
        if probe.exchange is None or is_same(probe.credential, refusal.credential):
            continue
        exchange = case.replayed.exchange(probe.exchange)
        if exchange.response.status == 200:
            return exchange
    return None


def proof_lines(case: Case, refusal: Refusal) -> tuple[Evidence, ...]:
    """The refused chain, the control request that was answered instead, and what that means there.

    The last lines are there where the kind of server is known.
    """
    home = refusal.row.index.url
    lines = sends(refusal.chain.exchanges, case.client, home)
    proof = accepted_instead(case, refusal)
    answered = () if proof is None else (evidence(proof, "proof", home),)
    asked = control_lines(case, refusal.row.index.label, home, refusal.credential)
    files = () if proof is None else file_lines(case, refusal.row.index.label, home)
    return (*lines, *answered, *asked, *files, *server_lines(case, refusal.chain, home))


def correction(case: Case, refusal: Refusal) -> Remedy:
    """Where to put the right secret: the place the refused credential comes from."""
    credential = refusal.credential
    assert credential is not None
    user = f" for {credential.username}" if credential.username else ""
    proof = accepted_instead(case, refusal)
    if proof is not None and is_complete(proof.request.credential):
        other = credential_name(proof.request.credential)
        return Remedy(f"use {other}, which is accepted, in place of {credential.origin}")
    if proof is not None and proof.request.credential is None:
        return Remedy(
            f"correct or take away the password or token{user} at {credential.origin}: without it "
            "the page is given"
        )
    profile = case.discovered.surroundings.environ.get("AWS_PROFILE")
    if profile and credential.source is Source.KEYRING and _is_codeartifact(case, refusal):
        return Remedy(
            f"the token is perhaps another account's: AWS_PROFILE is {profile}, and the plug-in "
            "keyrings.codeartifact asks with the profile of its own settings",
            f"# keyringrc.cfg (`keyring diagnose` says where)\n[codeartifact]\n"
            f"profile_name = {profile}",
        )
    return Remedy(f"correct the password or token{user} at {credential.origin}")


def _is_codeartifact(case: Case, refusal: Refusal) -> bool:
    found = server_at(case, refusal.row.index.url)
    return found is not None and found.provider.key == "codeartifact"


def is_for_package(case: Case, refusal: Refusal) -> bool:
    """Whether control requests show that the credential, or none, is good for other packages.

    READ109 says then what is known of this one.
    """
    label, status = refusal.row.index.label, refusal.chain.status
    if not is_package_page(refusal.chain) or accepted_instead(case, refusal) is not None:
        return False
    if accepts(case, label, refusal.credential) is not None:
        return True
    return like_missing(case, label, refusal.credential, status) is not None


def refused_throughout(case: Case, refusal: Refusal) -> bool:
    """Whether a package that is there, or the list of all, is refused to the credential as well."""
    if not is_package_page(refusal.chain):
        return False
    return refuses_all(case, refusal.row.index.label, refusal.credential) is not None


def page_was_read(case: Case, refusal: Refusal) -> bool:
    """Whether a page of the index was read with the credential that its files refuse."""
    request, credential = refusal.chain.first.request, refusal.credential
    if request.role is Role.PAGE or credential is None:
        return False
    return any(
        200 <= chain.status < 300
        and chain.credential is not None
        and chain.credential.key == credential.key
        for chain in case.chains_of(request.asked_for or "", Role.PAGE)
    )


def is_proved(case: Case, refusal: Refusal) -> bool:
    """Whether it is the credential that is refused: another reads the page, or this one nothing."""
    return accepted_instead(case, refusal) is not None or refused_throughout(case, refusal)


def undecided(case: Case, refusal: Refusal) -> str:
    """What would show whether the credential is refused, or this package or file."""
    if not is_package_page(refusal.chain):
        return "the same file, asked for with another account"
    what = "a package that is surely there, asked for with the same credential"
    return decide(case, refusal.row.index.label, refusal.credential, what)


def severity(case: Case, refusal: Refusal) -> Severity | None:
    """The rule's own where the client fails of it; milder where the search goes on."""
    if case.ended_badly(refusal.chain) or not case.conclusions:
        return None
    ignored = refusal.chain.status in (refusal.row.index.ignore_error_codes or ())
    return Severity.NOTE if ignored else Severity.WARNING
