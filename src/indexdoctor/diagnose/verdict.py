"""The one sentence that stands first and last."""

from __future__ import annotations

from collections.abc import Sequence

from indexdoctor.credentials import trusted
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.reach import left_open
from indexdoctor.diagnose.words import count, outcome
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Severity
from indexdoctor.model.problem import Problem
from indexdoctor.model.replayed import Ending
from indexdoctor.model.report import Note, State
from indexdoctor.model.selection import Ignored


def overall(
    case: Case,
    found: Sequence[Finding],
    ignored: Sequence[Ignored],
    problems: Sequence[Problem],
    notes: Sequence[Note],
) -> tuple[str, State]:
    """The verdict and its state: the first cause, or why there is none to name.

    A finding that is ignored is as true as before: it changes neither the state nor "healthy", and
    the verdict names it, with what ignores it. "healthy" is said only when every search and upload
    was replayed to its end, nothing of an effective exchange is unknown, and every URL was tried
    with what the client will send there.
    """
    fatal = next((problem for problem in problems if problem.fatal), None)
    if fatal is not None:
        return f"{case.client} refuses to start: {fatal.message} ({fatal.origin})", State.PROBLEM
    errors = _causes(Severity.ERROR, found, ignored)
    if errors:
        more = f", and {count(len(errors) - 1, 'more error')}" if len(errors) > 1 else ""
        return f"{errors[0]}{more}", State.PROBLEM
    warnings = _causes(Severity.WARNING, found, ignored)
    warned = warnings[0] if warnings else ""
    if case.replayed is None:
        if warned:
            return warned, State.PROBLEM
        return "nothing was sent; the files alone show no cause of a failure", State.NOT_TRIED
    if not case.resolution.wanted and case.publish is None:
        return warned or "nothing to check: no package is asked for", State.NOT_TRIED
    lock = case.resolution.lock
    if lock is not None and lock.is_taken and not case.effective and case.publish is None:
        kind = case.discovered.command.kind.value
        text = f"nothing to check: uv {kind} takes {lock.origin.name} as it is and asks no index"
        return warned or text, State.NOT_TRIED
    missing = _unknown(case, notes)
    if missing:
        return f"incomplete: {missing}" + (f"; {warned}" if warned else ""), State.UNKNOWN
    if warned:
        return f"works, with {count(len(warnings), 'warning')}: {warned}", State.OK
    left = left_open(case)
    if left:
        return f"works: {case.client} gets what it asks for; {'; '.join(left)}", State.OK
    return f"healthy: {case.client} gets what it asks for", State.OK


def _causes(severity: Severity, found: Sequence[Finding], ignored: Sequence[Ignored]) -> list[str]:
    """The causes of this severity with their codes, those that are ignored last."""
    causes = [f"{f.cause} [{f.code}]" for f in found if f.severity is severity]
    causes += [
        f"{item.finding.cause} [{item.finding.code}, ignored by {item.by}]"
        for item in ignored
        if item.finding.severity is severity
    ]
    return causes


def _unknown(case: Case, notes: Sequence[Note]) -> str:
    """Why not everything is known; empty when it is."""
    for exchange in case.effective:
        if exchange.response.failure in (TransportFailure.REFUSED, TransportFailure.DEADLINE):
            where = exchange.request.url.netloc
            return f"{where} was not tried ({outcome(exchange.response)})"
        if exchange.response.failure is TransportFailure.UNTOLD:
            return f"the log does not tell what {exchange.request.url} answered"
    note = next((note for note in notes if note.incomplete), None)
    if note is not None:
        return note.text
    ended = {conclusion.subject for conclusion in case.conclusions}
    open_ones = [wanted.name for wanted in case.resolution.wanted if wanted.name not in ended]
    if open_ones:
        return f"the search for {open_ones[0]} was not followed to its end"
    if case.publish is not None and not case.conclusions:
        if trusted.environment(case.discovered.surroundings.environ).is_ready:
            return "uv gets a token by trusted publishing here; indexdoctor asks for none"
        return "the upload was not followed to its end"
    bad = [c for c in case.conclusions if c.ending in (Ending.FAILED, Ending.MISSING)]
    if bad:
        return f"{bad[0].subject}: {bad[0].text}"
    return ""
