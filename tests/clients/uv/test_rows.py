"""The table of indexes: order, winners, losers; the order of requests was seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import find

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.model.credential import Source
from indexdoctor.model.index import Policy
from indexdoctor.model.resolution import IndexRow, Standing

PROJECT = (
    '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["foo"]\n'
)
COMPILE = "pip compile r.in"


def index(host: str, *more: str, name: str | None = None) -> str:
    lines = ["[[index]]", f'name = "{name or host}"', f'url = "http://{host}/simple"', *more]
    return "\n".join(lines) + "\n"


A, B = index("a"), index("b")
END = index("end", "default = true")


def rows(
    place: Path,
    toml: str,
    command: str = COMPILE,
    environ: Mapping[str, str] | None = None,
    wanted: str = "foo\n",
) -> tuple[IndexRow, ...]:
    files = {"uv.toml": toml, "r.in": wanted}
    return resolve(find(place, command, files, environ)).rows


def searched(found: tuple[IndexRow, ...]) -> list[str]:
    """The hosts that are asked, in order."""
    return [row.index.url.host for row in found if row.standing is Standing.SEARCHED]


def row_of(found: tuple[IndexRow, ...], host: str) -> IndexRow:
    return next(row for row in found if row.index.url.host == host)


def typed(option: str) -> str:
    return f"{COMPILE} {option}"


@pytest.mark.parametrize(
    ("toml", "command", "environ", "order"),
    [
        (A + B + END, COMPILE, {}, "a b end"),
        (END + A, COMPILE, {}, "a end"),
        (A, COMPILE, {}, "a pypi.org"),
        (A + END, typed("--index http://cli/simple"), {}, "cli a end"),
        (A + END, typed("--default-index http://cli/simple"), {}, "a cli"),
        (A + END, typed("--index-url http://cli/simple"), {}, "a cli"),
        (A + END, COMPILE, {"UV_INDEX": "http://e1/simple http://e2/simple"}, "e1 e2 a end"),
        (A + END, COMPILE, {"UV_DEFAULT_INDEX": "http://e1/simple"}, "a e1"),
        (A + END, COMPILE, {"UV_INDEX_URL": "http://e1/simple"}, "a e1"),
        # What is typed hides the variable of the same option.
        (END, typed("--index http://cli/simple"), {"UV_INDEX": "http://e1/simple"}, "cli end"),
        (END, typed("--extra-index-url http://x/simple --index http://i/simple"), {}, "i x end"),
        (A + END, typed("--no-index"), {}, ""),
    ],
)
def test_the_order_of_the_search(
    toml: str, command: str, environ: Mapping[str, str], order: str, tmp_path: Path
) -> None:
    found = rows(tmp_path, toml, command, environ)
    assert searched(found) == order.split()
    assert [row.order for row in found if row.order] == list(range(1, len(order.split()) + 1))


def test_legacy_settings_stand_behind_the_tables(tmp_path: Path) -> None:
    legacy = (
        'index-url = "http://l/simple"\n'
        'extra-index-url = ["http://x1/simple", "http://x2/simple"]\n'
    )
    assert searched(rows(tmp_path, legacy + A)) == ["a", "x1", "x2", "l"]


def test_the_pip_table_counts_for_pip_commands(tmp_path: Path) -> None:
    toml = (
        END + A + '[pip]\nextra-index-url = ["http://x/simple"]\nindex-url = "http://pi/simple"\n'
    )
    found = rows(tmp_path, toml)
    assert searched(found) == ["a", "x", "end"]
    assert row_of(found, "pi").standing is Standing.OVERRIDDEN
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    found = rows(tmp_path, toml, "lock")
    assert searched(found) == ["a", "end"]
    assert row_of(found, "x").reason == "the [pip] table counts for `uv pip` commands only"


@pytest.mark.parametrize(
    ("options", "order"),
    [
        # Unlike `uv pip`, a project command lets the file's default win over --index-url.
        ("--index-url http://cli/simple", "a end"),
        ("--default-index http://cli/simple", "a cli"),
        ("--extra-index-url http://x/simple --index http://i/simple", "i a x end"),
    ],
)
def test_the_order_of_project_commands(options: str, order: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    assert searched(rows(tmp_path, A + END, f"lock {options}")) == order.split()


@pytest.mark.parametrize(
    ("line", "toml", "order"),
    [
        ("--index-url http://r/simple", A + END, "a end"),
        ("--index-url http://r/simple", A, "a r"),
        ("--extra-index-url http://r/simple", A + END, "a r end"),
    ],
)
def test_options_of_requirements_files_come_last(
    line: str, toml: str, order: str, tmp_path: Path
) -> None:
    found = rows(tmp_path, toml, wanted=f"{line}\nfoo\n")
    assert searched(found) == order.split()
    assert row_of(found, "r").index.origin.name == "r.in"


def test_an_overridden_default_names_its_winner(tmp_path: Path) -> None:
    found = rows(tmp_path, END, wanted="--index-url http://r/simple\nfoo\n")
    loser = row_of(found, "r")
    assert loser.standing is Standing.OVERRIDDEN
    assert loser.by is not None
    assert loser.by.name == "end"
    assert (loser.by.origin.name, loser.by.origin.line) == ("uv.toml", 3)
    assert "the default index is already given by" in loser.reason


def test_of_one_name_the_first_counts(tmp_path: Path) -> None:
    found = rows(tmp_path, A + index("b", name="a") + END)
    assert searched(found) == ["a", "end"]
    loser = row_of(found, "b")
    assert (loser.standing, loser.by) == (Standing.OVERRIDDEN, row_of(found, "a").index)
    assert "the name `a` is taken" in loser.reason


def test_a_typed_name_hides_that_of_a_file(tmp_path: Path) -> None:
    found = rows(tmp_path, A + END, typed("--index a=http://cli/simple"))
    assert searched(found) == ["cli", "end"]
    assert row_of(found, "a").standing is Standing.OVERRIDDEN


def test_one_url_is_searched_once(tmp_path: Path) -> None:
    found = rows(tmp_path, A + A.replace('name = "a"', 'name = "twin"') + END)
    assert searched(found) == ["a", "end"]
    twin = next(row for row in found if row.index.name == "twin")
    assert (twin.standing, twin.order) == (Standing.DUPLICATE, None)
    assert "searched already" in twin.reason


def test_a_slash_makes_it_another_url(tmp_path: Path) -> None:
    other = index("a", name="other").replace("/simple", "/simple/")
    assert searched(rows(tmp_path, A + other + END)) == ["a", "a", "end"]


def test_an_explicit_index_is_not_searched(tmp_path: Path) -> None:
    found = rows(tmp_path, index("a", "explicit = true") + END)
    assert searched(found) == ["end"]
    assert row_of(found, "a").standing is Standing.EXPLICIT


def test_an_explicit_default_leaves_no_default(tmp_path: Path) -> None:
    found = rows(tmp_path, A + index("end", "default = true", "explicit = true"))
    assert searched(found) == ["a"], "not even uv's own"


def test_find_links_have_a_standing_of_their_own(tmp_path: Path) -> None:
    found = rows(tmp_path, A + END, typed("--find-links http://links/flat"))
    assert row_of(found, "links").standing is Standing.FLAT
    assert searched(found) == ["a", "end"]


def test_no_index_says_so_on_every_row(tmp_path: Path) -> None:
    found = rows(tmp_path, A + END, typed("--no-index"))
    assert {row.standing for row in found} == {Standing.UNUSED}
    assert {row.reason for row in found} == {"--no-index switches all indexes off"}


def test_the_policy_of_a_row_and_where_it_stands(tmp_path: Path) -> None:
    found = rows(tmp_path, index("a", 'authenticate = "always"') + END)
    policy = row_of(found, "a").policy
    assert (policy.value, policy.origin.line) == (Policy.ALWAYS, 4)
    assert row_of(found, "end").policy.value is Policy.AUTO


def test_the_sources_of_a_row(tmp_path: Path) -> None:
    environ = {"UV_INDEX_A_USERNAME": "ann", "UV_INDEX_A_PASSWORD": "pw"}
    found = rows(tmp_path, A + END, environ=environ)
    states = {asked.source: asked.state for asked in row_of(found, "a").asked}
    assert states[Source.INDEX_ENV] == "found"
    assert states[Source.NETRC] == "unasked", "the variables are complete"
    assert {asked.state for asked in row_of(found, "end").asked} <= {"absent", "off"}
    seeded = row_of(found, "a").seeded
    assert seeded is not None
    assert seeded.username == "ann"
