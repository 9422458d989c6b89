"""The reader of uv's credential store, against expectations and against the real uv."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credentials.real_uv import refusing_server, run_uv, sent

from indexdoctor.cli.session import here
from indexdoctor.credentials.store import read_store, store_path
from indexdoctor.credentials.store_file import parse_store
from indexdoctor.model.credential import Scheme
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import is_path_prefix, parse_address

# URL stands for `http://127.0.0.1:PORT`, OTHER for another address of the same machine.
GOOD = '[[credential]]\nservice = "URL"\nusername = "u"\npassword = "p"\n'
TEXTS = (
    GOOD,
    GOOD.replace("URL", "URL/"),
    GOOD.replace("URL", "URL/simple"),
    GOOD.replace("URL", "URL/simple/"),
    GOOD.replace("URL", "URL/simp"),
    GOOD.replace("URL", "URL/simple/some-package/"),
    GOOD.replace("URL", "URL/simple/other"),
    GOOD.replace("URL", "URL/./x/../simple"),
    GOOD.replace("URL", "URL/simple?query#fragment"),
    GOOD.replace("URL", "http://x:y@127.0.0.1:PORT"),
    GOOD.replace("URL", "https://127.0.0.1:PORT"),
    GOOD.replace("URL", "http://127.0.0.1"),
    GOOD.replace("URL", "HTTP://127.0.0.1:PORT"),
    GOOD.replace("URL", "OTHER"),
    GOOD.replace("URL", "127.0.0.1:PORT"),
    GOOD.replace("URL", "example.com"),
    GOOD + GOOD.replace("URL", "http://example.com"),
    GOOD + GOOD.replace("URL", "ftp://example.com"),
    GOOD + GOOD.replace("URL", "mailto:someone"),
    GOOD + GOOD.replace("URL", "example.com"),
    GOOD + GOOD.replace("URL", ""),
    GOOD + GOOD.replace('"p"', '"second"'),
    GOOD + GOOD.replace('"u"', '"v"'),
    GOOD + GOOD.replace("URL", "URL/simple").replace('"p"', '"longer"'),
    GOOD.replace("URL", "URL/simple").replace('"p"', '"longer"') + GOOD,
    GOOD + '[[credential]]\nservice = "URL"\nscheme = "bearer"\ntoken = "t"\n',
    '[[credential]]\nservice = "URL"\nscheme = "bearer"\ntoken = "t"\n',
    '[[credential]]\nservice = "URL"\nscheme = "bearer"\ntoken = ""\n',
    '[[credential]]\nservice = "URL"\nscheme = "bearer"\n',
    '[[credential]]\nservice = "URL"\nscheme = "bearer"\ntoken = "t"\nusername = ""\n',
    '[[credential]]\nservice = "URL"\nscheme = "bearer"\ntoken = "t"\npassword = "p"\n',
    '[[credential]]\nservice = "URL"\nscheme = "Basic"\nusername = "u"\npassword = "p"\n',
    '[[credential]]\nservice = "URL"\nusername = "u"\n',
    '[[credential]]\nservice = "URL"\nusername = ""\npassword = "p"\n',
    '[[credential]]\nservice = "URL"\npassword = "p"\n',
    '[[credential]]\nusername = "u"\npassword = "p"\n',
    '[[credential]]\nservice = "URL"\nusername = "u"\npassword = 1\n',
    '[[credential]]\nservice = "URL"\nusername = "u"\npassword = ""\n',
    GOOD + 'token = "t"\n',
    GOOD + 'unknown = 1\n[unknown]\nvalue = "x"\n',
    GOOD + "broken",
    'credential = [{service = "URL", username = "u", password = "p"}]',
    '[credential]\nservice = "URL"\nusername = "u"\npassword = "p"\n',
    'credential = ["x"]',
    "\ufeff" + GOOD,
    GOOD.replace("\n", "\r\n"),
    "",
    "[[credential]]\n",
)


def surroundings(folder: Path, **environ: str) -> Surroundings:
    environ = {"HOME": str(folder), "UV_CREDENTIALS_DIR": "store", **environ}
    return Surroundings(cwd=folder, environ=environ)


def write(folder: Path, content: bytes) -> None:
    (folder / "store").mkdir(exist_ok=True)
    (folder / "store" / "credentials.toml").write_bytes(content)


def random_text(randomness: random.Random) -> str:
    paths = ("", "/", "/simple", "/simple/", "/simple/some-package", "/simp", "/other")
    text = ""
    paths_left = list(paths)
    for _ in range(randomness.randrange(1, 4)):
        path = paths_left.pop(randomness.randrange(len(paths_left)))
        user, password = randomness.choice("uv"), randomness.choice("pq")
        text += f'[[credential]]\nservice = "URL{path}"\nusername = "{user}"\n'
        text += (
            randomness.choice((f'password = "{password}"\n', ""))
            if user == "v"
            else (f'password = "{password}"\n')
        )
    return text


def check_texts(folder: Path, texts: list[str], usernames: tuple[str | None, ...]) -> None:
    with refusing_server() as server:
        for text in texts:
            for old, new in (
                ("URL", "http://127.0.0.1:PORT"),
                ("OTHER", "http://127.0.0.2:PORT"),
                ("PORT", str(server.port)),
            ):
                text = text.replace(old, new)
            write(folder, text.encode())
            store = read_store(surroundings(folder))
            for username in usernames:
                index = (
                    server.url if username is None else server.url.replace("//", f"//{username}@")
                )
                run_uv(folder, index, environ={"UV_CREDENTIALS_DIR": "store"})
                request = parse_address(f"{server.url}/some-package/").url
                found = sent(store.lookup(request, username))
                if username is None:
                    assert server.take() == [None, *([] if found is None else [found])], text
                else:
                    assert server.take() == [found or ("Basic", f"{username}:".encode())], text


def test_the_real_uv_sends_what_lookup_gives(tmp_path: Path) -> None:
    check_texts(tmp_path, list(TEXTS), (None,))


def test_the_real_uv_chooses_by_user_name(tmp_path: Path) -> None:
    randomness = random.Random(4)
    check_texts(tmp_path, [random_text(randomness) for _ in range(6)], (None, "u", "v"))


@pytest.mark.skipif(os.name != "posix", reason="needs a second loopback address")
def test_the_real_uv_reads_entries_of_other_hosts_over_http(tmp_path: Path) -> None:
    with refusing_server() as server:
        url = f"http://127.0.0.2:{server.port}"
        write(tmp_path, GOOD.replace("URL", url).encode())
        run_uv(tmp_path, f"{url}/simple", environ={"UV_CREDENTIALS_DIR": "store"})
        expected = read_store(surroundings(tmp_path)).lookup(parse_address(f"{url}/simple/").url)
        assert server.take() == [None, sent(expected)] == [None, ("Basic", b"u:p")]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "home/.local/share/uv/credentials"),
        ({"UV_CREDENTIALS_DIR": ""}, "home/.local/share/uv/credentials"),
        ({"UV_CREDENTIALS_DIR": "own"}, "own"),
        ({"UV_CREDENTIALS_DIR": "~/own"}, "~/own"),
        ({"XDG_DATA_HOME": "ABSOLUTE/data"}, "data/uv/credentials"),
        ({"XDG_DATA_HOME": "data"}, "home/.local/share/uv/credentials"),
        ({"XDG_DATA_HOME": ""}, "home/.local/share/uv/credentials"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="the paths of Unix")
def test_the_real_uv_looks_at_the_same_place(
    tmp_path: Path, environ: dict[str, str], expected: str
) -> None:
    environ = {key: text.replace("ABSOLUTE", str(tmp_path)) for key, text in environ.items()}
    environ["HOME"] = str(tmp_path / "home")
    path = store_path(Surroundings(cwd=tmp_path, environ=environ))
    assert path == tmp_path / expected / "credentials.toml"
    path.parent.mkdir(parents=True)
    with refusing_server() as server:
        path.write_text(GOOD.replace("URL", f"http://127.0.0.1:{server.port}"))
        run_uv(tmp_path, server.url, environ=environ)
        assert server.take() == [None, ("Basic", b"u:p")]


def test_the_data_directory_that_is_there_counts(tmp_path: Path) -> None:
    def path(platform: str, **environ: str) -> Path:
        return store_path(Surroundings(tmp_path, environ, platform)).relative_to(tmp_path)

    appdata = {"APPDATA": str(tmp_path / "roaming")}
    assert path("windows", **appdata) == Path("roaming/uv/credentials/credentials.toml")
    (tmp_path / "roaming/uv/data").mkdir(parents=True)
    assert path("windows", **appdata) == Path("roaming/uv/data/credentials/credentials.toml")
    home = {"HOME": str(tmp_path)}
    assert path("macos", **home) == Path(".local/share/uv/credentials/credentials.toml")
    (tmp_path / "Library/Application Support/uv").mkdir(parents=True)
    assert path("macos", **home) == Path(
        "Library/Application Support/uv/credentials/credentials.toml"
    )


@pytest.mark.skipif(os.name != "posix", reason="the table of accounts of Unix")
@pytest.mark.parametrize("environ", [{"HOME": ""}, {"HOME": "relative"}])
def test_the_real_uv_finds_the_home_of_an_empty_or_relative_variable(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", environ["HOME"])
    path = store_path(replace(here(), cwd=tmp_path))
    shown = path.relative_to(tmp_path) if environ["HOME"] else path
    with refusing_server() as server:
        log = run_uv(tmp_path, server.url, "-v", environ=environ).stderr.decode()
    assert f"credentials file found at `{shown}`" in log or f"credential file {shown}" in log


def test_origin_names_line_and_key(tmp_path: Path) -> None:
    text = GOOD.replace("URL", "https://a") + "\n" + GOOD.replace("URL", "https://b/x")
    write(tmp_path, text.encode())
    found = read_store(surroundings(tmp_path)).lookup(parse_address("https://b/x/y").url)
    assert found is not None
    assert found.origin == Origin.file("store/credentials.toml", 6, "credential[1]")
    assert (found.username, found.secret, found.scheme) == ("u", Secret("p"), Scheme.BASIC)
    assert found.scope == parse_address("https://b/x").url


def test_every_bad_entry_is_told(tmp_path: Path) -> None:
    write(tmp_path, b"[[credential]]\n[[credential]]\nservice = 'https://a'\n")
    store = read_store(surroundings(tmp_path))
    assert [problem.origin.line for problem in store.problems] == [1, 2]
    asked = store.asked(parse_address("https://a/").url)
    assert (asked.state, asked.credential) == ("failed", None)


def test_broken_toml_is_told_without_its_content(tmp_path: Path) -> None:
    write(tmp_path, b"[[credential]]\npassword = s3cret\n")
    (problem,) = read_store(surroundings(tmp_path)).problems
    assert problem.origin.line == 2
    assert "s3cret" not in repr(problem)


def test_states(tmp_path: Path) -> None:
    url = parse_address("https://a/").url
    assert read_store(surroundings(tmp_path)).asked(url).reason == "no credentials.toml"
    text = GOOD.replace("URL", "https://a")
    write(tmp_path, (text + text.replace('"u"', '"v"')).encode())
    store = read_store(surroundings(tmp_path))
    assert store.is_ambiguous(url)
    assert store.asked(url).reason.startswith("several user names match equally well (u, v)")
    assert not store.is_ambiguous(url, "u")
    assert store.asked(url, "u").state == "found"
    assert store.asked(url, "w").reason == "no entry for https://a/ and the user name w"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_fifo_and_a_directory_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    os.mkfifo(tmp_path / "store" / "credentials.toml")
    assert read_store(surroundings(tmp_path)).state == "failed"
    (tmp_path / "store" / "credentials.toml").unlink()
    (tmp_path / "store" / "credentials.toml").mkdir()
    assert read_store(surroundings(tmp_path)).reason == "is a directory"


def test_a_tie_counts_where_uv_meets_it_before_a_longer_match(tmp_path: Path) -> None:
    tie = GOOD.replace("URL", "URL/simple") + GOOD.replace("URL", "URL/simple").replace(
        '"u"', '"v"'
    )
    longer = GOOD.replace("URL", "URL/simple/some-package")
    check_texts(tmp_path, [tie + longer, longer + tie] * 3, (None, "u"))


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        ("/", "/a", True),
        ("/a", "/a", True),
        ("/a", "/a/b", True),
        ("/a/", "/a/b", True),
        ("/a", "/ab", False),
        ("/a/", "/a", False),
    ],
)
def test_a_prefix_ends_at_a_segment(prefix: str, path: str, expected: bool) -> None:
    assert is_path_prefix(prefix, path) is expected


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_the_parser_takes_any_bytes(content: bytes) -> None:
    _, problems = parse_store(content, "f")
    lines = content.count(b"\n") + 1
    assert all(1 <= (problem.origin.line or 1) <= lines for problem in problems)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["service", "username", "password", "token", "scheme", "x"]),
            st.sampled_from(["https://a", "basic", "bearer", "", "//", "http://[", "a b"]),
        )
    )
)
def test_the_parser_takes_any_entries(tables: list[dict[str, str]]) -> None:
    text = "".join(
        "[[credential]]\n" + "".join(f'{key} = "{value}"\n' for key, value in table.items())
        for table in tables
    )
    entries, problems = parse_store(text.encode(), "f")
    assert len(entries) + len(problems) == len(tables)


@pytest.mark.parametrize(
    ("service", "username", "expected"),
    [
        ("https://h.example/other/", None, [("path", "u", False)]),
        ("http://h.example/", None, [("scheme", "u", False)]),
        ("https://h.example/", "v", [("login", "u", True)]),
        ("https://elsewhere.example/", None, []),
        ("https://h.example:8443/", None, []),
        ("https://h.example/", None, []),
    ],
)
def test_what_was_meant_for_the_server_is_told(
    tmp_path: Path, service: str, username: str | None, expected: list[tuple[str, str, bool]]
) -> None:
    write(tmp_path, GOOD.replace("URL", service).encode())
    store = read_store(surroundings(tmp_path))
    answer = store.asked(parse_address("https://h.example/team/simple").url, username)
    found = [(each.kind, each.username, each.secret is not None) for each in answer.passed]
    assert found == expected


def test_all_that_match_equally_well_are_told(tmp_path: Path) -> None:
    text = GOOD.replace("URL", "https://h.example/")
    write(tmp_path, (text + text.replace('"u"', '"v"')).encode())
    store = read_store(surroundings(tmp_path))
    answer = store.asked(parse_address("https://h.example/team/simple").url)
    assert answer.state == "absent"
    assert [(each.kind, each.username, each.origin.line) for each in answer.passed] == [
        ("tied", "u", 1),
        ("tied", "v", 5),
    ]
