"""Credentials that were refused, or, before anything is sent, those that will be sent."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case, is_complete
from indexdoctor.diagnose.providers.base import Provider, Purpose
from indexdoctor.diagnose.rules.refusals import (
    accepted_instead,
    proof_lines,
    refusals,
    severity,
)
from indexdoctor.diagnose.rules.servers import server_at, server_lines
from indexdoctor.diagnose.rules.shared import is_package_page, per_index
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.finding import Evidence, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.resolution import IndexRow
from indexdoctor.model.url import Url
from indexdoctor.records import record


@record
class Suspect:
    """A complete credential at a URL that refused it, or where nothing was sent yet.

    `status` is the refusal: 401 or 403, or 404 to an upload or where the search then failed; None
    when nothing was sent. `severity` is milder than an error where the client goes on, or may.
    `evidence` shows what was sent. `remedies` name another credential that was accepted, if any.
    """

    subject: str
    credential: Credential
    url: Url
    purpose: Purpose
    status: int | None
    severity: Severity
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where the credential stands."""
        return (self.credential.origin,)

    @property
    def outcome(self) -> str:
        """What came of it, as the end of a sentence."""
        return "" if self.status is None else f", which answers {self.status}"


def suspects(case: Case) -> Iterator[Suspect]:
    if case.replayed is None:
        yield from _planned(case)
        return
    for refusal in refusals(case):
        credential = refusal.credential
        if credential is None or refusal.lender is not None or refusal.answered is not None:
            continue
        row = refusal.row
        other = accepted_instead(case, refusal)
        remedies: tuple[Remedy, ...] = ()
        if other is not None and is_complete(other.request.credential):
            remedies = (
                Remedy(
                    f"use {credential_name(other.request.credential)}, which is accepted, in place "
                    f"of {credential.origin}"
                ),
            )
        yield Suspect(
            row.index.label,
            credential,
            row.index.url,
            Purpose.READ,
            refusal.chain.status,
            severity(case, refusal) or Severity.ERROR,
            proof_lines(case, refusal),
            remedies,
        )
    yield from _hidden(case)
    yield from _uploads(case)


def _hidden(case: Case) -> Iterator[Suspect]:
    """Credentials answered with 404 alone: that may be a refusal too."""
    for row, chains in per_index(case):
        pages = [chain for chain in chains if is_package_page(chain)]
        missing = [c for c in pages if c.status == 404 and is_complete(c.credential)]
        if not missing or any(chain.status != 404 for chain in pages):
            continue
        chain = missing[0]
        if chain.credential is None or not case.ended_badly(chain):
            continue
        yield Suspect(
            row.index.label,
            chain.credential,
            row.index.url,
            Purpose.READ,
            404,
            Severity.ERROR,
            (
                *sends(chain.exchanges, case.client, row.index.url),
                *server_lines(case, chain, row.index.url),
            ),
        )


def _uploads(case: Case) -> Iterator[Suspect]:
    publish = case.publish
    if publish is None:
        return
    url = publish.url.value.url
    for chain in case.upload_chains:
        credential = chain.credential
        if chain.status in (401, 403, 404) and credential is not None and credential.is_complete:
            yield Suspect(
                case.publish_label,
                credential,
                url,
                Purpose.PUBLISH,
                chain.status,
                Severity.ERROR,
                (
                    *sends(chain.exchanges, case.client, url),
                    *server_lines(case, chain, url),
                ),
            )
            return


def _planned(case: Case) -> Iterator[Suspect]:
    """What the client would send, as far as the files tell."""
    for row in case.rows(*ASKED):
        credential = _first(case, row)
        if credential is not None:
            yield Suspect(
                row.index.label,
                credential,
                row.index.url,
                Purpose.READ,
                None,
                Severity.WARNING,
            )
    publish = case.publish
    credential = planned_upload(case)
    if publish is not None and credential is not None:
        yield Suspect(
            case.publish_label,
            credential,
            publish.url.value.url,
            Purpose.PUBLISH,
            None,
            Severity.WARNING,
        )


def _first(case: Case, row: IndexRow) -> Credential | None:
    if row.index.url.is_local or row.policy.value is Policy.NEVER:
        return None
    held = [row.seeded, *(asked.credential for asked in case.found(row))]
    return next((c for c in held if c is not None and c.is_complete), None)


def planned_upload(case: Case) -> Credential | None:
    """The credential an upload would be sent with, as far as the files tell."""
    publish = case.publish
    if publish is None:
        return None
    held = [publish.credential]
    held += [asked.credential for asked in publish.asked if asked.state == "found"]
    held += [None if case.lender is None else case.lender.seeded]
    return next((c for c in held if c is not None and c.is_complete), None)


def provider_of(case: Case, suspect: Suspect) -> Provider | None:
    """The kind of server that judges the credential; None when unknown or not itself answering."""
    found = server_at(case, suspect.url)
    if found is None or found.intermediary or not found.is_sure:
        return None
    return found.provider
