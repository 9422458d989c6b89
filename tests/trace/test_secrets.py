"""What old logs hold in clear is neither in a story nor in a redacted log."""

from __future__ import annotations

import base64

import pytest
from tests.trace.dressing import DRESSINGS
from tests.trace.old import OLD, PASSWORD, run

from indexdoctor.model.secret import Secret, watch
from indexdoctor.render.gate import Gate
from indexdoctor.render.log import redacted
from indexdoctor.trace.read import stories

ENCODED = base64.b64encode(f"alice:{PASSWORD}".encode()).decode()
SECRET = 'p"ß/\\w'
LINES = {
    "URL": f"TRACE Caching credentials for http://alice:{PASSWORD}@h/simple",
    "encoded URL": "TRACE Caching credentials for http://alice:p%22%C3%9F%2F%5Cw@h/simple",
    "record": f'to Credentials {{ username: Username(Some("a")), password: Some("{PASSWORD}") }}',
    "escaped record": r'to Basic { username: Username(None), password: Some("p\"\u{df}/\\w") }',
    "wrapped record": f'password: Some(Password("{PASSWORD}"))',
    "header": f"h2 Headers {{ authorization: Basic {ENCODED} }}",
    "header in bytes": rf'b"GET / HTTP/1.1\r\nAuthorization: Basic {ENCODED}\r\n\r\n"',
    "header in a record": f'{{"authorization": "Basic {ENCODED}"}}',
    "token": f'"authorization": "Bearer {PASSWORD}"',
}


@pytest.mark.parametrize("kind", LINES)
def test_a_secret_in_clear_is_known_from_then_on(kind: str) -> None:
    with watch() as known:
        gate = Gate(known)
        [line] = redacted([LINES[kind]], gate)
        value = SECRET if kind.startswith("e") else PASSWORD
        assert Secret(value) in known
        assert not gate.hits(line)
        assert gate.hits(f"and {value} elsewhere")


def test_a_mask_is_no_secret() -> None:
    with watch() as known:
        line = "TRACE Handling request for https://alice:****@h/simple"
        assert redacted([line, 'password: Some("****")'], Gate(known))[0] == line
        assert not known


@pytest.mark.parametrize("name", ["CRLF", "colour", "GitLab", "80 columns", "docker compose"])
@pytest.mark.parametrize("version", [version for version in OLD if version < "0.7"])
def test_no_password_of_a_real_log_is_left(version: str, name: str) -> None:
    done, _ = run(version, "URL", "trace")
    text = f"The account is alice, {ENCODED}\n{done.stderr}"
    assert PASSWORD in text, "a log without its password shows nothing here"
    rows = DRESSINGS[name](text.splitlines()).splitlines()
    with watch() as known:
        clean = "\n".join(redacted(rows, Gate(known)))
    assert PASSWORD not in clean.replace("\n", "")
    assert ENCODED not in clean.replace("\n", "")
    assert "Handling request" in clean


def test_a_story_holds_no_password() -> None:
    done, _ = run("0.3.5", "netrc and name", "trace")
    assert PASSWORD in done.stderr
    with watch() as known:
        assert PASSWORD not in repr(list(stories(done.stderr.splitlines())))
    assert Secret(PASSWORD) in known
