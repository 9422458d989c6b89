"""Whatever was answered: a report is made, shows no secret, and calls no trouble healthy."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diagnose.builders import (
    HOST,
    PRIVATE,
    PUBLIC,
    UPLOAD,
    Log,
    cred,
    found,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
    public_row,
)

from indexdoctor.diagnose.assemble import report
from indexdoctor.diagnose.case import Case
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Role, TransportFailure
from indexdoctor.model.finding import Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.report import Client, Report, State

PASSWORD = "pw-" + "Zx81"
STATUSES = st.sampled_from([200, 203, 302, 400, 401, 403, 404, 405, 407, 418, 429, 500, 503])
CREDENTIALS = st.sampled_from(
    [
        None,
        cred("alice", PASSWORD),
        cred("bob", None, Source.URL),
        cred("ci", PASSWORD, Source.INDEX_ENV, Origin.env("UV_INDEX_PRIVATE_PASSWORD")),
        cred("hutch", PASSWORD, Source.PUBLISH, Origin.option("--username")),
    ]
)
TARGETS = st.sampled_from(
    [
        (f"{PRIVATE}/foo/", Role.PAGE, "private"),
        (f"{HOST}/api/private/foo.whl", Role.FILE, "private"),
        (f"{HOST}/files/foo.whl", Role.FILE, "private"),
        (f"{PUBLIC}/foo/", Role.PAGE, PUBLIC),
        (f"{PRIVATE}/foo/", Role.CHECK, "private"),
        (UPLOAD, Role.UPLOAD, "private"),
    ]
)
FAILURES = st.sampled_from([None, None, None, *TransportFailure])
SENT = st.lists(
    st.tuples(TARGETS, STATUSES, CREDENTIALS, FAILURES, st.booleans(), st.integers(0, 1)),
    max_size=6,
)


def made(case: Case) -> Report:
    client = Client("uv", "0.13.8", "assumed", "uv lock")
    return report(case.discovered, case.resolution, case.replayed, case.mode, client=client)


@settings(max_examples=200, deadline=None)
@given(
    sent=SENT,
    ending=st.sampled_from(list(Ending)),
    held=CREDENTIALS,
    policy=st.sampled_from(list(Policy)),
    publishing=st.booleans(),
)
def test_any_answers_make_a_report(
    sent: list[
        tuple[tuple[str, Role, str], int, Credential | None, TransportFailure | None, bool, int]
    ],
    ending: Ending,
    held: Credential | None,
    policy: Policy,
    publishing: bool,
) -> None:
    log = Log()
    for (target, role, label), status, credential, failure, probe, hop in sent:
        log.add(
            target,
            0 if failure else status,
            credential,
            role=role,
            asked_for=label,
            failure=failure,
            probe=probe,
            hop=hop,
        )
    row = make_row(
        make_index(policy=policy),
        seeded=held if held is not None and held.source is Source.INDEX_ENV else None,
        asked=[nothing() if held is None else found(held)],
    )
    publish = make_publish(held) if publishing else None
    conclusion = Conclusion("foo", ending, Role.PAGE, "private", "as it ends")
    case = make_case(row, public_row(), publish=publish, replayed=log.replayed(conclusion))
    answer = made(case)
    assert PASSWORD not in repr(answer)
    numbers = {exchange.id for exchange in answer.exchanges}
    for finding in answer.findings:
        assert {e.exchange for e in finding.evidence if e.exchange is not None} <= numbers
    if ending in (Ending.STOPPED, Ending.FAILED, Ending.MISSING, Ending.REFUSED):
        assert not answer.verdict.startswith("healthy")
        assert answer.state is not State.OK
    if any(finding.severity is Severity.ERROR for finding in answer.findings):
        assert answer.state is State.PROBLEM
