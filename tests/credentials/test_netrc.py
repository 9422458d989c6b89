"""The netrc reader, against expectations and against the real uv."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credentials.real_uv import refusing_server, run_uv, sent

from indexdoctor.credentials.netrc import SIZE_LIMIT, find_netrc, read_netrc
from indexdoctor.credentials.netrc_parser import parse_netrc
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings

ENTRY = "machine 127.0.0.1 login alice password pw"

# Texts that each show one rule; the real uv decides what is right.
TEXTS = (
    ENTRY,
    ENTRY + "\n",
    ENTRY.replace(" ", "\n"),
    ENTRY.replace(" ", "\t \r\n"),
    "\n" + ENTRY,
    "# comment of words\n" + ENTRY,
    "#comment of words\n" + ENTRY,
    "#\n" + ENTRY,
    "\n#comment\n" + ENTRY,
    "\n# comment of words\n" + ENTRY,
    "\n\n# comment of words\n" + ENTRY,
    ENTRY + "\n\n# comment of words\n",
    ENTRY + " # comment of words\n",
    ENTRY + " #\n",
    ENTRY + "\n # comment\r\nmachine other login x password y",
    ENTRY.replace("pw", "#pw"),
    ENTRY.replace("pw", "p#w"),
    ENTRY.replace("pw", '"p w"'),
    ENTRY.replace("pw", 'p"w'),
    ENTRY.replace("pw", '"p\\"w"'),
    ENTRY.replace("pw", "p\\ w"),
    ENTRY.replace("pw", "pw\\"),
    ENTRY.replace("pw", '"pw'),
    ENTRY.replace("pw", '"pw\\'),
    ENTRY.replace("pw", '""'),
    ENTRY.replace("pw", '"pw"account x'),
    ENTRY.replace("alice", '""'),
    ENTRY.replace("alice", "ålice"),
    ENTRY.replace("login", "user"),
    ENTRY + " account acct",
    ENTRY + ' "" unknown',
    ENTRY + " unknown",
    "unknown\n" + ENTRY,
    ENTRY + "\nmachine 127.0.0.1 login bob password second",
    ENTRY + "\nmachine 127.0.0.1",
    ENTRY + "\nmachine",
    ENTRY + "\ndefault login other password other",
    "default login other password other\n" + ENTRY,
    "default login other password other",
    "machine default login other password other",
    "machine elsewhere login other password other",
    "machine 127.0.0.1",
    "machine 127.0.0.1 login alice",
    "machine 127.0.0.1 password pw",
    "machine 127.0.0.1 login password pw",
    "machine 127.0.0.1 login\nmachine elsewhere password pw",
    "macdef init\nmachine 127.0.0.1 login macro password macro\n\n" + ENTRY,
    "macdef init\nline\n \t \n" + ENTRY,
    "macdef init\nline\n\x1c\n\n" + ENTRY,
    ENTRY + "\nmacdef init\nline\n",
    "macdef\n\n" + ENTRY,
    "",
)


def surroundings(folder: Path, **environ: str) -> Surroundings:
    return Surroundings(cwd=folder, environ={"HOME": str(folder), **environ})


def test_the_real_uv_sends_what_lookup_gives(tmp_path: Path) -> None:
    randomness = random.Random(20)
    texts: list[bytes] = [text.encode() for text in TEXTS]
    texts.append(ENTRY.encode() + b"\xff\xfe\xc3(")
    texts.append(b"\xef\xbb\xbf" + ENTRY.encode())
    texts.extend(random_text(randomness).encode() for _ in range(8))
    check_texts(tmp_path, texts)


def random_text(randomness: random.Random) -> str:
    words: tuple[str, ...] = (
        "machine",
        "127.0.0.1",
        "login",
        "password",
        "default",
        "a",
        "b#",
        "#c",
        '"q r"',
    )
    words += ('""', "\\\\", '"', "macdef", "account", "user", "#")
    ends = (" ", " ", " ", "\n", "\n", "\n\n", "\r\n", "")
    text = randomness.choice(("", ENTRY + "\n", "machine 127.0.0.1 "))
    for _ in range(randomness.randrange(1, 10)):
        text += randomness.choice(words) + randomness.choice(ends)
    return text


def check_texts(folder: Path, texts: list[bytes]) -> None:
    with refusing_server() as server:
        for content in texts:
            (folder / ".netrc").write_bytes(content)
            expected = sent(read_netrc(surroundings(folder)).lookup("127.0.0.1"))
            run_uv(folder, server.url)
            first, *rest = server.take()
            assert first is None
            assert rest == ([] if expected is None else [expected]), content


@pytest.mark.parametrize("username", ["alice", "bob"])
def test_the_real_uv_asks_for_the_user_name_of_the_url(tmp_path: Path, username: str) -> None:
    (tmp_path / ".netrc").write_text(ENTRY + "\ndefault login bob password other\n")
    with refusing_server() as server:
        run_uv(tmp_path, server.url.replace("//", f"//{username}@"))
        credential = read_netrc(surroundings(tmp_path)).lookup("127.0.0.1", username)
        expected = ("Basic", b"bob:") if credential is None else sent(credential)
        assert server.take() == [expected]
        assert (credential is None) is (username == "bob")


@pytest.mark.parametrize(
    ("netrc", "home", "used"),
    [
        ("~/n", None, "n"),
        ("n", None, "n"),
        ("missing", None, ".netrc"),
        ("", None, ".netrc"),
        ("~other/n", None, ".netrc"),
        ("directory", None, None),
        (None, "", ".netrc"),
        ("~/n", "", None),
    ],
)
def test_the_real_uv_takes_the_same_file(
    tmp_path: Path, netrc: str | None, home: str | None, used: str | None
) -> None:
    for name in (".netrc", "n"):
        (tmp_path / name).write_text(f"machine 127.0.0.1 login user{name} password x")
    (tmp_path / "directory").mkdir()
    environ = {} if netrc is None else {"NETRC": netrc}
    if home is not None:
        environ["HOME"] = home
    with refusing_server() as server:
        run_uv(tmp_path, server.url, environ=environ)
        seen = server.take()
    netrc_file = read_netrc(surroundings(tmp_path, **environ))
    credential = netrc_file.lookup("127.0.0.1")
    assert seen[1:] == ([sent(credential)] if credential else [])
    if used is not None:
        assert netrc_file.path == tmp_path / used


def test_origin_is_the_line_of_the_winning_entry(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text(
        "# mine\nmachine a login one password 1\n\nmacdef x\nline\n\n"
        "machine\n  a login two password 2\ndefault login any password 3\n"
    )
    netrc = read_netrc(surroundings(tmp_path))
    found = netrc.lookup("a")
    assert found is not None
    assert found.origin == Origin.file(".netrc", 7, "machine a")
    assert (found.username, found.secret) == ("two", Secret("2"))
    other = netrc.lookup("b")
    assert other is not None
    assert other.origin == Origin.file(".netrc", 9, "default")
    assert [entry.line for entry in netrc.entries] == [2, 7, 9]


def test_an_error_names_its_line_and_drops_the_file(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text(f"{ENTRY}\n\n# two words\n")
    netrc = read_netrc(surroundings(tmp_path))
    assert netrc.state == "failed"
    assert netrc.lookup("127.0.0.1") is None
    (problem,) = netrc.problems
    assert problem.origin == Origin.file(".netrc", 3)
    assert not problem.fatal
    assert netrc.asked("127.0.0.1").state == "failed"


def test_a_problem_never_holds_a_word_of_the_file(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine h login a password two s3cret\n")
    netrc = read_netrc(surroundings(tmp_path))
    assert netrc.state == "failed"
    assert "s3cret" not in repr(netrc)


@pytest.mark.parametrize("host", ["Example.com", "example.com:443", "https://example.com/"])
def test_a_host_no_url_can_have_is_told(tmp_path: Path, host: str) -> None:
    (tmp_path / ".netrc").write_text(f"\nmachine {host} login a password b\n")
    (problem,) = read_netrc(surroundings(tmp_path)).problems
    assert problem.origin.line == 2


def test_absence_is_told_apart(tmp_path: Path) -> None:
    assert read_netrc(surroundings(tmp_path)).asked("h").reason == "no netrc file"
    (tmp_path / ".netrc").write_text("machine h login a password b\n")
    netrc = read_netrc(surroundings(tmp_path))
    assert netrc.asked("x").reason == "no entry for x"
    assert "user name z" in netrc.asked("h", "z").reason
    assert netrc.asked("h").state == "found"


def test_a_variable_that_names_nothing_is_told(tmp_path: Path) -> None:
    (problem,) = read_netrc(surroundings(tmp_path, NETRC="nothing")).problems
    assert problem.origin == Origin.env("NETRC")


def test_windows_knows_a_second_name(tmp_path: Path) -> None:
    (tmp_path / "_netrc").write_text("")
    windows = Surroundings(tmp_path, {"USERPROFILE": str(tmp_path)}, "windows")
    assert find_netrc(windows) == tmp_path / "_netrc"
    assert find_netrc(surroundings(tmp_path)) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".netrc")
    netrc = read_netrc(surroundings(tmp_path))
    assert (netrc.state, netrc.reason) == ("failed", "is not a regular file")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_bytes(b"\n" * (SIZE_LIMIT + 1))
    assert "larger" in read_netrc(surroundings(tmp_path)).reason


def test_time_grows_with_the_length_only() -> None:
    for piece in ("machine h login a password b\n", '"\\', "\\", "# c\n", "\n", '""'):
        text = piece * (500_000 // len(piece))
        started = time.perf_counter()
        parse_netrc(text)
        assert time.perf_counter() - started < 5


@given(
    st.text(alphabet='machine default login password macdef \n\t\r"\\#', max_size=80) | st.text()
)
def test_the_parser_takes_any_text(text: str) -> None:
    entries, error = parse_netrc(text)
    lines = text.count("\n") + 1
    assert all(1 <= entry.line <= lines for entry in entries)
    assert error is None or 1 <= error.line <= lines


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), min_size=1)] * 3), max_size=5
    )
)
def test_quoted_values_come_back(values: list[tuple[str, str, str]]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    text = "".join(
        f"machine {quoted(host)} login {quoted(login)} password {quoted(password)}\n"
        for host, login, password in values
    )
    entries, error = parse_netrc(text)
    assert error is None
    found = [(entry.host, entry.login, entry.password.reveal()) for entry in entries]
    assert found == values


@pytest.mark.parametrize(
    ("platform", "read"), [("linux", False), ("macos", False), ("windows", True)]
)
def test_the_name_that_windows_knows(platform: str, read: bool, tmp_path: Path) -> None:
    (tmp_path / "_netrc").write_text(ENTRY, encoding="utf-8")
    homes = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    netrc = read_netrc(Surroundings(tmp_path / "project", homes, platform=platform))
    assert (netrc.path is not None) is read
    assert ("~/_netrc is read on Windows only" in netrc.reason) is not read


@pytest.mark.parametrize(
    ("text", "username", "expected"),
    [
        ("machine h login a password x\nmachine h login b password y\n", None, [("earlier", 1)]),
        ("machine h login a password x\n", "b", [("login", 1)]),
        ("machine h login a password x\n", "a", []),
        ("machine h:8443 login a password x\n", None, [("port", 1)]),
        ("machine h:1 login a password x\n", None, []),
        ("machine H login a password x\n", None, [("case", 1)]),
        ("machine https://h:8443/simple login a password x\n", None, [("url", 1)]),
        ("machine h/simple login a password x\n", None, [("url", 1)]),
        ("machine other login a password x\n", None, []),
        ("machine h login a password x\nmachine o pasword y\n", None, [("dropped", 1)]),
        ("machine o pasword y\nmachine h login a password x\n", None, [("dropped", 2)]),
    ],
)
def test_what_was_meant_for_the_host_is_told(
    tmp_path: Path, text: str, username: str | None, expected: list[tuple[str, int]]
) -> None:
    (tmp_path / ".netrc").write_text(text)
    answer = read_netrc(surroundings(tmp_path)).asked("h", username, 8443)
    assert [(each.kind, each.origin.line) for each in answer.passed] == expected


def test_files_in_other_places_are_told_when_they_have_the_host(tmp_path: Path) -> None:
    for name in ("home", "account", "none"):
        (tmp_path / name).mkdir()
    (tmp_path / "home" / "_netrc").write_text("machine h login a password x\n")
    (tmp_path / "account" / ".netrc").write_text("machine h login a password x\n")
    environ = {"HOME": str(tmp_path / "home"), "NETRC": str(tmp_path / "none" / "netrc")}
    here = Surroundings(tmp_path, environ, account_home=tmp_path / "account")
    told = read_netrc(here).asked("h").passed
    assert [each.kind for each in told] == ["variable", "name", "home"]
    assert [each.kind for each in read_netrc(here).asked("other").passed] == ["variable"]
    (tmp_path / "none" / "netrc").write_text("machine o login a password x\n")
    assert [each.kind for each in read_netrc(here).asked("h").passed] == ["name", "home"]
    same = Surroundings(tmp_path, environ, account_home=tmp_path / "home")
    assert [each.kind for each in read_netrc(same).asked("h").passed] == ["name"]
