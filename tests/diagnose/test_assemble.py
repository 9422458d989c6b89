"""The report: subjects, cells, states, verdict, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    PUBLIC,
    UPLOAD,
    Log,
    cred,
    found,
    found_package,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
    page,
    public_row,
    stopped,
)

from indexdoctor.diagnose.assemble import report
from indexdoctor.diagnose.case import Case
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.credential import Source
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Flow, Role, TransportFailure
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, Setting, Shadowed
from indexdoctor.model.problem import Problem
from indexdoctor.model.replayed import Conclusion, Ending, Probe
from indexdoctor.model.report import Cell, Client, Note, Report, State
from indexdoctor.model.resolution import Resolution, Standing

UV = Client("uv", "0.13.8", "/usr/bin/uv", "uv lock")


class Silent:
    """A client model that asks nothing."""

    def __init__(self, resolution: Resolution, discovered: Discovered) -> None:
        pass

    def phases(self) -> Iterator[Sequence[Flow[tuple[Conclusion, ...]]]]:
        yield from ()


def made(case: Case, *notes: Note) -> Report:
    return report(
        case.discovered,
        case.resolution,
        case.replayed,
        case.mode,
        client=UV,
        notes=notes,
        session=Silent,
    )


def test_a_healthy_index_says_how_it_was_read() -> None:
    alice = cred()
    log = page(401).add(f"{PRIVATE}/foo/", 200, alice)
    answer = made(make_case(make_row(asked=[found(alice)]), replayed=log.replayed(found_package())))
    assert answer.state is State.OK
    assert answer.verdict == "healthy: uv 0.13.8 gets what it asks for"
    (subject,) = answer.subjects
    assert (subject.label, subject.verdict, subject.state) == ("private", "healthy", State.OK)
    assert subject.sends == (
        Cell("200", State.OK, 2, "netrc (~/.netrc:3) alice, after a plain request (401)"),
    )
    (row,) = subject.rows
    assert (row.title, row.place, row.username, row.secret) == (
        "netrc",
        "~/.netrc:3",
        "alice",
        "secret #1",
    )
    assert [cell.text for cell in row.cells] == ["200"]


def test_four_kinds_of_no_answer_are_kept_apart() -> None:
    alice, bob, carol = cred(), cred("bob", "b"), cred("carol", "c")
    log = page(200).add(f"{PRIVATE}/foo/", 403, alice, probe=True)
    log.add(f"{PRIVATE}/foo/", 0, bob, probe=True, failure=TransportFailure.TIMEOUT)
    log.probes.append(Probe("private", Role.PAGE, carol, None, "its scope does not allow it"))
    dave = cred("dave", "d")
    log.probes.append(Probe("private", Role.PAGE, dave, None, "already refused twice"))
    row = make_row(asked=[found(c) for c in (alice, bob, carol, dave)])
    (subject,) = made(make_case(row, replayed=log.replayed(found_package()))).subjects
    cells = {r.username: r.cells[0] for r in subject.rows}
    assert {name: cell.state for name, cell in cells.items()} == {
        "alice": State.PROBLEM,
        "bob": State.UNKNOWN,
        "carol": State.NOT_SENT,
        "dave": State.NOT_TRIED,
    }
    assert cells["dave"].why == "already refused twice"
    assert len({r.secret for r in subject.rows}) == 4


def test_equal_secrets_have_equal_labels_across_subjects() -> None:
    first = make_row(asked=[found(cred("a", "same"))])
    second = make_row(make_index(PUBLIC, "other"), order=2, asked=[found(cred("b", "same"))])
    third = make_row(make_index(PUBLIC, "third"), order=3, asked=[found(cred("c", "else"))])
    answer = made(make_case(first, second, third))
    assert [s.rows[0].secret for s in answer.subjects] == ["secret #1", "secret #1", "secret #2"]


def test_the_publish_target_shares_the_matrix_of_its_index() -> None:
    publisher = cred("hutch", "pub", Source.PUBLISH, Origin.option("--username"))
    log = Log().add(f"{PRIVATE}/foo/", 403, role=Role.CHECK)
    log.add(UPLOAD, 400, publisher, role=Role.UPLOAD, method="POST")
    log.add(f"{PRIVATE}/foo/", 200, publisher, role=Role.CHECK, probe=True)
    uploads = Conclusion("foo.whl", Ending.UPLOADS, Role.UPLOAD, None, "the upload goes on")
    publish = make_publish(publisher, asked=[found(publisher)])
    row = make_row(asked=[nothing()])
    answer = made(make_case(row, publish=publish, replayed=log.replayed(uploads)))
    (subject,) = answer.subjects
    assert subject.roles == ("check", "publish")
    assert [cell.text for cell in subject.sends] == ["403", "accepted"]
    assert [[cell.text for cell in r.cells] for r in subject.rows if r.cells] == [
        ["200", "accepted"]
    ]
    assert subject.verdict.startswith("PUB201 uv will upload without checking")
    assert answer.verdict.endswith("[PUB201]")


def test_a_publish_target_without_an_index_is_a_subject_of_its_own() -> None:
    publisher = cred("ci", "x", Source.PUBLISH, Origin.env("UV_PUBLISH_TOKEN"))
    publish = make_publish(publisher, index=None, check=False, asked=[found(publisher)])
    (subject,) = made(make_case(publish=publish)).subjects
    assert (subject.label, subject.roles) == (UPLOAD, ("publish",))
    assert [row.title for row in subject.rows] == ["UV_PUBLISH_TOKEN"]


def test_an_overridden_definition_says_by_what() -> None:
    winner = make_row()
    loser = make_row(
        make_index(PUBLIC, "private", origin=Origin.file("uv.toml", 2)),
        Standing.OVERRIDDEN,
        by=winner.index,
        reason="the name `private` is taken",
    )
    subjects = made(make_case(winner, loser)).subjects
    assert subjects[1].standing == "overridden by private (pyproject.toml:5)"
    assert subjects[1].state is State.NOT_TRIED
    assert [o.text for o in subjects[0].overrides] == ["wins over private"]


def test_the_policy_of_a_covering_definition_is_explained() -> None:
    covering = make_index(f"{PRIVATE}", "wide", policy=Policy.ALWAYS)
    inner = make_row(
        make_index(f"{PRIVATE}/inner", "inner", origin=Origin.file("pyproject.toml", 20)),
        order=2,
        policy=Policy.ALWAYS,
        policy_origin=covering.field_origin("authenticate"),
        asked=[found(cred())],
    )
    lost = Shadowed(Policy.AUTO, Origin.file("pyproject.toml", 20), "the root matches first")
    inner = replace(inner, policy=Setting(inner.policy.value, inner.policy.origin, (lost,)))
    case = make_case(make_row(covering, asked=[found(cred())]), inner)
    subject = made(case).subjects[1]
    assert subject.policy_reason == "wide (pyproject.toml:5) covers this URL"
    assert [o.reason for o in subject.overrides] == ["the root matches first"]


def test_not_tried_says_why() -> None:
    case = make_case(make_row(), public_row(), replayed=page(401).replayed(stopped()))
    assert made(case).subjects[1].verdict == ("not tried: every search ends at an index before it")


def test_the_verdict_is_incomplete_when_something_could_not_be_tried() -> None:
    row = make_row()
    log = Log().add(f"{PRIVATE}/foo/", 0, failure=TransportFailure.DEADLINE)
    cut = made(make_case(row, replayed=log.replayed(found_package())))
    assert cut.state is State.UNKNOWN
    assert cut.verdict == (
        "incomplete: host.example was not tried (not answered before the deadline)"
    )
    open_search = made(
        make_case(row, packages=("foo", "bar"), replayed=page(200).replayed(found_package()))
    )
    assert open_search.verdict == "incomplete: the search for bar was not followed to its end"
    noted = made(
        make_case(row, replayed=page(200).replayed(found_package())),
        Note("the body was cut", incomplete=True),
    )
    assert noted.verdict == "incomplete: the body was cut"


def test_nothing_to_check_and_nothing_sent_are_no_health() -> None:
    empty = made(make_case(make_row(), packages=(), replayed=Log().replayed()))
    assert empty.state is State.NOT_TRIED
    assert empty.verdict == "nothing to check: no package is asked for"
    offline = made(make_case(make_row()))
    assert offline.state is State.NOT_TRIED
    assert "healthy" not in offline.verdict


def test_a_fatal_problem_is_the_verdict() -> None:
    case = make_case(make_row())
    problem = Problem("the name is given twice", Origin.file("pyproject.toml", 3))
    case = replace(case, resolution=replace(case.resolution, problems=(problem,)))
    answer = made(case)
    assert answer.verdict == (
        "uv 0.13.8 refuses to start: the name is given twice (pyproject.toml:3)"
    )
    assert answer.problems == (problem,)


def test_left_out_packages_and_the_assumed_command_are_noted() -> None:
    case = make_case(make_row(), replayed=page(200).replayed(found_package()))
    names = tuple(f"p{n}" for n in range(7))
    case = replace(
        case,
        resolution=replace(case.resolution, left_out=names),
        discovered=replace(case.discovered, command=Command(CommandKind.LOCK, assumed=True)),
    )
    assert [note.text for note in made(case).notes] == [
        "7 packages left out: p0, p1, p2, p3, p4 and 2 more",
        "no command was given: looked at as uv lock would",
    ]


@pytest.mark.parametrize("status", [200, 404])
def test_a_404_at_one_index_is_no_problem_when_another_has_the_package(status: int) -> None:
    log = page(404).add(f"{PUBLIC}/foo/", status, asked_for=PUBLIC)
    ending = found_package(PUBLIC) if status == 200 else None
    conclusions = (ending,) if ending else (Conclusion("foo", Ending.MISSING, Role.PAGE),)
    case = make_case(make_row(), public_row(), replayed=log.replayed(*conclusions))
    first = made(case).subjects[0].sends[0]
    assert first.text == "404"
    assert first.state is (State.OK if status == 200 else State.UNKNOWN)


@pytest.mark.parametrize(("status", "state"), [(200, State.OK), (403, State.PROBLEM)])
def test_a_refused_head_is_no_problem_where_the_file_is_read(status: int, state: State) -> None:
    file = f"{PRIVATE}/files/foo-1.0-py3-none-any.whl"
    log = page(200)
    log.add(file, 405, role=Role.FILE, method="HEAD").add(file, status, role=Role.FILE)
    answer = made(make_case(make_row(), replayed=log.replayed(found_package())))
    assert answer.subjects[0].state is state
    assert answer.subjects[0].sends[0].text == str(status)
