"""Labels in place of names: none is left in any format, and what remains is the same report."""

from __future__ import annotations

import base64
import dataclasses
import html
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from tests.faults.catalogue import faulty
from tests.faults.play import play
from tests.render import samples
from tests.render.drawn import drawn

from indexdoctor import run
from indexdoctor.__main__ import main
from indexdoctor.model.exchange import Exchange, Request, Response, Role
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.report import Note, Report
from indexdoctor.model.url import parse_address
from indexdoctor.render.anonymise import public
from indexdoctor.render.anonymise.names import HIDDEN, Kind, NameLeftError, Names
from indexdoctor.render.anonymise.report import NOTE, anonymised
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.rule_page import known_codes, page
from indexdoctor.render.ticket import archive, members
from indexdoctor.render.view import View

VIEW = View(verbose=True)
HOME = "/".join(("", "home", "wilma"))
# The formats that hold the pages of the rules, whose examples have names too.
WITH_PAGES = {"sarif", "html"}
PAGES = "".join(page(code, View()) or "" for code, _ in known_codes())
# Every name that tests/conformance gives an index, a user or a package.
CONFORMANCE = (
    *("corp", "my-index", "my_index", "my.index", "MY-Index", "b.c", "Extra_1"),
    *("alice", "bob@example.org", "svc+ci", "carol"),
    *("acme-tools", "acme_tools", "bar-baz", "bar_baz"),
)


def written(name: str) -> Iterator[str]:
    """Ways to write a name."""
    yield from (name, quote(name, safe=""), html.escape(name), json.dumps(name)[1:-1])
    yield re.sub("[-_.]+", "_", name)
    if len(name) >= 6:
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + name.encode()).decode()
            yield encoded[4 if shift else 0 : -4]


def left(names: Iterable[str], text: str) -> list[str]:
    """The names that are in a text, in any case, as words of their own."""
    return [
        form
        for name in names
        for form in written(name)
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])", text, re.IGNORECASE)
    ]


def shown(report: Report) -> str:
    return "".join(renderer(name)(report, VIEW) for name in FORMATS)


def assert_nothing_left(report: Report, names: set[str]) -> None:
    changed, _, found = anonymised(report)
    for name in FORMATS:
        text = renderer(name)(changed, VIEW)
        found.check(text)
        fixed = left(names, PAGES) if name in WITH_PAGES else []
        assert set(left(names, text)) <= set(fixed), name
    assert_same_structure(report, changed)


def assert_same_structure(report: Report, changed: Report) -> None:
    old, new = (json.loads(renderer("json")(each, VIEW)) for each in (report, changed))
    assert new["environment"].pop() == {"label": "names", "text": NOTE}
    for exchange in (*old["exchanges"], *new["exchanges"]):
        exchange["headers"] = sorted(exchange["headers"])
    assert shape(new) == shape(old)


_KEPT = {"code", "state", "severity", "confidence", "kind", "role", "method", "format", "mode"}
_KEPT |= {
    "complete",
    "scheme",
    "secret",
    "tool_version",
    "at",
    "failure",
    "http_version",
    "started",
}


def shape(value: Any, name: str = "") -> Any:
    """A document without its texts, but for those that are no one's name."""
    if isinstance(value, dict):
        return {key: shape(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item, name) for item in value]
    return "" if isinstance(value, str) and name not in _KEPT else value


def is_private(name: str) -> bool:
    return bool(name) and not public.is_plain(name) and name not in public.users()


@pytest.mark.parametrize("number", range(24))
def test_no_name_of_a_world_of_the_wide_web_is_left(number: int) -> None:
    world = faulty(11, number).world
    hosts = {urlsplit(base).hostname or "" for base in world.hosts}
    names = {host for host in hosts if public.host_label(host, 1)}
    for place in world.places:
        names |= {place.name, place.repo, place.user}
    names |= {account.name for account in world.accounts} | set(world.wanted)
    names = {name for name in names if is_private(name) and not public.is_path_word(name)}
    report = play(world)
    assert left(names, shown(report))
    assert_nothing_left(report, names)


@pytest.mark.parametrize("number", range(40))
def test_no_name_of_a_drawn_world_is_left(number: int) -> None:
    report = drawn(number)[1]
    assert_nothing_left(report, set(left(CONFORMANCE, shown(report))))


