"""Proof by a control request: what the server says to a credential that was found besides."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.words import evidence
from indexdoctor.model.credential import Passed
from indexdoctor.model.exchange import KeyringExchange, Role
from indexdoctor.model.finding import Evidence

_ROLES = {Purpose.READ: (Role.PAGE, Role.FLAT), Purpose.PUBLISH: (Role.UPLOAD,)}
_REFUSED = (0, 401, 403, 404, 405, 407, 429)


def proof(
    case: Case, label: str, purpose: Purpose, held: KeyringExchange | None
) -> tuple[Evidence, ...]:
    """The control request in which this answer of the keyring was taken; empty without one."""
    if held is None or held.answer.secret is None or case.replayed is None:
        return ()
    user = held.question.username or held.answer.username
    for probe in case.probes:
        credential = probe.credential
        if probe.exchange is None or credential is None or probe.role not in _ROLES[purpose]:
            continue
        if purpose is Purpose.READ and probe.index != label:
            continue
        if (credential.username, credential.secret) != (user, held.answer.secret):
            continue
        exchange = case.replayed.exchange(probe.exchange)
        status = exchange.response.status
        taken = status == 200 if purpose is Purpose.READ else status not in _REFUSED
        if taken and status < 500:
            return (evidence(exchange, "proof", exchange.request.url),)
    return ()


def accepted(case: Case, label: str, passed: Passed) -> tuple[Evidence, ...]:
    """The control request in which an index took an entry that the client passes over."""
    for probe in case.probes:
        credential = probe.credential
        if probe.exchange is None or credential is None or case.replayed is None:
            continue
        if probe.index != label or probe.role not in _ROLES[Purpose.READ]:
            continue
        if (credential.username, credential.secret) == (passed.username, passed.secret):
            exchange = case.replayed.exchange(probe.exchange)
            if exchange.response.status == 200:
                return (evidence(exchange, "proof", exchange.request.url),)
    return ()
