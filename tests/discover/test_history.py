"""The releases named in the tables of options, variables and fields, asked of those releases."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conformance.releases import RELEASES, release
from tests.discover.oracle import Place
from tests.discover.probe_options import STOP, Parser

from indexdoctor.discover import preview_features, schema, variables
from indexdoctor.discover.options import first_release, options_of
from indexdoctor.discover.since import Since, release_of
from indexdoctor.model.command import CommandKind
from indexdoctor.versions import known, newest

HISTORY = Path(schema.__file__).with_name("uv_options_history.json")
# A release of each minor version that changed options.
ASKED = ("0.6.5", "0.6.17", "0.7.14", "0.8.3", "0.8.22", "0.9.17", "0.10.12", "0.11.16", "0.12.8")


@pytest.mark.parametrize("version", ASKED)
@pytest.mark.parametrize("kind", list(CommandKind))
def test_an_older_release_knows_these_options_and_no_others(
    kind: CommandKind, version: str
) -> None:
    parser, uv = Parser(str(release(version))), known(version)
    table = options_of(kind, uv).long
    words = [f"--{name}" for name, spec in table.items() if not spec.takes_value]
    words += [
        f"--{name}={spec.choices[0] if spec.choices else ''}"
        for name, spec in table.items()
        if spec.takes_value and (spec.choices or spec.empty)
    ]
    words = [word for word in words if word not in ("--help", "--version")]
    # The parser stops at the first word it does not know, before it looks at conflicts.
    told = parser.error(kind.value, *words, STOP)
    assert f"unexpected argument '{STOP}'" in told or "cannot be used multiple times" in told, told
    missing = options_of(kind, newest()).long.keys() - table.keys()
    for name in sorted(missing):
        assert f"unexpected argument '--{name}" in parser.error(kind.value, f"--{name}=")
        came = first_release(kind, name, uv)
        assert came is not None
        assert RELEASES.index(came) > RELEASES.index(version)


@pytest.mark.parametrize("version", json.loads(HISTORY.read_text(encoding="utf-8")))
def test_the_release_before_a_change_of_options_has_them_as_they_were(version: str) -> None:
    """One of the options that came with each release."""
    groups = json.loads(HISTORY.read_text(encoding="utf-8"))[version]
    before = RELEASES[RELEASES.index(version) - 1]
    for commands, delta in groups.items():
        kind = CommandKind(commands.split(", ")[0])
        # What is an option of its own now can have been another name of one before.
        aliases = options_of(kind, known(before)).long
        new = (n for n, change in delta.items() if change is None and n not in aliases)
        name = next(new, None)
        if name is None:
            continue
        for which, there in ((before, False), (version, True)):
            assert (name in options_of(kind, known(which)).long) is there
            told = Parser(str(release(which))).error(kind.value, f"--{name}=", STOP)
            assert (f"unexpected argument '--{name}" not in told) is there, told


def _edges(since: Since) -> Iterator[tuple[str, str, str]]:
    for name in since:
        version = release_of(name, since)
        assert version is not None
        yield name, RELEASES[RELEASES.index(version) - 1], version


def _code(place: Place, version: str, words: str, environ: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [release(version), *words.split()],
        cwd=place.cwd,
        env=place.environ(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


TABLES = {
    "top": ("{} = []\nnonsense = 1\n", schema.SINCE),
    "pip": ("[pip]\nnonsense = 1\n", schema.PIP_SINCE),
}
FIELDS = [(table, *edge) for table, (_, since) in TABLES.items() for edge in _edges(since)]


@pytest.mark.parametrize(("table", "name", "before", "since"), FIELDS)
def test_fields_came_with_their_release(
    table: str, name: str, before: str, since: str, tmp_path: Path
) -> None:
    place = Place(tmp_path)
    place.write({"work/uv.toml": ("[pip]\n" if table == "pip" else "") + "nonsense = 1\n"})
    for version, there in ((before, False), (since, True)):
        code, told = _code(place, version, "pip compile x.in", {})
        assert code == 2
        assert (f"`{name}`" in told.partition("expected one of")[2]) is there


INDEX_FIELDS = list(_edges(schema.INDEX_SINCE))


@pytest.mark.parametrize(("name", "before", "since"), INDEX_FIELDS)
def test_fields_of_an_index_came_with_their_release(
    name: str, before: str, since: str, tmp_path: Path
) -> None:
    place = Place(tmp_path)
    place.write({"work/uv.toml": f'[[index]]\nurl = "http://a.example/"\n{name} = 1\n'})
    for version, refused in ((before, False), (since, True)):
        code, told = _code(place, version, "pip compile --show-settings x.in", {})
        assert (code == 2) is refused, told


@pytest.mark.parametrize(("name", "before", "since"), list(_edges(schema.REFUSED_SINCE)))
def test_fields_of_the_project_are_refused_since(
    name: str, before: str, since: str, tmp_path: Path
) -> None:
    place = Place(tmp_path)
    is_table = name in ("dependency-groups", "build-backend")
    place.write({"work/uv.toml": f"[{name}]\n" if is_table else f"{name} = []\n"})
    for version, refused in ((before, False), (since, True)):
        code, told = _code(place, version, "pip compile --show-settings x.in", {})
        assert (code == 2) is refused, told


@pytest.mark.parametrize(("name", "before", "since"), list(_edges(preview_features.SINCE)))
def test_preview_features_came_with_their_release(
    name: str, before: str, since: str, tmp_path: Path
) -> None:
    place = Place(tmp_path)
    place.write({})
    for version, refused in ((before, True), (since, False)):
        command = "pip compile --show-settings x.in"
        code, told = _code(place, version, command, {"UV_PREVIEW_FEATURES": name})
        assert (code == 2) is refused, told
        assert preview_features.is_refused(name, known(version)) is refused


# What has no bad value, or is seen with a command that is not modelled.
_WITHOUT_BAD_VALUE = frozenset(
    {"UV_EXCLUDE", "UV_NO_BUILD_PACKAGE", "UV_VENV_SEED", "UV_VENV_CLEAR"}
)
VARIABLES = [edge for edge in _edges(variables.SINCE) if edge[0] not in _WITHOUT_BAD_VALUE]


_COMMANDS = {
    **dict.fromkeys(("UV_NO_BUILD", "UV_NO_GROUP"), "sync --show-settings"),
    **dict.fromkeys(("UV_NO_DEFAULT_GROUPS", "UV_NO_PROJECT"), "run --show-settings x"),
    **dict.fromkeys(("UV_DEV", "UV_NO_DEV", "UV_NO_EDITABLE"), "run --show-settings x"),
    **dict.fromkeys(("UV_ISOLATED", "UV_NO_SOURCES"), "run --show-settings x"),
    "UV_PUBLISH_NO_ATTESTATIONS": "publish --show-settings",
    "UV_HTTP_RETRIES": "pip compile --offline r.in",
}


@pytest.mark.parametrize(("name", "before", "since"), VARIABLES)
def test_variables_are_read_since(name: str, before: str, since: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    project = '[project]\nname = "p"\nversion = "1"\n'
    place.write({"work/pyproject.toml": project, "work/r.in": ""})
    command = _COMMANDS.get(name, "lock --show-settings")
    bad = "" if name in ("UV_PROJECT", "UV_WORKING_DIR", "UV_WORKING_DIRECTORY") else "!"
    for version, refused in ((before, False), (since, True)):
        code, told = _code(place, version, command, {name: bad})
        assert (code == 2) is refused, told
