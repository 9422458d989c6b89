"""The causes around the netrc file, each with what gives it away and what does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    Log,
    cred,
    found,
    found_package,
    make_case,
    make_row,
    page,
    stopped,
)
from tests.diagnose.named import errors, only

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.model.credential import Asked, Credential, Passed, Source
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret

PLACE = Origin.file("~/.netrc", 3, "machine host.example")
NAME_ONLY = cred("bob", None, Source.URL)


def passed(kind: str, reason: str = "so it is", origin: Origin = PLACE) -> Passed:
    return Passed(kind, reason, origin, "alice", Secret("wonder"))


def netrc(*others: Passed, state: str = "absent", reason: str = "no entry") -> Asked:
    return Asked(Source.NETRC, state, reason, origin=Origin.file("~/.netrc"), passed=others)


def refused(
    *asked: Asked, credential: Credential | None = None, log: Log | None = None, status: int = 401
) -> Case:
    replayed = (log or page(status, credential)).replayed(stopped())
    seeded = credential if credential is not None and credential.source is Source.URL else None
    return make_case(make_row(seeded=seeded, asked=asked), replayed=replayed)


def proven(credential: Credential | None = None) -> Log:
    return page(401, credential).add(f"{PRIVATE}/foo/", 200, cred(), probe=True)


def commands(finding: Finding) -> Sequence[str]:
    return [remedy.command or remedy.summary for remedy in finding.remedies]


def test_cred101_is_the_cause_when_the_file_has_an_entry_for_the_host() -> None:
    broken = netrc(passed("dropped"), state="failed", reason="a word (line 4)")
    case = refused(broken)
    assert errors(case) == ["CRED101"]
    assert only(case, "CRED101").confidence is Confidence.LIKELY
    assert only(refused(broken, log=proven()), "CRED101").confidence is Confidence.CERTAIN
    other = refused(netrc(state="failed", reason="a word (line 4)"))
    assert errors(other) == ["READ103"]
    assert only(other, "CRED101").severity is Severity.WARNING


@pytest.mark.parametrize("kind", ["variable", "home", "name"])
def test_cred118_says_what_is_passed_over(kind: str) -> None:
    case = refused(netrc(passed(kind, "it is elsewhere")))
    assert errors(case) == ["CRED118"]
    assert "it is elsewhere" in only(case, "CRED118").cause


def test_cred118_is_silent_where_the_file_is_found_or_nothing_is_missed() -> None:
    meant = passed("home")
    fine = page(200, cred()).replayed(found_package())
    row = make_row(asked=[Asked(Source.NETRC, "found", "", cred(), PLACE, (meant,))])
    assert findings(make_case(row, replayed=fine)) == ()
    assert errors(refused(netrc())) == ["READ103"]
    absent = make_row(asked=[netrc(meant)])
    assert findings(make_case(absent, replayed=page(200).replayed(found_package()))) == ()


@pytest.mark.parametrize("kind", ["port", "case", "url"])
def test_cred119_names_an_entry_whose_host_no_url_has(kind: str) -> None:
    case = refused(netrc(passed(kind)))
    assert errors(case) == ["CRED119"]
    finding = only(case, "CRED119")
    assert finding.confidence is Confidence.LIKELY
    assert commands(finding) == ["machine host.example login alice password …"]
    assert only(refused(netrc(passed(kind)), log=proven()), "CRED119").confidence is (
        Confidence.CERTAIN
    )


def test_cred119_names_the_other_login() -> None:
    case = refused(netrc(passed("login")), credential=NAME_ONLY, log=proven(NAME_ONLY))
    assert errors(case) == ["CRED119"]
    finding = only(case, "CRED119")
    assert finding.confidence is Confidence.CERTAIN
    assert "is of alice, and ~/.netrc:3 asks for bob" in finding.cause
    assert "https://alice@host.example/api/private/simple" in commands(finding)[0]


def test_cred119_names_an_entry_without_a_login() -> None:
    nameless = Passed("login", "so it is", PLACE, None, Secret("wonder"))
    finding = only(refused(netrc(nameless), credential=NAME_ONLY), "CRED119")
    assert "it has no login, and" in finding.cause
    assert commands(finding)[0].endswith("\nhttps://host.example/api/private/simple")


def test_cred119_names_the_entry_that_comes_before_the_refused_one() -> None:
    last = cred("bob", "old", origin=Origin.file("~/.netrc", 5))
    earlier = Asked(Source.NETRC, "found", "", last, last.origin, (passed("earlier"),))
    case = refused(earlier, credential=last, log=proven(last))
    assert errors(case) == ["CRED119"]
    assert "never that of ~/.netrc:3" in only(case, "CRED119").cause
    assert errors(refused(found(last), credential=last)) == ["READ101"]


def test_cred119_is_silent_for_two_entries_with_one_password() -> None:
    last = cred("alice", "wonder", origin=Origin.file("~/.netrc", 5))
    twice = Asked(Source.NETRC, "found", "", last, last.origin, (passed("earlier"),))
    assert errors(refused(twice, credential=last)) == ["READ101"]


def test_what_is_proven_leaves_the_other_candidates_out() -> None:
    several = netrc(passed("home"), passed("port"))
    assert errors(refused(several)) == ["CRED118", "CRED119"]
    assert errors(refused(several, log=proven())) == ["CRED119"]


def old(version: str, *asked: Asked, seeded: Credential | None = None) -> list[str]:
    """The evidence of VER103 with this release."""
    case = make_case(
        make_row(seeded=seeded, asked=asked),
        replayed=page(200, seeded).replayed(found_package()),
        version=version,
    )
    told = [f for f in findings(case) if f.code == "VER103"]
    return [e.text for f in told for e in f.evidence if e.label in ("beside it", "netrc")]


def test_the_first_releases_sent_netrc_beside_the_url() -> None:
    url = cred("alice", "wonder", Source.URL, Origin.file("uv.toml", 2))
    entry = found(cred("bob", "old"))
    assert old("0.1.16", entry, seeded=url) == ["netrc (~/.netrc:3) bob"]
    assert old("0.1.17", entry, seeded=url) == []
    assert old("0.1.16", netrc(), seeded=url) == []
    assert old("0.1.16", entry) == []


def test_the_name_on_windows_came_later() -> None:
    windows = found(cred(origin=Origin.file("~/_netrc", 1)))
    assert old("0.4.20", windows) == ["~/_netrc"]
    assert old("0.4.21", windows) == []
    assert old("0.4.20", found(cred())) == []
