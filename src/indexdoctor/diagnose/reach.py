"""What a command that works has left untried: nothing is healthy that nobody asked."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, READ_ROLES, Case, is_complete
from indexdoctor.diagnose.cells import untried
from indexdoctor.model.credential import Credential, is_same
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.index import Policy
from indexdoctor.model.replayed import Probe
from indexdoctor.model.resolution import IndexRow, Standing

_PAGES = (Role.PAGE, Role.FLAT)


def left_open(case: Case) -> tuple[str, ...]:
    """A clause for each index and upload URL that was not tried with what the client will send.

    Also for those that a probe was refused by. Files of a lock that is taken are asked for by their
    URLs: the indexes behind them are none of the command's.
    """
    lock = case.resolution.lock
    rows = () if lock is not None and lock.is_taken else case.rows(*ASKED)
    clauses = [clause for row in rows if _is_used(case, row) for clause in _of_row(case, row)]
    return (*clauses, *_of_upload(case))


def _is_used(case: Case, row: IndexRow) -> bool:
    """Whether the command could come to ask it for something."""
    if row.index.url.is_local:
        return False
    return row.standing is Standing.FLAT or any(row in w.indexes for w in case.resolution.wanted)


def _of_row(case: Case, row: IndexRow) -> Iterator[str]:
    label = row.index.label
    if case.chains_of(label, *READ_ROLES):
        return
    probes = [p for p in case.probes if p.index == label and p.role in _PAGES]
    sent = _would_send(case, row, probes)
    yield from _tried(case, label, probes, sent, untried(case, label, "read"))


def _would_send(case: Case, row: IndexRow, probes: list[Probe]) -> Credential | None:
    """What the client would send to an index it has not come to."""
    if row.policy.value is Policy.NEVER:
        return None
    if is_complete(row.seeded):
        return row.seeded
    plain = _exchange(case, probes, None)
    if row.policy.value is Policy.AUTO and plain is not None and plain.response.is_success:
        return None  # the first request has none, and is not refused
    return next((asked.credential for asked in case.found(row)), None)


def _of_upload(case: Case) -> Iterator[str]:
    publish = case.publish
    if publish is None or case.upload_chains:
        return
    probes = [p for p in case.probes if p.role is Role.UPLOAD]
    reason = "there is nothing left to upload"
    yield from _tried(
        case, case.publish_label, probes, publish.credential, reason, "the upload to "
    )


def _tried(
    case: Case,
    label: str,
    probes: list[Probe],
    sent: Credential | None,
    reason: str,
    what: str = "",
) -> Iterator[str]:
    exchange = _exchange(case, probes, sent)
    if exchange is None:
        said = next((p.reason for p in probes if is_same(p.credential, sent)), "")
        yield f"{what}{label} was not tried ({said or reason})"
    elif exchange.response.status in (401, 403):
        yield f"{what}{label}, which it has not come to, answers {exchange.response.status}"


def _exchange(case: Case, probes: list[Probe], credential: Credential | None) -> Exchange | None:
    for probe in probes:
        if probe.exchange is not None and is_same(probe.credential, credential):
            return None if case.replayed is None else case.replayed.exchange(probe.exchange)
    return None
