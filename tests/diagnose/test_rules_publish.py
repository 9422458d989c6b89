"""Rules about publishing and the check URL."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    UPLOAD,
    Log,
    cred,
    found,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
    page,
    stopped,
)
from tests.diagnose.named import codes, only

from indexdoctor.diagnose.case import Case
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion, Ending

PUBLISHER = cred("hutch", "pub", Source.PUBLISH, Origin.option("--username"))
UPLOADS = Conclusion("foo-1.0.whl", Ending.UPLOADS, Role.UPLOAD, None, "the upload goes on")


def run(check: int, upload: int = 400, credential: Credential | None = None) -> Log:
    log = Log().add(f"{PRIVATE}/foo/", check, credential, role=Role.CHECK)
    return log.add(UPLOAD, upload, PUBLISHER, role=Role.UPLOAD, method="POST")


def protected() -> Case:
    log = run(403).add(f"{PRIVATE}/foo/", 200, PUBLISHER, role=Role.CHECK, probe=True)
    row = make_row(make_index(publish_url=UPLOAD), asked=[nothing()])
    return make_case(row, publish=make_publish(PUBLISHER), replayed=log.replayed(UPLOADS))


def test_pub201_proves_that_the_publish_account_could_read() -> None:
    finding = only(protected(), "PUB201")
    assert finding.subject == "private"
    assert finding.confidence is Confidence.CERTAIN
    assert [(line.label, line.text) for line in finding.evidence[:2]] == [
        ("uv 0.13.8 sends", "GET .../simple/foo/  no credential  403"),
        ("proof", "GET .../simple/foo/  --username (publish option) hutch  200"),
    ]
    assert finding.remedies[0].command == (
        "export UV_INDEX_PRIVATE_USERNAME=hutch UV_INDEX_PRIVATE_PASSWORD='<the same password>'"
    )
    assert codes(protected()) == ["PUB201"]


@pytest.mark.parametrize("status", [200, 404])
def test_pub201_is_silent_when_the_check_is_answered(status: int) -> None:
    row = make_row(asked=[nothing()])
    log = run(status)
    case = make_case(row, publish=make_publish(PUBLISHER), replayed=log.replayed(UPLOADS))
    assert codes(case) == []


def test_pub201_sees_a_404_that_hides_the_package() -> None:
    log = run(404).add(f"{PRIVATE}/foo/", 200, PUBLISHER, role=Role.CHECK, probe=True)
    case = make_case(make_row(), publish=make_publish(PUBLISHER), replayed=log.replayed(UPLOADS))
    assert codes(case) == ["PUB201"]


def test_pub202_speaks_from_the_files_and_not_after_a_replay() -> None:
    row = make_row(asked=[nothing()])
    case = make_case(row, publish=make_publish(PUBLISHER))
    assert codes(case) == ["PUB202"]
    assert only(case, "PUB202").decide
    readable = make_row(asked=[found(cred())])
    assert codes(make_case(readable, publish=make_publish(PUBLISHER))) == []
    no_check = make_publish(PUBLISHER, check=False)
    assert codes(make_case(row, publish=no_check)) == []


def test_pub203_tells_a_wrong_password_from_missing_rights() -> None:
    refused = Conclusion("foo-1.0.whl", Ending.REFUSED, Role.UPLOAD, None, "403")
    row = make_row(asked=[found(PUBLISHER)])
    publish = make_publish(PUBLISHER)
    wrong = make_case(row, publish=publish, replayed=run(404, 401).replayed(refused))
    assert only(wrong, "PUB203").confidence is Confidence.CERTAIN
    forbidden = make_case(row, publish=publish, replayed=run(404, 403).replayed(refused))
    assert only(forbidden, "PUB203").confidence is Confidence.LIKELY
    reads = run(200, 403, PUBLISHER).replayed(refused)
    proved = only(make_case(row, publish=publish, replayed=reads), "PUB203")
    assert proved.confidence is Confidence.CERTAIN
    assert "but reads" in {line.label for line in proved.evidence}


def test_pub204_nothing_to_send() -> None:
    message = f"Missing credentials for {UPLOAD}"
    failed = Conclusion("foo-1.0.whl", Ending.FAILED, Role.UPLOAD, None, message)
    log = Log().add(f"{PRIVATE}/foo/", 200, role=Role.CHECK)
    publish = make_publish(asked=[nothing()])
    assert codes(make_case(make_row(), publish=publish, replayed=log.replayed(failed))) == [
        "PUB204"
    ]
    assert codes(make_case(make_row(), publish=publish)) == ["PUB204"]


def test_pub205_index_variables_reach_the_upload_on_the_same_host_only() -> None:
    lent = cred("ci", "x", Source.INDEX_ENV, Origin.env("UV_INDEX_PRIVATE_PASSWORD"))
    row = make_row(seeded=lent, asked=[found(lent)])
    publish = make_publish(asked=[nothing()])
    assert codes(make_case(row, publish=publish)) == ["PUB205"]
    elsewhere = make_publish(asked=[nothing()], target="https://upload.example/legacy/")
    assert codes(make_case(row, publish=elsewhere)) == ["PUB211"]
    log = Log().add(f"{PRIVATE}/foo/", 200, lent, role=Role.CHECK)
    log.add(UPLOAD, 400, lent, role=Role.UPLOAD, method="POST")
    assert codes(make_case(row, publish=publish, replayed=log.replayed(UPLOADS))) == ["PUB205"]


def test_pub206_publish_variables_do_not_read() -> None:
    environ = {"UV_PUBLISH_USERNAME": "ci", "UV_PUBLISH_PASSWORD": "secret"}
    row = make_row(asked=[nothing()])
    refused = page(401).replayed(stopped())
    case = make_case(row, environ=environ, replayed=refused)
    assert codes(case) == ["READ103", "PUB206"]
    assert only(case, "PUB206").remedies[0].command == (
        "export UV_INDEX_PRIVATE_USERNAME=ci UV_INDEX_PRIVATE_PASSWORD='<password>'"
    )
    assert "PUB206" not in codes(make_case(row, replayed=refused))


def test_pub207_the_simple_url_is_no_upload_url() -> None:
    simple = make_publish(PUBLISHER, check=False, target=PRIVATE)
    assert codes(make_case(publish=simple)) == ["PUB207"]
    log = Log().add(UPLOAD, 405, PUBLISHER, role=Role.UPLOAD, method="POST")
    refused = Conclusion("foo-1.0.whl", Ending.REFUSED, Role.UPLOAD, None, "405")
    publish = make_publish(PUBLISHER, check=False)
    assert codes(make_case(publish=publish, replayed=log.replayed(refused)))[0] == "PUB207"
    assert codes(make_case(publish=publish)) == []


@pytest.mark.parametrize(
    ("version", "location", "newer"),
    [
        ("0.9.17", f"{UPLOAD}/canonical", True),
        ("0.9.17", "/canonical", False),
        ("0.9.17", "https://elsewhere.example/upload", False),
        ("0.13.8", "https://elsewhere.example/upload", False),
    ],
)
def test_pub207_the_publish_url_redirects(version: str, location: str, newer: bool) -> None:
    log = Log().add(
        UPLOAD, 302, PUBLISHER, role=Role.UPLOAD, method="POST", headers={"location": location}
    )
    if version == "0.9.17":
        # It follows the redirect, as a GET, and then ends in any case.
        log.add(f"{UPLOAD}/canonical", 200, PUBLISHER, role=Role.UPLOAD, hop=1)
    failed = Conclusion("foo-1.0.whl", Ending.FAILED, Role.UPLOAD, None, "redirects")
    publish = make_publish(PUBLISHER, check=False)
    case = make_case(publish=publish, replayed=log.replayed(failed), version=version)
    finding = only(case, "PUB207")
    assert "redirects to" in finding.cause
    assert any("0.9.18" in remedy.summary for remedy in finding.remedies) is newer


def test_pub210_a_file_left_out_for_its_name_is_told() -> None:
    text = "its file name is not in the normal form"
    left = Conclusion("Foo-1.0.whl", Ending.PASSED_OVER, Role.UPLOAD, None, text, is_local=True)
    case = make_case(publish=make_publish(PUBLISHER, check=False), replayed=Log().replayed(left))
    assert codes(case) == ["PUB210"]
    there = replace(left, is_local=False)
    case = make_case(publish=make_publish(PUBLISHER, check=False), replayed=Log().replayed(there))
    assert codes(case) == []


def test_pub201_a_check_url_that_no_index_names() -> None:
    log = Log().add(f"{PRIVATE}/foo/", 401, role=Role.CHECK, asked_for=PRIVATE)
    log.add(UPLOAD, 400, PUBLISHER, role=Role.UPLOAD, asked_for=UPLOAD, method="POST")
    log.add(f"{PRIVATE}/foo/", 200, PUBLISHER, role=Role.CHECK, asked_for=PRIVATE, probe=True)
    publish = make_publish(PUBLISHER, index=None)
    case = make_case(publish=publish, replayed=log.replayed(UPLOADS))
    assert codes(case) == ["PUB201"]
    finding = only(case, "PUB201")
    assert finding.subject == UPLOAD
    assert finding.evidence[1].label == "proof"
    assert "name the index" in finding.remedies[0].summary


def test_pub208_a_listed_file_with_other_contents() -> None:
    differs = Conclusion("foo-1.0.whl", Ending.FAILED, Role.CHECK, None, "other contents")
    log = Log().add(f"{PRIVATE}/foo/", 200, PUBLISHER, role=Role.CHECK)
    case = make_case(make_row(), publish=make_publish(PUBLISHER), replayed=log.replayed(differs))
    assert codes(case) == ["PUB208"]
    skipped = Conclusion("foo-1.0.whl", Ending.PASSED_OVER, Role.CHECK, None, "skipped")
    case = make_case(make_row(), publish=make_publish(PUBLISHER), replayed=log.replayed(skipped))
    assert "PUB208" not in codes(case)


def test_pub209_an_unreadable_file_is_no_want_of_credentials() -> None:
    text = "the wheel has no METADATA"
    broken = Conclusion("foo-1.0.whl", Ending.FAILED, Role.UPLOAD, None, text, is_local=True)
    case = make_case(
        make_row(), publish=make_publish(PUBLISHER), replayed=Log().replayed(UPLOADS, broken)
    )
    assert "PUB204" not in codes(case)
    cause = only(case, "PUB209").cause
    assert cause == f"uv 0.13.8 does not upload foo-1.0.whl: {text}"
    missing = replace(broken, is_local=False)
    case = make_case(make_row(), publish=make_publish(PUBLISHER), replayed=Log().replayed(missing))
    assert "PUB204" in codes(case)
    assert "PUB209" not in codes(case)


def test_a_check_that_fails_is_a_matter_of_the_server() -> None:
    failed = Conclusion("foo-1.0.whl", Ending.FAILED, Role.CHECK, "private", "Failed to fetch")
    log = Log().add(f"{PRIVATE}/foo/", 503, role=Role.CHECK)
    case = make_case(make_row(), publish=make_publish(PUBLISHER), replayed=log.replayed(failed))
    assert codes(case) == ["NET106"]


def test_pub201_takes_the_next_files_check_for_a_proof() -> None:
    log = run(403).add(f"{PRIVATE}/foo/", 200, PUBLISHER, role=Role.CHECK)
    case = make_case(make_row(), publish=make_publish(PUBLISHER), replayed=log.replayed(UPLOADS))
    finding = only(case, "PUB201")
    assert finding.cause.startswith("uv will upload the first file without checking")
    assert finding.evidence[1].label == "proof"
