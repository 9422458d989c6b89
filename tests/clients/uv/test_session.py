"""Which requests a command makes, in which order; each was seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from indexdoctor.clients.uv.session import Session
from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.wheels import build_wheel
from indexdoctor.model.credential import KeyringAnswer
from indexdoctor.model.exchange import Answer, Ask, Request, Response, Send
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.surroundings import Surroundings

PROJECT = """\
[project]
name = "proj"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["qux", "bar"]

[[tool.uv.index]]
name = "one"
url = "http://one.example/simple"

[[tool.uv.index]]
name = "two"
url = "http://two.example/simple"
default = true
"""
PAGE = '<a href="/files/{name}-1.0-py3-none-any.whl">{name}-1.0-py3-none-any.whl</a>'


class Servers:
    """Answers by URL: a status, or the page of a package; writes down what is asked."""

    def __init__(self, statuses: Mapping[str, int]) -> None:
        self.statuses = statuses
        self.sent: list[str] = []

    def __call__(self, request: Request) -> Response:
        url = str(request.url).removeprefix("http://")
        user = "" if request.credential is None else f" as {request.credential.username}"
        self.sent.append(f"{request.method} {url}{user}")
        default = 200 if "/simple/" in url or "/files/" in url or "/flat" in url else 404
        status = self.statuses.get(url, self.statuses.get(url.split("/")[0], default))
        if status != 200:
            return Response(status, request.url)
        if url.endswith(".whl"):
            name = url.rsplit("/", 1)[-1].split("-")[0]
            return Response(200, request.url, {}, build_wheel(name, "1.0"))
        name = url.rstrip("/").rsplit("/", 1)[-1]
        body = PAGE.format(name=name).encode()
        return Response(200, request.url, {"content-type": "text/html"}, body)


def run(
    place: Path,
    command: str,
    files: Mapping[str, str],
    statuses: Mapping[str, int] | None = None,
    environ: Mapping[str, str] | None = None,
) -> tuple[list[str], list[Conclusion]]:
    """The requests of a command, flow after flow, and what it concludes."""
    for name, text in files.items():
        (place / name).write_text(text)
    surroundings = Surroundings(place, {"HOME": str(place), **(environ or {})})
    found = discover(surroundings, parse_command(command.split(), surroundings))
    servers = Servers(statuses or {})
    conclusions: list[Conclusion] = []
    for phase in Session(resolve(found), found).phases():
        for flow in phase:
            answer: Answer = None
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration as stop:
                    conclusions += stop.value
                    break
                if isinstance(step, Send):
                    answer = servers(step.request)
                else:
                    answer = KeyringAnswer() if isinstance(step, Ask) else None
    return servers.sent, conclusions


def pages(sent: list[str]) -> list[str]:
    return [line.split()[1] for line in sent if "/simple/" in line]


def test_a_project_asks_in_the_order_of_names(tmp_path: Path) -> None:
    sent, _ = run(tmp_path, "lock", {"pyproject.toml": PROJECT})
    assert pages(sent) == ["one.example/simple/bar/", "one.example/simple/qux/"]


def test_pip_asks_in_the_order_written(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT, "r.in": "qux\nbar\n"}
    sent, _ = run(tmp_path, "pip compile r.in", files)
    assert pages(sent) == ["one.example/simple/qux/", "one.example/simple/bar/"]


@pytest.mark.parametrize(
    ("status", "ending", "asked"),
    [
        (404, Ending.FOUND, ["one", "two"]),
        (401, Ending.STOPPED, ["one"]),
        (403, Ending.STOPPED, ["one"]),
        (410, Ending.FAILED, ["one"]),
    ],
)
def test_what_an_answer_of_the_first_index_means(
    status: int, ending: Ending, asked: list[str], tmp_path: Path
) -> None:
    project = PROJECT.replace('"qux", ', "")
    sent, conclusions = run(tmp_path, "lock", {"pyproject.toml": project}, {"one.example": status})
    assert [page.split(".")[0] for page in pages(sent)] == asked
    assert [conclusion.ending for conclusion in conclusions] == [ending]


def test_ignored_codes_go_on(tmp_path: Path) -> None:
    project = PROJECT.replace('"qux", ', "").replace(
        'one.example/simple"', 'one.example/simple"\nignore-error-codes = [403]', 1
    )
    sent, conclusions = run(tmp_path, "lock", {"pyproject.toml": project}, {"one.example": 403})
    assert len(pages(sent)) == 2
    assert conclusions[0].ending is Ending.FOUND


def test_the_unsafe_strategies_ask_all(tmp_path: Path) -> None:
    project = PROJECT.replace('"qux", ', "")
    command = "lock --index-strategy unsafe-best-match"
    sent, _ = run(tmp_path, command, {"pyproject.toml": project})
    assert {page.split(".")[0] for page in pages(sent)} == {"one", "two"}


@pytest.mark.parametrize(
    ("command", "reads", "files"),
    [
        ("lock", 1, 0),
        ("sync", 2, 2),
        ("sync --dry-run", 2, 0),
        ("add extra", 3, 3),
        ("add extra>=1", 2, 3),
        ("add --no-sync extra>=1", 1, 0),
        ("run --no-sync python", 0, 0),
        ("export", 1, 0),
    ],
)
def test_find_links_are_read_to_lock_and_to_install(
    command: str, reads: int, files: int, tmp_path: Path
) -> None:
    project = PROJECT.replace(
        "[[tool.uv.index]]",
        '[tool.uv]\nfind-links = ["http://links.example/flat"]\n\n[[tool.uv.index]]',
        1,
    )
    sent, _ = run(tmp_path, command, {"pyproject.toml": project})
    assert sum(line == "GET links.example/flat" for line in sent) == reads
    downloads = {line for line in sent if line.startswith("GET") and line.endswith(".whl")}
    assert len(downloads) >= files


def test_a_pin_reaches_an_index_of_a_hidden_table_and_no_other(tmp_path: Path) -> None:
    project = f'{PROJECT}\n[tool.uv.sources]\nqux = {{ index = "one" }}\n'
    files = {"pyproject.toml": project, "uv.toml": 'index-url = "http://three.example/simple"\n'}
    sent, _ = run(tmp_path, "lock", files)
    assert sorted(pages(sent)) == ["one.example/simple/qux/", "three.example/simple/bar/"]


def test_a_pin_to_the_users_index_ends_uv(tmp_path: Path) -> None:
    project = f'{PROJECT}\n[tool.uv.sources]\nqux = {{ index = "mine" }}\n'
    (tmp_path / ".config" / "uv").mkdir(parents=True)
    text = '[[index]]\nname = "mine"\nurl = "http://mine.example/simple"\n'
    (tmp_path / ".config" / "uv" / "uv.toml").write_text(text)
    sent, _ = run(tmp_path, "lock", {"pyproject.toml": project})
    assert sent == []


def test_add_pins_to_a_single_named_index(tmp_path: Path) -> None:
    command = "add extra --index three=http://three.example/simple"
    sent, _ = run(tmp_path, command, {"pyproject.toml": PROJECT})
    assert "three.example/simple/extra/" in pages(sent)
    assert not any(page.endswith("one.example/simple/extra/") for page in pages(sent))


def test_a_refused_direct_url_ends_the_run_before_any_index(tmp_path: Path) -> None:
    wheel = "one.example/login/bar-1.0-py3-none-any.whl"
    project = PROJECT.replace('"qux", "bar"', f'"qux", "bar @ http://{wheel}"')
    sent, conclusions = run(tmp_path, "lock", {"pyproject.toml": project}, {wheel: 401})
    assert sent == [f"GET {wheel}"]
    assert conclusions[0].ending is Ending.FAILED


def test_variables_reach_an_upload_only_through_the_check(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "proj-0.1.0-py3-none-any.whl").write_bytes(build_wheel("proj", "0.1.0"))
    environ = {
        "UV_INDEX_ONE_USERNAME": "ann",
        "UV_INDEX_ONE_PASSWORD": "pw",
        "UV_PUBLISH_URL": "http://one.example/up/",
    }
    files = {"pyproject.toml": PROJECT}
    sent, conclusions = run(tmp_path, "publish", files, environ=environ)
    audience = "GET https://one.example/_/oidc/audience"
    assert sent == [audience]
    assert conclusions[0].ending is Ending.FAILED
    command = "publish --check-url http://one.example/simple"
    sent, _ = run(tmp_path, command, files, {"one.example/up/": 200}, environ)
    assert sent == [audience, "GET one.example/simple/proj/ as ann", "POST one.example/up/ as ann"]
