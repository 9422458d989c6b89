"""No secret of a world is in any document made of it; one that were there would be found."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.leaks.documents import VIEWS, documents, watching
from tests.leaks.echo import planted
from tests.leaks.encodings import ENCODINGS, found
from tests.render import samples

from indexdoctor.model.secret import Secret, watch
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.render import ticket
from indexdoctor.render.gate import Gate, LeakError
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.sanitise import map_text
from indexdoctor.run import RunOptions, explain

CANARY = 'Wint3r"&<canary>/99+é %zz'
WORLDS = 200
ROOT = Path(__file__).parents[2]


def test_the_documents_of_many_worlds_hold_no_secret() -> None:
    """In processes of their own: some worlds name hosts that are not there."""
    words = [sys.executable, "-m", "tests.leaks", "--seed", "2", "--worlds", str(WORLDS)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    summary = re.search(r"(\d+) worlds of seed 2, (\d+) documents, .* (\d+) leaks", done.stdout)
    assert summary is not None, done.stderr
    worlds, documents, leaks = map(int, summary.groups())
    assert (done.returncode, worlds, leaks) == (0, WORLDS, 0), done.stdout
    assert documents > WORLDS * 2 * 2 * len(FORMATS)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_canary_in_a_document_would_be_found_and_stopped(name: str, encoding: str) -> None:
    text = renderer(name)(samples.check(), VIEWS["pipe"])
    assert found(text.encode(), CANARY) == []
    for at in (0, len(text) // 2, len(text)):
        document = planted(text, CANARY, ENCODINGS[encoding], at)
        assert found(document, CANARY)
        with pytest.raises(LeakError):
            Gate({Secret(CANARY)}).check(document.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_canary_that_is_not_masked_would_be_found(name: str) -> None:
    """What the format itself makes of a secret: its own escapes around those of the server."""
    for encoding in ENCODINGS.values():
        said = encoding(CANARY).decode("utf-8", "surrogateescape")

        def say(text: str, said: str = said) -> str:
            return f"{text} {said}" if " " in text else text

        document = renderer(name)(map_text(samples.check(), say), VIEWS["pipe"])
        assert found(document.encode("utf-8", "backslashreplace"), CANARY)


def test_a_canary_in_a_member_of_the_ticket_would_be_found_and_stopped() -> None:
    gate = Gate({Secret(CANARY)})
    for name, text in ticket.members(samples.check()):
        for encoding in ENCODINGS.values():
            document = planted(text, CANARY, encoding, len(text) // 2)
            member = (name, document.decode("utf-8", "surrogateescape"))
            assert found(document, CANARY)
            with pytest.raises(LeakError):
                ticket.archive([member], gate.check, datetime(2026, 1, 1, tzinfo=UTC))


def test_every_format_and_member_is_searched() -> None:
    names = [name for name, _ in documents(samples.check(), watching(set()))]
    assert {f"{format} (pipe)" for format in FORMATS} <= set(names)
    assert {f"anonymised: {format} (pipe)" for format in FORMATS} <= set(names)
    assert {f"table ({view})" for view in VIEWS} <= set(names)
    made = list(ticket.members(samples.check(), ("a log",)))
    archive = zipfile.ZipFile(io.BytesIO(ticket.archive(made, Gate(set()).check, None)))
    for prefix in ("ticket: ", "anonymised: ticket: "):
        searched = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        assert searched == archive.namelist()


def test_a_variable_named_like_a_secret_is_one_wherever_it_is_put(tmp_path: Path) -> None:
    """`--index-url https://host/${TOKEN}/simple` is what some servers document."""
    (tmp_path / "requirements.txt").write_text(
        "alpha\n--index-url https://myco.example/${FEED_TOKEN}/simple\n"
    )
    environ = {"HOME": str(tmp_path), "PATH": "/nowhere", "FEED_TOKEN": "open-sesame"}
    words = ("uv", "pip", "install", "-r", "requirements.txt")
    with watch() as known:
        options = RunOptions(Surroundings(tmp_path, environ), words, uv_version="0.13.8")
        report = explain(options)
        for _, content in documents(report, watching(known)):
            assert found(content, "open-sesame") == []
    assert "open-sesame" in str(report)
