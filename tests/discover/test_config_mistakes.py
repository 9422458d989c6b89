"""What uv takes in its configuration, asked of the real uv field by field."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.discover.oracle import Place, run_uv

from indexdoctor.discover import schema
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.documents import MAX_CONFIG
from indexdoctor.discover.gather import discover
from indexdoctor.discover.schema import Form
from indexdoctor.model.problem import Problem

PROJECT = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'
COMPILE = ["pip", "compile", "r.in", "--offline", "--no-index", "--show-settings"]
LOCAL = "work/uv.toml"
WRONG = {
    Form.BOOL: '"true"',
    Form.TEXT: "1",
    Form.TEXTS: '"a"',
    Form.ARRAY: "1",
    Form.TABLE: "1",
    Form.COUNT: "0",
    Form.FEATURES: "1",
    Form.MOMENT: "1",
    Form.URL: '"http://h:99999/"',
    Form.PLACE: '"http://h:99999/"',
    Form.PROXY: '"ftp://h"',
    Form.HOSTS: '["h:99999"]',
    Form.VERSIONS: '"nonsense"',
    Form.REQUIREMENTS: '["a=="]',
}
RIGHT = {
    Form.BOOL: "true",
    Form.TEXT: '"3.12"',
    Form.TEXTS: '["a"]',
    Form.ARRAY: "[]",
    Form.TABLE: "{}",
    Form.COUNT: "1",
    Form.FEATURES: "true",
    Form.MOMENT: '"2024-01-01"',
    Form.URL: '"http://h/"',
    Form.PLACE: '"./here"',
    Form.PROXY: '"http://h:1"',
    Form.HOSTS: '["h:8443"]',
    Form.VERSIONS: '">=0.1"',
    Form.REQUIREMENTS: '["a==1"]',
}
# Texts with a form of their own, which indexdoctor does not read.
OWN_FORM = {"torch-backend": '"cpu"', "python-platform": '"linux"'}


def problems(place: Place, words: list[str]) -> tuple[Problem, ...]:
    surroundings = place.surroundings({})
    return discover(surroundings, parse_command(["uv", *words], surroundings)).problems


def right(field: str, form: Form | tuple[str, ...]) -> str:
    return OWN_FORM.get(field) or (f'"{form[0]}"' if isinstance(form, tuple) else RIGHT[form])


def wrong(form: Form | tuple[str, ...]) -> str:
    return '"nonsense"' if isinstance(form, tuple) else WRONG[form]


def fields_of_uv(place: Place, text: str) -> set[str]:
    place.write({"work/r.in": "", LOCAL: text})
    answer = run_uv(place, COMPILE, {})
    assert answer.code == 2
    return set(re.findall(r"`([a-z-]+)`", answer.err.partition("expected one of")[2]))


def test_the_fields_are_those_of_uv(tmp_path: Path) -> None:
    place = Place(tmp_path)
    project = set(schema.PROJECT_ONLY) | schema.PROJECT_ONLY_UNREAD
    top = set(schema.TOP) | schema.INDEX_LISTS | project
    assert top == fields_of_uv(place, "nonsense = 1")
    pip = set(schema.PIP) | schema.PIP_INDEX_LISTS
    assert pip == fields_of_uv(place, "[pip]\nnonsense = 1")


TABLES = {"": schema.TOP, "[pip]\n": schema.PIP, '[[index]]\nurl = "./x"\n': schema.INDEX_FIELDS}
FIELDS = [(header, field) for header, fields in TABLES.items() for field in fields]


@pytest.mark.parametrize("header", TABLES)
def test_right_values_are_taken(header: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    # uv takes only one of `preview` and `preview-features`.
    fields = {f: form for f, form in TABLES[header].items() if f != "preview"}
    lines = [f"{field} = {right(field, form)}\n" for field, form in fields.items()]
    place.write({"work/r.in": "", LOCAL: header + "".join(lines)})
    assert problems(place, COMPILE) == ()
    answer = run_uv(place, COMPILE, {})
    assert answer.code == 0, answer.err


@pytest.mark.parametrize(("header", "field"), FIELDS)
def test_a_wrong_value_is_refused(header: str, field: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/r.in": "", LOCAL: f"{header}{field} = {wrong(TABLES[header][field])}\n"})
    answer = run_uv(place, COMPILE, {})
    (problem,) = problems(place, COMPILE)
    assert answer.code == 2
    assert problem.fatal
    assert problem.origin.name == "uv.toml"
    assert problem.origin.line == header.count("\n") + 1


INDEX = '[[index]]\nname = "a"\nurl = "http://a/"\n'
OTHER = '[[index]]\nname = "b"\nurl = "http://b/"\n'
# Whole files, each tried as uv.toml and below [tool.uv], with `pip compile` and with `lock`.
WHOLE = {
    "two defaults": f"{INDEX}default = true\n{OTHER}default = true\n",
    "a name twice": INDEX + INDEX.replace("http://a/", "http://c/"),
    "a URL twice": INDEX + OTHER.replace("http://b/", "http://a/"),
    "explicit without a name": '[[index]]\nurl = "http://a/"\nexplicit = true\n',
    "explicit and default": f"{INDEX}explicit = true\ndefault = true\n",
    "flat and default": f'{INDEX}format = "flat"\ndefault = true\n',
    "an empty name": '[[index]]\nname = ""\nurl = "http://a/"\n',
    "a name beyond ASCII": '[[index]]\nname = "é"\nurl = "http://a/"\n',
    "an empty URL": '[[index]]\nurl = ""\n',
    "a URL without a host": '[[index]]\nurl = "http://"\n',
    "a password with a slash": '[[index]]\nurl = "http://me/x:secret@h/"\n',
    "a field twice": '[[index]]\nurl = "http://a/"\nurl = "http://b/"\n',
    "no codes": f"{INDEX}ignore-error-codes = []\n",
    "a float as code": f"{INDEX}ignore-error-codes = [403.0]\n",
    "a code out of range": f"{INDEX}ignore-error-codes = [99]\n",
    "an index that is a table": '[index]\nurl = "http://a/"\n',
    "preview twice": "preview = false\npreview-features = []\n",
    "indexes that are texts": 'index = ["http://a/"]\n',
}


def line_of(error: str) -> int | None:
    found = re.search(r"at line (\d+)", error)
    return int(found[1]) if found else None


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("command", [COMPILE, ["lock", "--offline"]], ids=["compile", "lock"])
def test_whole_files(name: str, command: list[str], tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({"work/r.in": "", "work/pyproject.toml": PROJECT, LOCAL: WHOLE[name]})
    answer, found = run_uv(place, command, {}), problems(place, command)
    assert any(problem.fatal for problem in found) == (answer.code == 2), (answer.err, found)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("command", [COMPILE, ["lock", "--offline"]], ids=["compile", "lock"])
def test_whole_files_in_pyproject(name: str, command: list[str], tmp_path: Path) -> None:
    """uv warns, with the line of the mistake, and goes on without the table.

    A command that works on the project stops at wrong index tables.
    """
    place = Place(tmp_path)
    table = WHOLE[name].replace("[[index]]", "[[tool.uv.index]]")
    table = table.replace("[index]", "[tool.uv.index]").replace("index = [", "tool.uv.index = [")
    table = table.replace("preview", "tool.uv.preview")
    at_top = table.startswith("tool.")
    place.write(
        {
            "work/r.in": "",
            "work/pyproject.toml": table + PROJECT if at_top else PROJECT + table,
        }
    )
    answer, found = run_uv(place, command, {}), problems(place, command)
    assert any(problem.fatal for problem in found) == (answer.code == 2), (answer.err, found)
    warned = line_of(answer.err)
    assert (warned is not None) == bool(found), (answer.err, found)


@pytest.mark.parametrize("where", ["uv.toml", "pyproject.toml", "r.in"])
@pytest.mark.parametrize("kind", ["directory", "pipe", "loop", "enormous"])
def test_no_ordinary_file_is_read(kind: str, where: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write({} if where == "r.in" else {"work/r.in": ""})
    path = place.cwd / where
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    else:
        with path.open("wb") as file:
            file.truncate(MAX_CONFIG * 5)
    found = problems(place, COMPILE)
    assert [problem.origin.name for problem in found] == [where]
