"""Remarks on secrets that others can see: they are said, and disturb nothing else."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnose.builders import cred, found, found_package, make_case, make_row, page

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.model.discovered import Hygiene
from indexdoctor.model.finding import Severity
from indexdoctor.model.origin import Origin
from indexdoctor.render.blocks import finding as block
from indexdoctor.render.view import View


def healthy(hygiene: Hygiene) -> Case:
    row = make_row(asked=[found(cred())])
    case = make_case(row, replayed=page(200, cred()).replayed(found_package()))
    return replace(case, discovered=replace(case.discovered, hygiene=hygiene))


def test_sec102_names_each_file_once() -> None:
    places = tuple(Origin.file("pyproject.toml", line) for line in (9, 14))
    (one, other) = findings(healthy(Hygiene(committed=(*places, Origin.file("netrc")))))
    assert (one.code, other.code) == ("SEC102", "SEC102")
    assert one.severity is Severity.WARNING
    assert one.origins == places
    assert "pyproject.toml:9" in one.cause
    assert other.remedies[0].command == "git rm --cached netrc"


def test_sec103_names_the_file_and_the_command() -> None:
    (note,) = findings(healthy(Hygiene(readable=(Origin.file("~/.netrc"),))))
    assert (note.code, note.severity) == ("SEC103", Severity.NOTE)
    assert note.remedies[0].command == "chmod 600 ~/.netrc"


def test_nothing_is_said_without_such_files() -> None:
    assert findings(healthy(Hygiene())) == ()


def test_a_remark_takes_one_line() -> None:
    for remark in findings(
        healthy(Hygiene((Origin.file("pyproject.toml", 9),), (Origin.file("~/.netrc"),)))
    ):
        assert len(block(remark, View())) == 1
        assert len(block(remark, View(verbose=True))) > 1
