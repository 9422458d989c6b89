"""A saved report looks as it did when it was made, and a stranger's does no harm."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import samples
from tests.render.drawn import checked, drawn

from indexdoctor.__main__ import main
from indexdoctor.lab import scenarios
from indexdoctor.lab.stage import stage
from indexdoctor.model.report import Report
from indexdoctor.render import schema
from indexdoctor.render.gate import Gate
from indexdoctor.render.redact import masked
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.saved import file
from indexdoctor.render.saved.document import parse
from indexdoctor.render.saved.errors import SavedError
from indexdoctor.render.saved.file import MEMBERS, read
from indexdoctor.render.saved.report import report as read_back
from indexdoctor.render.view import View

VIEWS = (View(), View(verbose=True), View(width=72, color=True))
FOLDER = Path(__file__).parent / "saved"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema.schema_text()))
TEXT = renderer("json")(samples.check(), View())
DOCUMENT = json.loads(TEXT)


def assert_looks_the_same(report: Report) -> None:
    report = masked(report, Gate(()))
    text = renderer("json")(report, View())
    VALIDATOR.validate(json.loads(text))
    again = read_back(parse(text))
    for name in FORMATS:
        for view in VIEWS:
            assert renderer(name)(again, view) == renderer(name)(report, view), name


@pytest.mark.parametrize("sample", [samples.check, samples.explain, samples.compared])
def test_a_report_made_by_hand_looks_the_same(sample: Any) -> None:
    assert_looks_the_same(sample())


@pytest.mark.parametrize("name", scenarios.names())
def test_a_demo_looks_the_same(name: str) -> None:
    scenario = scenarios.load(name)
    with stage(scenario.scene) as staged:
        assert_looks_the_same(checked(staged, scenario.uv))


@pytest.mark.parametrize("number", range(60))
def test_the_report_of_a_drawn_world_looks_the_same(number: int) -> None:
    assert_looks_the_same(drawn(number)[1])


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.stem)
def test_reports_of_every_published_version_can_be_read(path: Path) -> None:
    """These files are never written anew: they are what others have saved."""
    document = json.loads(path.read_text(encoding="utf-8"))
    assert path.name.startswith(f"version-{document['version']}-")
    VALIDATOR.validate(document)
    report = read(path).report
    for name in FORMATS:
        text = renderer(name)(report, View(verbose=True))
        assert text
    again = json.loads(renderer("json")(report, View()))
    assert_holds(again, document)


def assert_holds(new: Any, old: Any) -> None:
    """Whatever was said is still said, in the same place."""
    if isinstance(old, dict):
        for name, value in old.items():
            assert_holds(new[name], value)
    elif isinstance(old, list):
        assert len(new) == len(old)
        for one, other in zip(new, old, strict=True):
            assert_holds(one, other)
    else:
        assert new == old


def test_members_that_a_later_release_adds_are_passed_over() -> None:
    document = json.loads(TEXT)
    document["new"] = {"a": [1]}
    document["indexes"][0]["sources"][1]["new"] = True
    document["exchanges"][0]["credential"] = None
    document["exchanges"][0]["new"] = "x"
    del document["environment"], document["indexes"][0]["roles"]
    report = read_back(parse(json.dumps(document)))
    assert report.subjects[0].roles == samples.check().subjects[0].roles


def changed(path: str, value: object) -> str:
    """The sample with one value replaced; the path is as errors give it."""
    document = json.loads(TEXT)
    steps: list[Any] = []
    for part in path.split("."):
        name, *numbers = part.replace("]", "").split("[")
        steps += [name, *map(int, numbers)]
    place = document
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("version", 2, "its shape is of another version; this indexdoctor reads version 1"),
        ("version", True, "its shape is of another version"),
        ("verdict.state", "fine", "input should be 'ok', "),
        ("indexes[0].origin.line", 0, "input should be greater than or equal to 1"),
        ("indexes[0].policy.value", "maybe", "it is none of auto, always, never"),
        ("indexes[0].policy.shadowed[0].value", "x", "it is none of auto, always, never"),
        ("indexes[0].sends[0].exchange", 99, "there is no request with this number"),
        ("exchanges[0].url", "no URL", "it is no URL (relative URL without a base)"),
        ("exchanges[0].url", "https://a.example:99999/", "it is no URL (invalid port number)"),
        ("exchanges[0].role", "x", "it is none of page, flat, "),
        ("exchanges[0].status", -1, "it is no status of HTTP"),
        ("exchanges[0].failure", "x", "it is none of dns, "),
        ("exchanges[0].at", "soon", "it is no time of ISO 8601 with a zone"),
        ("exchanges[0].at", "2026-01-01T00:00:00", "it is no time of ISO 8601 with a zone"),
        ("exchanges[1].id", 1, "another request has this number"),
        ("exchanges[1].credential.source", "x", "it is none of url, index-env, "),
        ("keyring[0].arguments", ["set", "a"], "these are no arguments that a client gives"),
        ("keyring[0].trouble", "x", "it is none of absent, "),
        ("findings[0].evidence[0].exchange", 99, "there is no request with this number"),
        ("findings[0].evidence[0].text", None, "input should be a valid string"),
        ("exchanges[0].at", "1999-01-01T00:00:00Z", "it is no time of a report"),
        ("exchanges[0].at", "2100-01-01T00:00:00Z", "it is no time of a report"),
        ("exchanges[0].started", -1, "it is no number of seconds of a run"),
        ("exchanges[0].phases.wait", 1e300, "it is no number of seconds of a run"),
        ("keyring[0].ended", 1e300, "it is no number of seconds of a run"),
        ("started", "", "it is no time of ISO 8601 with a zone"),
        ("indexes", {}, "input should be a valid list"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(path: str, value: object, said: str) -> None:
    with pytest.raises(SavedError) as caught:
        read_back(parse(changed(path, value)))
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is no JSON"),
        (b"{", "it is no JSON (Expecting property name enclosed in double quotes, line 1)"),
        (b"[]", "it is no report of indexdoctor"),
        (b'{"format": "indexdoctor-versions"}', "it is no report of indexdoctor"),
        (b"[" * 100_000 + b"]" * 100_000, "it is nested too deeply"),
        (b"[" + b"[]," * 130_000 + b"[]]", "it holds more than 250,000 values"),
        (b'{"a": NaN}', "a number that is none"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too large"),
        (b"\xff\xfe", "it is not UTF-8 (line 1)"),
        (b"PK\x03\x04 broken", "it is a broken zip"),
    ],
)
def test_what_is_no_report_is_said(
    data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(data)
    assert main(["show", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"error: {path}: ")
    assert said in captured.err


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return target.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped(("report.json", b"{}")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    return bytes(data)


def of_another_method() -> bytes:
    data = bytearray(zipped(("report.json", b"{}")))
    data[data.index(b"PK\x01\x02") + 10] = 97
    data[8] = 97
    return bytes(data)


def tickets() -> Iterator[Any]:
    yield pytest.param(zipped(), "it holds no report.json", id="empty")
    tricks = ("../report.json", "/report.json", "a/report.json", "report.json/", "REPORT.JSON")
    yield pytest.param(
        zipped(*((name, TEXT.encode()) for name in tricks)), "it holds no report.json", id="paths"
    )
    wrong = changed("findings[0].code", 1).encode()
    yield pytest.param(
        zipped(("report.json", wrong)), "report.json: findings[0].code: ", id="place"
    )
    many = zipped(*((f"{n}.txt", b"") for n in range(MEMBERS + 1)), ("report.json", TEXT.encode()))
    yield pytest.param(many, "it holds more than 100 files", id="many")
    yield pytest.param(encrypted(), "its report.json is encrypted", id="encrypted")
    yield pytest.param(of_another_method(), "its report.json cannot be unpacked", id="method")
    whole = bytearray(zipped(("report.json", TEXT.encode())))
    yield pytest.param(bytes(whole[: len(whole) // 2]), "it is a broken zip", id="half")
    whole[60] ^= 255
    yield pytest.param(bytes(whole), "report.json", id="damaged")


@pytest.mark.parametrize(("data", "said"), list(tickets()))
def test_a_ticket_without_a_report_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "ticket.zip"
    path.write_bytes(data)
    with pytest.raises(SavedError) as caught:
        read(path)
    assert said in str(caught.value) or "broken zip" in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ticket.zip"
    with pytest.warns(UserWarning, match="Duplicate"):
        path.write_bytes(zipped(("report.json", TEXT.encode()), ("report.json", b"{}")))
    with pytest.raises(SavedError, match="several files with the name"):
        read(path)


def test_there_is_a_limit_to_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGEST", 100_000)
    bomb = zipped(("report.json", b" " * 200_000))
    assert len(bomb) < 1000
    for name, data in (("t.zip", bomb), ("r.json", b" " * 200_000)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(SavedError, match="larger than"):
            read(tmp_path / name)


def test_what_is_no_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SavedError, match="there is no standard input"):
        read(Path("-"))
    with pytest.raises(SavedError, match="it is a folder"):
        read(tmp_path)
    with pytest.raises(SavedError, match="it does not exist"):
        read(tmp_path / "none.json")
    with pytest.raises(SavedError, match="no regular file"):
        read(Path("/dev/zero"))


def test_a_strangers_text_is_shown_as_text(tmp_path: Path) -> None:
    bad = "\ud800\x1b]0;x\x07\u202e<script>alert(1)</script>\n::error::[/]|`"
    text = changed("findings[0].cause", bad)
    report = read_back(parse(text))
    for name in FORMATS:
        for view in VIEWS:
            shown = renderer(name)(report, view)
            assert shown.encode("utf-8")
            assert "\x1b]" not in shown
            assert "\u202e" not in shown
            assert "\n::error" not in shown


def test_a_secret_in_a_strangers_url_is_masked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_text(changed("exchanges[0].url", "https://me:Canary-12345@a.example/?t=Canary-6789"))
    assert main(["show", str(path), "-v"]) == 0
    assert "Canary" not in capsys.readouterr().out


def test_a_ticket_keeps_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    log = b"DEBUG https://me:hunter22@a.example/\n\xff\n"
    Path("t.zip").write_bytes(zipped(("report.json", TEXT.encode()), ("trace.log", log)))
    assert main(["show", "t.zip", "-o", "again.zip"]) == 0
    with zipfile.ZipFile("again.zip") as file:
        assert file.read("trace.log").decode() == "DEBUG https://me:****@a.example/\n\ufffd\n"
        assert file.read("report.json").decode() == TEXT
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("t.zip").read_bytes())))
    assert main(["show", "-", "--format", "json"]) == 0
    assert capsys.readouterr().out == TEXT


@given(st.data())
def test_no_change_of_a_document_makes_it_crash(data: st.DataObject) -> None:
    """One value anywhere is replaced by any other: an error with a place, or a report to show."""
    document = json.loads(TEXT)
    place: Any = document
    while True:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    simple = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    place[key] = data.draw(simple | st.lists(simple) | st.dictionaries(st.text(), simple))
    try:
        report = read_back(parse(json.dumps(document)))
    except SavedError:
        return
    for name in FORMATS:
        renderer(name)(report, View(verbose=True))
