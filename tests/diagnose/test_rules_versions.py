"""Rules about releases at which the outcome turns: what triggers them, and near misses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.cases.play import play
from tests.diagnose.builders import (
    PRIVATE,
    Log,
    cred,
    ended,
    found_package,
    make_case,
    make_row,
    page,
    public_row,
    stopped,
)

from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.lab.changes.search import SCENES
from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Gate, LabIndex, Package, Site
from indexdoctor.model.comparison import Reason
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.replayed import Ending, Replayed, Turning
from indexdoctor.run import Replay
from indexdoctor.versions import NEWEST, Change
from indexdoctor.versions.search import (
    INDEX_SLASH_DROPPED,
    NOT_FOUND_AFTER_RETRY,
    REDIRECT_USERINFO,
    REDIRECTS_AUTHENTICATED,
    REFUSAL_ENDS_SEARCH,
)


def turning(version: str, change: Change) -> Turning:
    right = Log().add(f"{PRIVATE}/foo/", 200, cred())
    reason = Reason(
        change.name, change.since, change.before, change.now, change.source, change.until
    )
    return Turning(version, tuple(right.exchanges), (reason,))


def found(replayed: Replayed, version: str) -> dict[str, Finding]:
    case = make_case(make_row(), public_row(), replayed=replayed, version=version)
    return {finding.code: finding for finding in findings(case)}


def test_ver101_names_the_release_and_what_it_does() -> None:
    failing = page(404).replayed(ended(Ending.FAILED, "the server answers 404"))
    replayed = replace(
        failing,
        repaired=turning("0.8.5", NOT_FOUND_AFTER_RETRY),
        broken=turning("0.7.14", NOT_FOUND_AFTER_RETRY),
    )
    all_found = found(replayed, "0.8.4")
    finding = all_found["VER101"]
    assert finding.confidence is Confidence.CERTAIN
    assert finding.cause == (
        "uv 0.8.4 fails here, and uv 0.8.5 does not: it goes on to the next index after a 404, "
        "whether it came at once or after a retry"
    )
    assert finding.evidence[0].text.endswith("(since 0.7.14)")
    assert finding.evidence[1].label == "uv 0.8.5 sends"
    assert "take uv 0.8.5 or later" in finding.remedies[0].summary
    assert "VER102" not in all_found


def test_ver102_says_since_when_and_what_was_before() -> None:
    replayed = replace(page(401).replayed(stopped()), broken=turning("0.7.0", REFUSAL_ENDS_SEARCH))
    finding = found(replayed, NEWEST)["VER102"]
    assert finding.severity is Severity.NOTE
    assert finding.cause == (
        "this did not fail before uv 0.7.0, which ends the search for a package at an index that "
        "answers 401 or 403"
    )
    assert finding.evidence[0].text == "goes on to the next index after a 401 or 403"
    assert not finding.remedies[0].safe


@pytest.mark.parametrize("code", ["VER101", "VER102"])
def test_what_ends_well_needs_no_other_release(code: str) -> None:
    one = turning("0.8.5", NOT_FOUND_AFTER_RETRY)
    replayed = replace(page(200).replayed(found_package()), repaired=one, broken=one)
    assert code not in found(replayed, "0.8.4")


@pytest.mark.parametrize(
    ("change", "uv", "release"),
    [(NOT_FOUND_AFTER_RETRY, "0.8.4", "0.8.5"), (REDIRECT_USERINFO, "0.7.15", "0.7.16")],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_model_finds_the_very_release(change: Change, uv: str, release: str) -> None:
    report = play(SCENES[change], uv)
    first = report.findings[0]
    assert first.code == "VER101"
    assert f"uv {release} does not: it " in first.cause


def test_nothing_new_is_sent_where_only_the_clients_own_requests_are_wanted() -> None:
    """The release that repairs it would send a request that was not sent."""
    scene, uv = SCENES[REDIRECTS_AUTHENTICATED], "0.7.13"
    assert "VER101" in {finding.code for finding in play(scene, uv).findings}
    quiet = play(scene, uv, replay=Replay.EFFECTIVE)
    assert "VER101" not in {finding.code for finding in quiet.findings}
    assert any(finding.severity is Severity.ERROR for finding in quiet.findings)


def test_an_upgrade_that_changes_nothing_is_not_advised() -> None:
    """What 0.7.20 repairs is no matter here: the server takes both spellings."""
    report = play(SCENES[INDEX_SLASH_DROPPED], "0.7.17")
    assert not {"VER101", "VER102"} & {finding.code for finding in report.findings}


KEYRING_WITH_PORT = Scene(
    Site((ALICE,), (LabIndex("/simple", (Package("pkg"),), gate=Gate.private()),)),
    files=(
        project(
            "pkg", table("corp", "/simple", "default = true", origin="http://alice@{{netloc}}")
        ),
    ),
    environ=(("UV_KEYRING_PROVIDER", "subprocess"),),
    keyring=FakeKeyring((Entry("{{netloc}}", "alice", "pa55word"),)),
)


@pytest.mark.parametrize(
    ("uv", "repaired"),
    [("0.1.30", "0.1.33"), ("0.2.9", "0.2.10"), ("0.2.10", None), ("0.6.0", None), (NEWEST, None)],
)
def test_ver103_gives_the_release_that_repaired_a_known_mistake(
    uv: str, repaired: str | None
) -> None:
    report = play(KEYRING_WITH_PORT, uv)
    causes = [finding.cause for finding in report.findings if finding.code == "VER103"]
    assert [f"uv {repaired} repaired that" in cause for cause in causes] == [True] * bool(repaired)


def test_ver103_needs_a_keyring_for_a_mistake_about_keyrings() -> None:
    off = replace(KEYRING_WITH_PORT, environ=())
    assert "VER103" not in {finding.code for finding in play(off, "0.2.9").findings}
