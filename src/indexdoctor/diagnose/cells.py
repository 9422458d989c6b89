"""Texts of a subject: the result of an exchange, why nothing was sent, what became of an index."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.releases import lacks_policy
from indexdoctor.diagnose.words import credential_name, outcome
from indexdoctor.model.exchange import Exchange, Role, TransportFailure
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.origin import Setting
from indexdoctor.model.report import Cell, Override, State
from indexdoctor.model.resolution import IndexRow, Standing
from indexdoctor.versions.settings import AUTHENTICATE_FIELD


def cell_of(exchange: Exchange) -> Cell:
    response = exchange.response
    who = credential_name(exchange.request.credential)
    if response.failure is not None:
        tried = response.failure not in (TransportFailure.REFUSED, TransportFailure.DEADLINE)
        state = State.UNKNOWN if tried else State.NOT_TRIED
        return Cell(outcome(response), state, exchange.id, response.failure_text or who)
    if exchange.request.role is Role.UPLOAD and response.status in (200, 201, 400, 422):
        return Cell("accepted", State.OK, exchange.id, who)
    if response.status == 404:
        return Cell("404", State.UNKNOWN, exchange.id, "missing here, or hidden from this account")
    if response.status >= 500 or response.status in (407, 408, 429):
        return Cell(str(response.status), State.UNKNOWN, exchange.id, "the server's own trouble")
    state = State.OK if response.is_success else State.PROBLEM
    return Cell(outcome(response), state, exchange.id, who)


def badness(case: Case, chain: Chain) -> int:
    state = cell_of(chain.last).state
    if chain.status == 404 and not case.is_missing(chain.first.request.package):
        return 1
    order = [State.OK, State.NOT_SENT, State.NOT_TRIED, State.UNKNOWN, State.PROBLEM]
    return 2 * order.index(state) if state is not State.OK else 2


def way(chain: Chain) -> str:
    """How the last request came about: the credential, and plain tries before it."""
    who = credential_name(chain.credential)
    plain = [e for e in chain.exchanges[:-1] if e.request.credential is None]
    if plain and chain.credential is not None:
        return f"{who}, after a plain request ({outcome(plain[0].response)})"
    return who


def untried(case: Case, label: str, role: str) -> str:
    row = case.row(label)
    if case.replayed is None:
        return "nothing was sent"
    if role == "publish":
        return "the client ends before the upload"
    if row is None or role == "check":
        return "the client does not come to it"
    if not case.resolution.wanted:
        return "no package is asked for"
    lock = case.resolution.lock
    if lock is not None and lock.is_taken:
        return f"{lock.origin.name} is taken as it is, and no file of this index is needed"
    if not any(row in wanted.indexes for wanted in case.resolution.wanted):
        return "no package is pinned to it" if row.standing is Standing.EXPLICIT else "not asked"
    return "every search ends at an index before it"


def standing_text(row: IndexRow) -> str:
    if row.standing is Standing.SEARCHED:
        return f"searched {_ordinal(row.order or 1)}"
    text = row.standing.value
    if row.by is not None:
        return f"{text} by {row.by.label} ({row.by.origin})"
    return f"{text}: {row.reason}" if row.reason else text


def _ordinal(number: int) -> str:
    tens = number % 100
    ending = "th" if 10 < tens < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def policy_reason(case: Case, row: IndexRow) -> str:
    """Why this policy: stated here, covered by another definition, passed over, or the default."""
    index = row.index
    origin = row.policy.origin
    if origin in (index.origin, index.field_origin("authenticate")):
        stated = "authenticate" in index.origins or index.authenticate is not Policy.AUTO
        lacking = lacks_policy(case, index)
        # What the field says is not read at all before it is known.
        if lacking is not None and (stated or AUTHENTICATE_FIELD not in case.uv):
            return f"{case.client} {lacking.before}"
        return "" if stated else "not set; auto is the default"
    other = _by_policy_origin(case, row.policy)
    if other is None:
        return f"set at {origin}"
    return f"{other.label} ({other.origin}) covers this URL"


def _by_policy_origin(case: Case, policy: Setting[Policy]) -> Index | None:
    for row in case.rows():
        if policy.origin in (row.index.origin, row.index.field_origin("authenticate")):
            return row.index
    return None


def overrides(case: Case, row: IndexRow) -> tuple[Override, ...]:
    found = []
    if row.by is not None:
        found.append(Override(row.by.label, row.by.origin, row.reason))
    for other in case.rows():
        if other is not row and other.by is not None and other.by == row.index:
            found.append(
                Override(f"wins over {other.index.label}", other.index.origin, other.reason)
            )
    found += [
        Override(f"policy {lost.value}", lost.origin, lost.reason) for lost in row.policy.shadowed
    ]
    return tuple(found)
