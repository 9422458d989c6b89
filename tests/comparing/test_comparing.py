"""Several versions compared on the scenes that show the changes between them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.comparing.loopback import loopback_only
from tests.versions.test_changes import edges

from indexdoctor import run
from indexdoctor.clients.uv import Session, resolve
from indexdoctor.diagnose.outlook import outlook
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.changes import scenes
from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, LabIndex, Package, Site
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.comparison import Aspect, Comparison, Difference
from indexdoctor.model.report import Report
from indexdoctor.run import Replay, RunOptions, exit_code
from indexdoctor.versions import NEWEST, Change, auth, known, search, settings

TWO_INDEXES = scenes()[search.REFUSAL_ENDS_SEARCH]
WIDE = ("0.6.17", NEWEST)


def played(scene: Scene, versions: tuple[str, ...], mode: str = "check", **more: Any) -> Report:
    with stage(scene) as staged:
        return reported(staged, versions, mode, **more)


def reported(staged: Staged, versions: tuple[str, ...], mode: str, **more: Any) -> Report:
    options = RunOptions(
        surroundings=staged.surroundings, words=staged.command, compare=versions, deadline=20
    )
    options = dataclasses.replace(options, **more)
    return run.check(options) if mode == "check" else run.explain(options)


def comparison(report: Report) -> Comparison:
    assert report.comparison is not None
    return report.comparison


def at(found: Comparison, aspect: Aspect, subject: str) -> Difference:
    return next(
        d for d in found.differences if (d.place.aspect, d.place.subject) == (aspect, subject)
    )


def texts(difference: Difference) -> dict[str, list[str]]:
    return {v: [x.text for x in side.lines] for side in difference.sides for v in side.versions}


def test_a_check_says_which_version_stops_and_which_change_decides() -> None:
    report = played(TWO_INDEXES, WIDE)
    found = comparison(report)
    assert found.verdict.startswith(
        f"pkg: uv {NEWEST} stops at first (401) where uv 0.6.17 takes it from second"
    )
    assert [reason.name for reason in found.reasons] == [search.REFUSAL_ENDS_SEARCH.name]
    assert found.reasons[0].source == search.REFUSAL_ENDS_SEARCH.source
    asked = at(found, Aspect.REQUESTS, "second")
    assert not texts(asked)[NEWEST]
    assert texts(asked)["0.6.17"][0].startswith("GET ")
    assert asked.reasons == (search.REFUSAL_ENDS_SEARCH.name,)
    assert any(
        "ignore-error-codes = [401]" in (remedy.command or "")
        for one in found.found
        for remedy in one.finding.remedies
    )
    assert all(one.versions == (NEWEST,) for one in found.found)


def test_several_versions_that_do_the_same_are_one_subject() -> None:
    found = comparison(played(TWO_INDEXES, ("0.6.17", "0.13.7", NEWEST)))
    assert found.verdict.startswith(
        f"pkg: each of uv 0.13.7 and {NEWEST} stops at first (401) where uv 0.6.17 takes it"
    )


def test_without_network_the_answers_are_compared() -> None:
    with stage(TWO_INDEXES) as staged:
        found = comparison(reported(staged, WIDE, "explain"))
        assert staged.server.taken() == ()
    answers = at(found, Aspect.ANSWER, "first")
    assert answers.place.part == "read 401, 403"
    assert texts(answers)["0.6.17"][0] == "goes on to second"
    assert texts(answers)[NEWEST] == ["the search stops at this index: it answers 401"]
    assert [reason.name for reason in found.reasons] == [search.REFUSAL_ENDS_SEARCH.name]
    assert [one.finding.subject for one in found.found] == ["first"]


def test_equal_versions_take_one_line() -> None:
    for mode in ("check", "explain"):
        found = comparison(played(TWO_INDEXES, ("0.13.7", NEWEST), mode))
        assert found.differences == ()
        assert found.verdict == (
            f"no difference: uv 0.13.7 and uv {NEWEST} do the same with these files"
        )


def test_the_exit_code_tells_that_another_version_breaks() -> None:
    assert exit_code(played(TWO_INDEXES, WIDE)) == 1
    # The first version's own error counts too, as without a comparison.
    assert exit_code(played(TWO_INDEXES, tuple(reversed(WIDE)))) == 1
    fine = Scene(
        Site(indexes=(index("/first/simple", "pkg"),)),
        files=(project("pkg", table("first", "/first/simple", "default = true")),),
    )
    report = played(fine, WIDE)
    assert not comparison(report).breaks
    assert exit_code(report) == 0


@pytest.mark.parametrize("mode", ["check", "explain"])
@pytest.mark.parametrize("change", list(scenes()), ids=lambda change: change.name)
def test_each_change_is_named_by_the_comparison_around_it(change: Change, mode: str) -> None:
    versions = edges(change)[0]
    scene = scenes()[change]
    with loopback_only():
        found = comparison(played(scene, versions, mode))
    if mode == "check":
        assert found.differences
    if mode == "check" or _matters_offline(change, scene, versions):
        assert change.name in [reason.name for reason in found.reasons]
    for difference in found.differences:
        assert difference.reasons


@pytest.mark.parametrize(
    "change",
    [auth.REALM_AFTER_INDEX, auth.ALL_DEFINED_SEEDED, auth.STORED_BY_CLIENT],
    ids=lambda change: change.name,
)
def test_another_version_sends_a_credential_to_its_own_server(change: Change) -> None:
    found = comparison(played(scenes()[change], edges(change)[0], replay=Replay.EFFECTIVE))
    assert found.notes == ()
    assert [reason.name for reason in found.reasons] == [change.name]


def test_no_other_change_is_blamed_where_a_credential_must_not_be_sent() -> None:
    change = search.REDIRECTS_AUTHENTICATED_FIRST
    found = comparison(played(scenes()[change], ("0.7.1", "0.7.0"), replay=Replay.EFFECTIVE))
    assert [reason.name for reason in found.reasons] == [change.name]
    assert ["scope does not allow it" in note.text for note in found.notes] == [True]


def test_another_secret_is_another_request_though_the_answers_are_alike() -> None:
    scene = scenes()[auth.KEYRING_LINE_END]
    opened = dataclasses.replace(
        scene,
        site=Site(indexes=(index("/a/simple", "pkg"),)),
        files=tuple(
            (n, t.replace("default =", 'authenticate = "always"\ndefault ='))
            for n, t in scene.files
        ),
    )
    found = comparison(played(opened, ("0.12.23", "0.12.24")))
    assert [difference.place.aspect for difference in found.differences] == [Aspect.REQUESTS]
    assert [reason.name for reason in found.reasons] == ["keyring-line-end"]
    first, second = (side.lines[0] for side in found.differences[0].sides)
    assert (first.text, first.answer) == (second.text, second.answer)
    assert second.credential == f"{first.credential} with another secret"


def _matters_offline(change: Change, scene: Scene, versions: tuple[str, ...]) -> bool:
    """Whether a version with this change the other way round does anything else in `explain`."""
    with stage(scene) as staged:
        for uv in map(known, versions):
            looks = []
            for each in (uv, uv.turned(change)):
                surroundings = dataclasses.replace(staged.surroundings, uv=each)
                found = discover(surroundings, parse_command(staged.command, surroundings))
                looks.append(outlook(found, resolve(found, None), None, Session))
            if not looks[0].same(looks[1]):
                return True
    return False


def _requests(staged: Staged) -> Counter[tuple[object, ...]]:
    return Counter(
        (seen.method, seen.url, seen.username, seen.secret, seen.range)
        for seen in staged.server.taken()
    )


@pytest.mark.parametrize("replay", list(Replay))
def test_nothing_is_sent_twice_for_another_version(replay: Replay) -> None:
    with stage(TWO_INDEXES) as staged:
        options = RunOptions(
            surroundings=staged.surroundings,
            words=staged.command,
            uv_version="0.6.17",
            replay=replay,
        )
        run.check(options)
        alone = _requests(staged)
        staged.server.clear()
        run.check(dataclasses.replace(options, compare=(NEWEST, "0.7.0", "0.6.17")))
        assert _requests(staged) == alone


def test_what_only_another_version_asks_is_sent_once() -> None:
    with stage(TWO_INDEXES) as staged:
        report = reported(staged, (NEWEST, "0.6.17", "0.6.15"), "check", replay=Replay.EFFECTIVE)
        sent = _requests(staged)
    assert max(sent.values()) == 1
    assert any("/second/simple/pkg/" in str(request[1]) for request in sent)
    # It is no request of the user's own version.
    assert {exchange.request.asked_for for exchange in report.exchanges} == {"first", "second"}
    found = comparison(report)
    assert texts(at(found, Aspect.OUTCOME, "pkg"))["0.6.15"] == ["takes it from second"]


def test_the_keyring_is_asked_once() -> None:
    scene = Scene(
        Site(accounts=(ALICE,), indexes=(index("/a/simple", "pkg", private=True),)),
        files=(
            project("pkg", table("a", "/a/simple", "default = true")),
            (
                "project/uv.toml",
                'keyring-provider = "subprocess"\n'
                '[[index]]\nname = "a"\nurl = "http://alice@{{netloc}}/a/simple"\ndefault = true\n',
            ),
        ),
        keyring=FakeKeyring((Entry("{{host}}:{{port}}", "alice", "pa55word"),)),
    )
    with stage(scene) as staged:
        reported(staged, (NEWEST, "0.9.30", "0.8.22", "0.7.14"), "check")
        calls = Counter(staged.keyring_calls())
    assert calls
    assert max(calls.values()) == 1


def test_an_account_gets_no_more_refusals_for_the_sake_of_other_versions() -> None:
    wrong = table("b", "/b/simple", "default = true", origin="http://bob:wrong@{{netloc}}")
    names = " ".join(f'"pkg{number}",' for number in range(6))
    scene = Scene(
        Site(
            accounts=(Account("bob", "right"),),
            indexes=(index("/a/simple", private=True), index("/b/simple", private=True)),
        ),
        files=(
            (
                "project/pyproject.toml",
                '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\n'
                f"dependencies = [{names}]\n{table('a', '/a/simple')}{wrong}",
            ),
        ),
    )
    with stage(scene) as staged:
        report = reported(staged, (NEWEST, "0.6.17"), "check")
        sent = _requests(staged)
    refused = sum(times for request, times in sent.items() if request[2] == "bob")
    assert refused == 2
    assert any("refused twice already" in note.text for note in comparison(report).notes)


def test_a_version_that_does_not_start_is_said_first() -> None:
    scene = scenes()[settings.PROJECT_FIELDS_REFUSED]
    for versions in (("0.7.22", "0.8.0"), ("0.8.0", "0.7.22")):
        with stage(scene) as staged:
            report = reported(staged, versions, "check")
            asked = len(staged.server.taken())
        found = comparison(report)
        assert [d.place.aspect for d in found.differences] == [Aspect.START]
        assert [reason.name for reason in found.reasons] == ["project-fields-refused"]
        assert asked
        assert "refuses to start" in found.verdict
        assert exit_code(report) == (1 if versions[0] == "0.7.22" else 2)


@pytest.mark.parametrize("versions", [WIDE, tuple(reversed(WIDE))])
def test_an_option_that_a_version_does_not_know_is_a_reason(versions: tuple[str, ...]) -> None:
    scene = dataclasses.replace(TWO_INDEXES, command=("uv", "lock", "--require-build-hashes"))
    found = comparison(played(scene, versions, "explain"))
    assert found.differences[0].place.aspect is Aspect.START
    reasons = [(reason.name, reason.since) for reason in found.reasons]
    assert reasons == [("options-variables-fields", "0.13.0")]


def test_packages_alike_are_told_of_once() -> None:
    names = [f"pkg{number}" for number in range(5)]
    listed = ", ".join(f'"{name}"' for name in names)
    packages = tuple(map(Package, names))
    scene = Scene(
        Site(indexes=(LabIndex("/a/simple", fixed=Answer(403)), LabIndex("/b/simple", packages))),
        files=(
            (
                "project/pyproject.toml",
                '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\n'
                f"dependencies = [{listed}]\n"
                + table("a", "/a/simple")
                + table("b", "/b/simple", "default = true"),
            ),
        ),
    )
    found = comparison(played(scene, WIDE))
    assert at(found, Aspect.REQUESTS, "b").alike == 4
    assert next(d for d in found.differences if d.place.aspect is Aspect.OUTCOME).alike == 4


def test_with_one_version_the_users_own_is_the_left_side(tmp_path: Path) -> None:
    with stage(TWO_INDEXES) as staged:
        own = staged.root / "bin" / "uv"
        own.write_text("#!/bin/sh\necho 'uv 0.6.15'\n")
        own.chmod(0o755)
        report = reported(staged, (NEWEST,), "explain")
        named = reported(staged, (NEWEST,), "explain", uv_version="0.7.1")
    assert comparison(report).versions == ("0.6.15", NEWEST)
    assert report.client.version == "0.6.15"
    assert comparison(named).versions == ("0.7.1", NEWEST)


@pytest.mark.parametrize("mode", ["check", "explain"])
def test_a_version_is_not_compared_with_itself(mode: str) -> None:
    with stage(TWO_INDEXES) as staged:
        report = reported(staged, ("0.6.17",), mode, uv_version="0.6.17")
        alone = reported(staged, (), mode, uv_version="0.6.17")
    assert report.comparison is None
    assert report.verdict == alone.verdict
    text = "nothing is compared: uv 0.6.17 is the version this report is about"
    assert [note.text for note in report.notes] == [*(note.text for note in alone.notes), text]
