"""Which indexes are asked for a package and how that ends; each was seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import HTML, Ran, index_server, page, run, wheel
from tests.clients.uv.scripted import Reply, Serve

from indexdoctor.model.exchange import Request, TransportFailure

ONE = '[[index]]\nname = "one"\nurl = "http://one/simple"\n'
MID = '[[index]]\nname = "mid"\nurl = "http://mid/simple"\n'
TWO = '[[index]]\nname = "two"\nurl = "http://two/simple"\ndefault = true\n'
JSON = "application/vnd.pypi.simple.v1+json"
COMPILE = "pip compile r.in"
UNSAFE = ("unsafe-first-match", "unsafe-best-match")


def servers(**answers: int | Reply | Serve) -> Serve:
    """A server a host: a status, an answer to its pages, or anything; else all packages."""

    def serve(request: Request) -> Reply:
        answer = answers.get(request.url.host, 200)
        if callable(answer):
            return answer(request)
        if isinstance(answer, int):
            return index_server(request) if answer == 200 else (answer, {})
        return answer if "simple" in request.url.path else index_server(request)

    return serve


def compiled(
    place: Path, serve: Serve, toml: str = ONE + TWO, wanted: str = "foo", options: str = ""
) -> Ran:
    files: Mapping[str, str | bytes] = {"uv.toml": toml, "r.in": f"{wanted}\n"}
    return run(place, f"{COMPILE} {options}", serve, files)


def hosts(ran: Ran) -> list[str]:
    """The hosts whose pages were asked, in order."""
    return [request.url.host for request in ran.requests if "/simple/" in request.url.path]


@pytest.mark.parametrize(
    ("status", "asked", "ending"),
    [
        (200, ["one"], "found"),
        (404, ["one", "two"], "found"),
        (401, ["one"], "stopped"),
        (403, ["one"], "stopped"),
        (407, ["one"], "failed"),
        (410, ["one"], "failed"),
    ],
)
def test_the_first_answer_decides(
    status: int, asked: list[str], ending: str, tmp_path: Path
) -> None:
    ran = compiled(tmp_path, servers(one=status))
    assert (hosts(ran), ran.endings) == (asked, [ending])


def test_a_stop_names_the_index_and_its_answer(tmp_path: Path) -> None:
    ran = compiled(tmp_path, servers(one=404, mid=401), ONE + MID + TWO)
    assert hosts(ran) == ["one", "mid"]
    (conclusion,) = ran.conclusions
    assert conclusion.index == "mid"
    assert conclusion.text == "the search stops at this index: it answers 401"


def test_all_without_the_package(tmp_path: Path) -> None:
    ran = compiled(tmp_path, servers(one=404, two=404))
    assert (hosts(ran), ran.endings) == (["one", "two"], ["missing"])
    assert ran.conclusions[0].index is None


@pytest.mark.parametrize("failure", [TransportFailure.TLS, TransportFailure.TIMEOUT])
def test_no_answer_ends_the_search(failure: TransportFailure, tmp_path: Path) -> None:
    ran = compiled(tmp_path, lambda request: failure)
    assert (set(hosts(ran)), ran.endings) == ({"one"}, ["failed"])


@pytest.mark.parametrize(
    ("codes", "status", "ending"),
    [
        ("[403]", 403, "found"),
        ("[401]", 401, "found"),
        ("[500]", 500, "found"),
        ("[403]", 401, "stopped"),
        ("[403]", 404, "found"),
        ("[]", 403, "stopped"),
    ],
)
def test_ignored_codes(codes: str, status: int, ending: str, tmp_path: Path) -> None:
    toml = f"{ONE}ignore-error-codes = {codes}\n{TWO}"
    ran = compiled(tmp_path, servers(one=status), toml)
    assert ran.endings == [ending]
    assert ("two" in hosts(ran)) == (ending == "found")


def test_pytorch_is_forgiven_a_403(tmp_path: Path) -> None:
    toml = ONE.replace("one/simple", "download.pytorch.org/whl") + TWO
    answers: dict[str, int] = {"download.pytorch.org": 403}
    ran = compiled(tmp_path, servers(**answers), toml)
    assert ran.endings == ["found"]
    stated = toml.replace(TWO, f"ignore-error-codes = []\n{TWO}")
    assert compiled(tmp_path, servers(**answers), stated).endings == ["stopped"]


@pytest.mark.parametrize(
    "answer",
    [
        (200, HTML, b""),
        (200, {"content-type": "text/html; charset=utf-8"}, b"<form>Log in</form>"),
        (200, {"content-type": JSON}, b'{"files": [], "meta": {}, "name": "foo"}'),
        page(wheel("foo", "0.1")),
    ],
    ids=["empty", "login page", "empty json", "other version"],
)
def test_a_page_without_a_fitting_file_ends_the_search(answer: Reply, tmp_path: Path) -> None:
    ran = compiled(tmp_path, servers(one=answer), wanted="foo>=1")
    assert (hosts(ran), ran.endings) == (["one"], ["missing"])
    assert ran.conclusions[0].index == "one"


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"content-type": "text/plain"}, b"hi"),
        (200, {}, b"hi"),
        (204, {}, b""),
        (200, {"content-type": "application/json"}, b'{"files": []}'),
        (200, {"content-type": JSON}, b'{"files": 3}'),
        (200, {"content-type": JSON}, b"<html>"),
    ],
)
def test_what_is_no_page_ends_the_run(answer: Reply, tmp_path: Path) -> None:
    ran = compiled(tmp_path, servers(one=answer))
    assert (hosts(ran), ran.endings) == (["one"], ["failed"])


@pytest.mark.parametrize("strategy", UNSAFE)
@pytest.mark.parametrize("status", [401, 403, 404, 407])
def test_the_unsafe_strategies_pass_refusals_over(
    strategy: str, status: int, tmp_path: Path
) -> None:
    ran = compiled(tmp_path, servers(one=status), options=f"--index-strategy {strategy}")
    assert (hosts(ran), ran.endings) == (["one", "two"], ["found"])
    assert ran.conclusions[0].index == "two"


@pytest.mark.parametrize("strategy", UNSAFE)
def test_the_unsafe_strategies_end_at_other_answers(strategy: str, tmp_path: Path) -> None:
    ran = compiled(tmp_path, servers(one=410), options=f"--index-strategy {strategy}")
    assert hosts(ran) == ["one", "two"], "both are asked at the same time"
    assert "failed" in ran.endings


@pytest.mark.parametrize(
    ("strategy", "version"),
    [("first-index", "1.0"), ("unsafe-first-match", "1.0"), ("unsafe-best-match", "2.0")],
)
def test_which_version_a_strategy_takes(strategy: str, version: str, tmp_path: Path) -> None:
    serve = servers(two=page(wheel("foo", "2.0")))
    ran = compiled(tmp_path, serve, options=f"--index-strategy {strategy}")
    assert ran.requests[-1].url.segments[-1] == wheel("foo", version)


def test_the_unsafe_strategies_look_on_for_a_version(tmp_path: Path) -> None:
    serve = servers(two=page(wheel("foo", "2.0")))
    assert compiled(tmp_path, serve, wanted="foo>=2").endings == ["missing"]
    options = "--index-strategy unsafe-first-match"
    assert compiled(tmp_path, serve, wanted="foo>=2", options=options).endings == ["found"]


def test_an_explicit_index_is_asked_for_what_is_pinned_to_it_alone(tmp_path: Path) -> None:
    project = (
        '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
        'dependencies = ["foo", "bar"]\n[tool.uv.sources]\nbar = { index = "one" }\n'
        + (ONE + "explicit = true\n" + TWO).replace("[[index]]", "[[tool.uv.index]]")
    )
    ran = run(tmp_path, "lock", servers(), {"pyproject.toml": project})
    asked = {r.url.host: r.url.segments[-1] for r in ran.requests if "/simple/" in r.url.path}
    assert asked == {"one": "bar", "two": "foo"}


@pytest.mark.parametrize("status", [401, 404])
def test_a_pin_has_no_second_index(status: int, tmp_path: Path) -> None:
    project = (
        '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
        'dependencies = ["bar"]\n[tool.uv.sources]\nbar = { index = "one" }\n'
        + (ONE + TWO).replace("[[index]]", "[[tool.uv.index]]")
    )
    ran = run(tmp_path, "lock", servers(one=status), {"pyproject.toml": project})
    assert hosts(ran) == ["one"]
    assert ran.endings == ["stopped" if status == 401 else "missing"]


def test_no_index_asks_find_links_only(tmp_path: Path) -> None:
    options = "--no-index --find-links http://links/flat"
    serve = servers(links=lambda request: flat(request))
    ran = compiled(tmp_path, serve, options=options)
    assert {request.url.host for request in ran.requests} == {"links"}
    assert ran.endings == ["found"]


def flat(request: Request) -> Reply:
    return index_server(request) if request.url.path != "/flat" else page(wheel("foo", "3.0"))


def test_find_links_stand_beside_the_indexes(tmp_path: Path) -> None:
    serve = servers(links=lambda request: flat(request))
    ran = compiled(tmp_path, serve, options="--find-links http://links/flat")
    asked = [f"{r.url.host}{r.url.path}" for r in ran.requests if r.method == "GET"]
    assert asked == ["links/flat", "one/simple/foo/", f"links/files/{wheel('foo', '3.0')}"]


@pytest.mark.parametrize("status", [401, 404, 500])
def test_find_links_that_are_refused_end_the_run(status: int, tmp_path: Path) -> None:
    ran = compiled(tmp_path, servers(links=status), options="--find-links http://links/flat")
    assert {request.url.host for request in ran.requests} == {"links"}
    assert ran.endings == ["failed"]


def test_a_directory_without_a_page_is_passed_over(tmp_path: Path) -> None:
    toml = f'[[index]]\nurl = "{tmp_path}"\n{TWO}'
    assert hosts(compiled(tmp_path, servers(), toml)) == ["two"]
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo/index.html").write_text("")
    assert hosts(compiled(tmp_path, servers(), toml)) == []


def test_a_file_named_by_url_must_be_a_wheel(tmp_path: Path) -> None:
    ran = compiled(
        tmp_path,
        lambda _: (200, HTML, b"<p>sign in"),
        wanted="foo @ http://one/foo-1-py3-none-any.whl",
    )
    assert (hosts(ran), ran.endings) == ([], ["failed"])
