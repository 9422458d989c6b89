"""The causes around uv's own stores, each with what gives it away and what does not."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    Log,
    cred,
    found_package,
    make_case,
    make_row,
    nothing,
    page,
    stopped,
)
from tests.diagnose.named import errors, only

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.model.credential import Asked, Credential, Passed, Source
from indexdoctor.model.finding import Confidence, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret

SHOWN = "~/.local/share/uv/credentials/credentials.toml"


def passed(kind: str, username: str = "alice", line: int = 1, secret: str | None = None) -> Passed:
    origin = Origin.file(SHOWN, line)
    return Passed(kind, "so it is", origin, username, None if secret is None else Secret(secret))


def store(*others: Passed, reason: str = "no entry") -> Asked:
    return Asked(Source.STORE, "absent", reason, origin=Origin.file(SHOWN), passed=others)


def refused(*asked: Asked, credential: Credential | None = None, log: Log | None = None) -> Case:
    replayed = (log or page(401, credential)).replayed(stopped())
    return make_case(make_row(seeded=credential, asked=asked), replayed=replayed)


TIED = store(
    passed("tied", "bob", 1, "bobs-word"),
    passed("tied", "alice", 6, "wonder"),
    reason="several user names match equally well (alice, bob): uv takes none of them",
)


def test_a_tie_is_the_cause_and_the_entry_that_is_taken_is_named() -> None:
    case = refused(TIED)
    assert errors(case) == ["CRED103"]
    assert only(case, "CRED103").confidence is Confidence.LIKELY
    assert "https://<user>@host.example/" in (only(case, "CRED103").remedies[0].command or "")
    log = page(401).add(f"{PRIVATE}/foo/", 200, cred(source=Source.STORE), probe=True)
    proven = only(refused(TIED, log=log), "CRED103")
    assert proven.confidence is Confidence.CERTAIN
    assert "https://alice@host.example/" in (proven.remedies[0].command or "")
    assert "bobs-word" not in repr(proven)


@pytest.mark.parametrize(
    ("kind", "confidence", "command"),
    [
        ("path", Confidence.POSSIBLE, f"uv auth login {PRIVATE} --username alice"),
        ("scheme", Confidence.LIKELY, f"uv auth login {PRIVATE} --username alice"),
        ("login", Confidence.LIKELY, "https://alice@host.example/"),
    ],
)
def test_an_entry_for_something_else_is_named(
    kind: str, confidence: Confidence, command: str
) -> None:
    case = refused(store(passed(kind)))
    assert errors(case) == ["CRED103"]
    assert only(case, "CRED103").confidence is confidence
    assert command in (only(case, "CRED103").remedies[0].command or "")


def native(reason: str) -> Asked:
    return Asked(Source.NATIVE, "unasked", reason, origin=Origin.env("UV_PREVIEW_FEATURES"))


def test_the_system_s_store_is_not_asked_without_a_user_name() -> None:
    case = refused(native("uv asks the system's store by user name only, and knows none"))
    assert errors(case) == ["CRED103"]
    assert only(case, "CRED103").cause.endswith("no user name")


def test_the_system_s_store_is_asked_by_exact_names() -> None:
    name = cred("alice", None, Source.URL)
    case = refused(native("would be asked for exactly uv:x"), credential=name)
    assert errors(case) == ["CRED103"]
    assert only(case, "CRED103").confidence is Confidence.POSSIBLE
    assert "uv auth token" in only(case, "CRED103").decide


def test_nothing_is_said_where_nothing_is_missed() -> None:
    fine = page(200).replayed(found_package())
    for asked in (TIED, store(passed("path")), native("would be asked")):
        case = make_case(make_row(asked=[asked]), replayed=fine)
        assert [f for f in findings(case) if f.severity is not Severity.NOTE] == []
    assert errors(refused(store())) == ["READ103"]
    assert errors(refused(nothing(Source.STORE))) == ["READ103"]
