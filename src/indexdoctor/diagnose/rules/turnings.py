"""Words for a release at which the outcome turns."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.outlook import BAD
from indexdoctor.diagnose.rules.read190 import subject_of
from indexdoctor.diagnose.words import evidence
from indexdoctor.model.comparison import Reason
from indexdoctor.model.finding import Evidence
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion, Turning
from indexdoctor.versions.change import release

_LINES = 6  # of what another release sends


def failed(case: Case) -> tuple[Conclusion, ...]:
    """The conclusions with which the client ends in an error."""
    return tuple(c for c in case.conclusions if c.ending in BAD)


def subject(case: Case) -> str:
    """What the first of them is about."""
    return subject_of(case, failed(case)[0])


def origins(case: Case) -> tuple[Origin, ...]:
    row = case.row(subject(case))
    if row is not None:
        return (row.index.origin,)
    return () if case.publish is None else (case.publish.url.origin,)


def does(reason: Reason, version: str) -> str:
    """What a release does by this change, without a subject."""
    at = release(version)
    holds = at >= release(reason.since) and (reason.until is None or at < release(reason.until))
    return reason.now if holds else reason.before


def sent(case: Case, turning: Turning) -> Iterator[Evidence]:
    """What the release that ends well sends for what fails here."""
    subjects = {conclusion.subject for conclusion in failed(case)}
    theirs = [exchange for exchange in turning.exchanges if exchange.request.package in subjects]
    lines = dict.fromkeys(evidence(exchange, "") for exchange in theirs or turning.exchanges)
    yield from list(lines)[:_LINES]


def sources(turning: Turning) -> Iterator[Evidence]:
    """The public addresses of the changes."""
    for reason in turning.reasons:
        if reason.source.startswith("https://"):
            yield Evidence("change", reason.source)