def of(**names: str) -> Names:
    found = Names()
    for kind, several in names.items():
        for name in several.split():
            found.add(Kind(kind), name)
    return found


def test_the_same_name_has_the_same_label() -> None:
    names = of(host="a.corp.example b.corp.example", user="dora", package="Acme_Tools acme-tools")
    assert names.replaced("https://dora:****@a.corp.example/acme.tools/ and B.CORP.EXAMPLE") == (
        "https://user-1:****@host-1.example/package-1/ and host-2.example"
    )
    assert names.replaced("acme_tools-1.0.tar.gz for dora, not Dora") == (
        "package-1-1.0.tar.gz for user-1, not Dora"
    )
    assert names.replaced("doraemon, pandora") == "doraemon, pandora"


def test_an_index_is_replaced_in_the_names_of_its_variables() -> None:
    names = of(index="team-a")
    assert names.replaced("team-a reads UV_INDEX_TEAM_A_PASSWORD") == (
        "index-1 reads UV_INDEX_INDEX_1_PASSWORD"
    )


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("artifacts.corp.example", "host-1.example"),
        ("myco.jfrog.io", "host-1.jfrog.io"),
        ("myco.pkgs.visualstudio.com", "host-1.pkgs.visualstudio.com"),
        ("pkgs.dev.azure.com", None),
        ("europe-west3-python.pkg.dev", None),
        ("pypi.org", None),
        ("files.pythonhosted.org", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("[::1]", None),
        (
            "myco-123456789012.d.codeartifact.eu-west-1.amazonaws.com",
            "host-1-000000000000.d.codeartifact.eu-west-1.amazonaws.com",
        ),
        ("10.1.2.3", "host-1.example"),
        ("nexus", "host-1.example"),
    ],
)
def test_public_hosts_and_the_domains_of_providers_stay(host: str, label: str | None) -> None:
    assert public.host_label(host, 1) == label


def test_a_plain_word_is_replaced_where_it_stands_as_a_name_only() -> None:
    names = of(user="token", package="index a")
    said = "the index asks for a token"
    assert names.replaced(said) == said
    assert names.replaced("https://token@h.example/simple/index/") == (
        "https://user-1@h.example/simple/package-1/"
    )
    assert names.replaced("`a` is pinned") == "`package-2` is pinned"


def test_a_label_that_is_a_name_itself_is_not_given() -> None:
    names = of(user="user-1 erin")
    assert names.replaced("user-1 and erin") == "user-2 and user-3"


@pytest.mark.parametrize("text", ["%65rin was here", "&#101;rin was here", "\\u0065rin was here"])
def test_a_name_in_another_encoding_hides_the_text(text: str) -> None:
    names = of(user="erin")
    assert names.replaced(text) == HIDDEN
    assert names.replaced(f"/{text}") == "/hidden"
    with pytest.raises(NameLeftError):
        names.check(f"a document\n{text}")


def test_a_document_with_a_name_is_refused() -> None:
    names = of(user="brunhilde", package="colour")
    names.check("a document with a colour, and brunhildes")  # `colour` is a word of the program
    for text in ("by brunhilde", base64.b64encode(b"brunhilde:secret").decode(), "BRUNHILDE"):
        with pytest.raises(NameLeftError):
            names.check(text)


def strange() -> Report:
    """A report with names in places that have no field of their own."""
    sample = samples.check()
    url = parse_address("https://repo.acme.example:8443/teams/blue/simple/zeppelin/").url
    answer = Response(
        401,
        url,
        {
            "www-authenticate": 'Basic realm="Acme Artifacts"',
            "via": "1.1 proxy7",
            "location": "https://login.acme.example/sso",
        },
        b"body of zeppelin",
        reason="Unauthorized by gate.acme.example",
    )
    sent = Request("GET", url, Role.PAGE, package="zeppelin", index="blueindex", why="as ever")
    texts = (
        f"read {HOME}/clients/Bedrock/pyproject.toml and C:\\Users\\wilma\\uv.toml",
        "no entry for 10.7.7.7 or vault.acme.example in ~/secret-stuff/.netrc",
        "its login is betty, not wilma.flint; see https://docs.astral.sh/uv/",
        "`barney` is pinned to the index `slate`, which the project does not declare",
        "GET https://repo.acme.example:8443/teams/blue/fred_util-2.0-py3-none-any.whl",
        "the server says realm Acme Artifacts",
    )
    spaced = ("ca-file", Setting[object]("x", Origin.file("/srv/Quarry Works/uv.toml", 3)))
    return dataclasses.replace(
        sample,
        exchanges=(*sample.exchanges, Exchange(9, sent, answer)),
        notes=tuple(Note(text) for text in texts),
        settings=(*sample.settings, spaced),
        client=dataclasses.replace(
            sample.client, command="uv pip install -u pebbles dinopkg[x]==1.0 -r reqs/gravel.txt"
        ),
    )


