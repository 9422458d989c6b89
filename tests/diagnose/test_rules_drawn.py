"""What worlds drawn at random showed: a file that is gone, findings that stood beside a cause."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    UPLOAD,
    Log,
    cred,
    ended,
    found,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
)
from tests.diagnose.named import codes, only

from indexdoctor.model.credential import Asked, Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.replayed import Conclusion, Ending

FILE = f"{PRIVATE}/files/foo-1.0-py3-none-any.whl"
FAILED = ended(Ending.FAILED, "Failed to fetch: the server answers 404", Role.FILE)


@pytest.mark.parametrize("status", [404, 410])
def test_read191_names_the_file_that_the_page_lists(status: int) -> None:
    alice = cred()
    log = Log().add(f"{PRIVATE}/foo/", 200, alice)
    log.add(FILE, status, alice, role=Role.FILE)
    case = make_case(make_row(asked=[found(alice)]), replayed=log.replayed(FAILED))
    finding = only(case, "READ191")
    assert finding.cause == (
        f"private lists foo-1.0-py3-none-any.whl, and the file is not there: {status}"
    )
    assert finding.confidence is Confidence.CERTAIN
    assert codes(case) == ["READ191"]


def test_read191_is_sure_of_an_index_that_everyone_may_read() -> None:
    log = Log().add(f"{PRIVATE}/foo/", 200).add(FILE, 404, role=Role.FILE)
    case = make_case(make_row(asked=[nothing()]), replayed=log.replayed(FAILED))
    assert only(case, "READ191").confidence is Confidence.CERTAIN


def test_read191_is_silent_where_the_credential_was_not_tried() -> None:
    log = Log().add(f"{PRIVATE}/foo/", 200).add(FILE, 404, role=Role.FILE)
    row = make_row(make_index(policy=Policy.NEVER), policy=Policy.NEVER, asked=[found(cred())])
    assert "READ191" not in codes(make_case(row, replayed=log.replayed(FAILED)))


def test_read191_is_silent_where_another_file_was_taken() -> None:
    log = Log().add(f"{PRIVATE}/foo/", 200).add(FILE, 404, role=Role.FILE)
    well = Conclusion("foo", Ending.FOUND, Role.FILE, "private", "found version 0.9")
    assert codes(make_case(make_row(asked=[nothing()]), replayed=log.replayed(well))) == []


def test_a_fault_of_the_server_hides_no_credentials() -> None:
    log = Log().add(f"{PRIVATE}/foo/", 500)
    case = make_case(
        make_row(asked=[found(cred())]), replayed=log.replayed(ended(Ending.FAILED, "500"))
    )
    assert codes(case) == ["NET106"]


def test_pol103_knows_how_uv_speaks_of_a_file_of_a_lock() -> None:
    name = cred(password=None, source=Source.URL)
    row = make_row(
        make_index(policy=Policy.ALWAYS),
        policy=Policy.ALWAYS,
        asked=[Asked(Source.URL, "found", "", name, name.origin)],
    )
    missing = ended(Ending.FAILED, f"Missing credentials for {FILE}", Role.FILE)
    finding = only(make_case(row, replayed=Log().replayed(missing)), "POL103")
    assert 'ends with "Missing credentials" for' in finding.cause


def test_a_check_without_credentials_is_no_lack_for_the_upload() -> None:
    text = f"Missing credentials for {PRIVATE}/foo/"
    case = make_case(
        make_row(make_index(policy=Policy.ALWAYS), policy=Policy.ALWAYS, asked=[nothing()]),
        publish=make_publish(cred(source=Source.PUBLISH)),
        replayed=Log().replayed(ended(Ending.FAILED, text, Role.UPLOAD)),
    )
    assert "PUB204" not in codes(case)
    assert "POL102" in codes(case)
    text = f"Missing credentials for {UPLOAD}"
    case = make_case(
        make_row(asked=[nothing()]),
        publish=make_publish(),
        replayed=Log().replayed(ended(Ending.FAILED, text, Role.UPLOAD)),
    )
    assert "PUB204" in codes(case)


def test_a_source_that_cannot_be_read_is_missed_under_always() -> None:
    broken = Asked(Source.NETRC, "failed", "line 2 of ~/.netrc is not understood")
    row = make_row(make_index(policy=Policy.ALWAYS), policy=Policy.ALWAYS, asked=[broken])
    text = ended(Ending.FAILED, f"Missing credentials for {PRIVATE}/foo/")
    finding = only(make_case(row, replayed=Log().replayed(text)), "CRED101")
    assert finding.severity is Severity.WARNING
