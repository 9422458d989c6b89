"""Requirements with markers, hashes and comments, in the spellings compiled files have."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement as Parsed

from indexdoctor.discover.requirement_lines import statements
from indexdoctor.discover.requirements import parse_requirement
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.surroundings import Surroundings

AT = Origin.file("requirements.txt", 1)
HERE = Surroundings(Path("/nowhere"), {})


@pytest.mark.parametrize(
    "text",
    [
        'foo==1.0; python_version >= "3.11"',
        "foo==1.0 ; sys_platform == 'win32'",
        'Foo.Bar>=1,<2;python_version<"3.9" and os_name=="nt"',
        'foo ; extra == "x"',
        'foo[a,b]==1 ; python_version >= "3"',
    ],
)
def test_a_marker_is_read_as_packaging_reads_it(text: str) -> None:
    found = parse_requirement(text, AT, HERE)
    parsed = Parsed(text)
    assert isinstance(found, Requirement)
    assert found.name == parsed.name.lower().replace(".", "-")
    assert found.marker == str(parsed.marker)
    assert found.extras == tuple(sorted(parsed.extras))
    assert sorted(found.specifier.split(",")) == sorted(str(parsed.specifier).split(","))
    assert found.url is None


@pytest.mark.parametrize(
    "text", ["foo==1.0;", "foo >= 1 ; ", "foo==1.0; nonsense", 'foo; python_version >> "3"']
)
def test_a_broken_marker_is_a_problem(text: str) -> None:
    assert isinstance(parse_requirement(text, AT, HERE), Problem)


def test_a_variable_in_a_marker_stays() -> None:
    here = Surroundings(Path("/nowhere"), {"PLATFORM": "linux"})
    found = parse_requirement('foo; sys_platform == "${PLATFORM}"', AT, here)
    assert isinstance(found, Requirement)
    assert found.marker == 'sys_platform == "${PLATFORM}"'


def test_a_semicolon_in_a_url_begins_no_marker() -> None:
    found = parse_requirement("foo @ https://a.example/x;y/foo-1.0.tar.gz", AT, HERE)
    assert isinstance(found, Requirement)
    assert str(found.url) == "https://a.example/x;y/foo-1.0.tar.gz"


def test_hashes_and_comments_are_no_part_of_a_requirement() -> None:
    text = (
        "alpha==1.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
        "    # via beta\n"
        "beta==2.0  # why\r\n"
        "gamma==3.0 \\\n    --hash sha256:22\n"
        "delta \\\n  == 4.0\n"
        "epsilon#5"
    )
    assert [(one.text, one.line) for one in statements(text)] == [
        ("alpha==1.0", 1),
        ("beta==2.0", 5),
        ("gamma==3.0", 6),
        ("delta \\\n  == 4.0", 8),
        ("epsilon#5", 10),
    ]