# Every name in `strange`.
STRANGE = """
repo.acme.example teams blue zeppelin blueindex login.acme.example proxy7 gate.acme.example
wilma clients Bedrock 10.7.7.7 vault.acme.example secret-stuff betty barney slate fred_util
pebbles dinopkg reqs gravel quarry hutch mypkg myco.example
"""


def test_names_are_found_wherever_they_stand() -> None:
    names = STRANGE.split()
    report = strange()
    assert [name for name in names if not left([name], shown(report))] == []
    changed, _, found = anonymised(report)
    for name in FORMATS:
        text = renderer(name)(changed, VIEW)
        found.check(text)
        fixed = left(names, PAGES) if name in WITH_PAGES else []
        assert set(left([*names, "Acme Artifacts"], text)) <= set(fixed), name
    assert "https://docs.astral.sh/uv/" in changed.notes[2].text
    assert changed.exchanges[-1].response.body == b""
    assert changed.client.command.startswith("uv pip install -u user-")
    assert_same_structure(report, changed)


def test_the_log_has_the_labels_of_the_report() -> None:
    log = (
        "DEBUG Searching for a compatible version of mypkg (>=1)",
        "TRACE Request for https://hutch:****@myco.example/artifactory/api/pypi/pypi-local/simple/",
        "TRACE Found user configuration at `/srv/acmeworks/3.11.7/bin/python3.11` (`3.11.7`)",
        "DEBUG Adding direct dependency: innertool>=2",
        "DEBUG Found stale response for https://other.acme.example/simple/private-thing/",
    )
    report, lines, names = anonymised(samples.check(), log)
    assert lines is not None
    text = "\n".join(lines)
    assert (
        left(
            [
                "mypkg",
                "hutch",
                "myco.example",
                "other.acme.example",
                "private-thing",
                "innertool",
                "acmeworks",
            ],
            text,
        )
        == []
    )
    asked = report.exchanges[0].request
    assert asked.package is not None
    assert lines[0] == f"DEBUG Searching for a compatible version of {asked.package} (>=1)"
    assert asked.url.host in lines[1]
    assert "user configuration" in lines[2]
    assert lines[2].endswith("/3.11.7/bin/python3.11` (`3.11.7`)")
    archive(list(members(report, lines)), names.check, None)


def test_the_command_writes_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "check", lambda options: strange())
    Path("uv.log").write_text("DEBUG wilma asks vault.acme.example\n")
    names = ["wilma", "zeppelin", "repo.acme.example", "vault.acme.example", "hutch", "Bedrock"]
    arguments = ["-o", "t.zip", "-o", "r.json", "-o", "r.txt", "--log", "uv.log"]
    assert main(["report", "--anonymise", *arguments]) == 1
    texts = [capsys.readouterr().out, Path("r.json").read_text(), Path("r.txt").read_text()]
    with zipfile.ZipFile("t.zip") as file:
        texts += [file.read(name).decode() for name in file.namelist()]
    assert [left(names, text) for text in texts] == [[]] * len(texts)
    main(["report", "-o", "named.zip"])
    capsys.readouterr()
    assert main(["show", "named.zip", "--anonymise", "-v"]) == 0
    assert left(names, capsys.readouterr().out) == []


def test_nothing_is_written_where_a_name_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "check", lambda options: strange())
    monkeypatch.setattr(Names, "replaced", lambda self, text: text)
    assert main(["report", "--anonymise", "-o", "t.zip", "-o", "r.json"]) == 70
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "the output would hold a name" in captured.err
    assert list(tmp_path.iterdir()) == []
