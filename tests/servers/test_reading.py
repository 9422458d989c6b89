"""Reading from real servers: what uv sends, indexdoctor sends, and the cause it names is right."""

from __future__ import annotations

import pytest
from tests.servers.clients import FORBIDDEN, RIGHT, WRONG, Place
from tests.servers.nginx import Nginx

WORDS = ("pip", "compile", "requirements.in")


def set_up(place: Place, server: Nginx, path: str, user: tuple[str, str] | None) -> None:
    place.server = server
    place.write("project/requirements.in", "mypkg\n")
    place.environ = {"UV_DEFAULT_INDEX": f"corp={server.url}{path}", "UV_HTTP_RETRIES": "0"}
    if user is not None:
        place.environ["UV_INDEX_CORP_USERNAME"], place.environ["UV_INDEX_CORP_PASSWORD"] = user


def compare(place: Place) -> tuple[int, list[str], list[str]]:
    """uv's exit code and requests, and the codes of the findings about the same requests."""
    real = place.uv(*WORDS)
    ours = place.check(*WORDS)
    assert ours.seen == real.seen
    assert (ours.code == 0) == (real.code == 0)
    assert ours.code == (1 if ours.errors else 0)
    everything = place.check(*WORDS, replay="all")
    assert everything.code == ours.code
    return real.code, real.seen, everything.codes


@pytest.mark.parametrize(
    ("user", "statuses", "codes"),
    [
        (None, ["401"], ["READ103"]),
        (RIGHT, ["200", "200", "206"], []),
        (WRONG, ["401"], ["READ101"]),
        (FORBIDDEN, ["403"], ["READ102"]),
    ],
    ids=["anonymous", "right", "wrong", "forbidden"],
)
def test_nginx(
    user: tuple[str, str] | None,
    statuses: list[str],
    codes: list[str],
    place: Place,
    static_index: Nginx,
) -> None:
    set_up(place, static_index, "/simple", user)
    _, seen, found = compare(place)
    assert [line.split()[-1] for line in seen] == statuses
    assert found[: len(codes)] == codes


def test_nginx_refuses_the_files_of_a_page_it_gives(place: Place, static_index: Nginx) -> None:
    set_up(place, static_index, "/simple", ("visitor", "visitor-Pw9*z"))
    code, seen, found = compare(place)
    assert code == 2
    assert seen[-1] == "HEAD /files/mypkg-1.0-py3-none-any.whl visitor 401"
    assert found == ["READ101"]
    (finding,) = place.check(*WORDS).report["findings"]
    assert "gives its page and refuses its files" in finding["cause"]
    assert "neither wrong nor expired" in finding["why"]


def test_nginx_without_the_final_slash(place: Place, static_index: Nginx) -> None:
    """nginx sends `/simple/mypkg` on to `/simple/mypkg/`; uv asks with the slash at once."""
    set_up(place, static_index, "/simple/", RIGHT)
    code, seen, found = compare(place)
    assert (code, found) == (0, [])
    assert seen[0] == "GET /simple/mypkg/ reader 200"


def test_nginx_has_no_such_package(place: Place, static_index: Nginx) -> None:
    set_up(place, static_index, "/simple", RIGHT)
    place.write("project/requirements.in", "absent\n")
    code, seen, found = compare(place)
    assert code == 1
    assert seen == ["GET /simple/absent/ reader 404"]
    assert "READ101" not in found


@pytest.mark.parametrize("policy", ["auto", "always", "never"])
def test_nginx_policies(policy: str, place: Place, static_index: Nginx) -> None:
    set_up(place, static_index, "/simple", None)
    place.environ.pop("UV_DEFAULT_INDEX")
    machine = f"machine 127.0.0.1 login {RIGHT[0]} password {RIGHT[1]}\n"
    place.write("home/.netrc", machine)
    place.write(
        "project/uv.toml",
        f'[[index]]\nname = "corp"\nurl = "{static_index.url}/simple"\ndefault = true\n'
        f'authenticate = "{policy}"\n',
    )
    code, seen, found = compare(place)
    users = [line.split()[2] for line in seen if "/simple/" in line]
    assert users == {"auto": ["-", "reader"], "always": ["reader"], "never": ["-"]}[policy]
    assert (code == 0) == (policy != "never")
    assert bool(found) == (policy == "never")


@pytest.mark.parametrize(
    ("user", "statuses", "codes"),
    [
        (None, ["401"], ["READ103"]),
        (RIGHT, ["200"], []),
        (WRONG, ["403"], ["READ102"]),
    ],
    ids=["anonymous", "right", "wrong"],
)
def test_pypiserver(
    user: tuple[str, str] | None,
    statuses: list[str],
    codes: list[str],
    place: Place,
    pypi_server: Nginx,
) -> None:
    """A wrong password is answered 403 by pypiserver, not 401."""
    set_up(place, pypi_server, "/simple", user)
    _, seen, found = compare(place)
    assert [line.split()[-1] for line in seen if "/simple/" in line] == statuses
    assert found[: len(codes)] == codes


def test_pypiserver_blames_the_password(place: Place, pypi_server: Nginx) -> None:
    """pypiserver knows no rights to read: its 403 means a wrong user name or password.

    Behind nginx it is told by the realm of the control request without a credential.
    """
    set_up(place, pypi_server, "/simple", WRONG)
    first = place.check(*WORDS, replay="all").report["findings"][0]
    assert first["code"] == "READ102"
    assert first["cause"].endswith("the user name or password is wrong")
    remedies = [remedy["summary"] for remedy in first["remedies"]]
    assert [text for text in remedies if "right to read" in text] == []
    assert len(remedies) == 1


@pytest.mark.parametrize("user", [None, RIGHT, WRONG, FORBIDDEN])
def test_devpi_reads_for_everyone(
    user: tuple[str, str] | None, place: Place, devpi_server: Nginx
) -> None:
    """devpi-server answers 404 for a package it lacks, whatever credential is sent."""
    set_up(place, devpi_server, "/reader/dev/+simple", user)
    place.write("project/requirements.in", "absent\n")
    code, seen, _ = compare(place)
    assert code == 1
    assert {line.split()[-1] for line in seen} == {"404"}
