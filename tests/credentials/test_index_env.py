"""`UV_INDEX_<NAME>_*`, against the real uv."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.credentials.real_uv import refusing_server, run_uv, sent

from indexdoctor.credentials import index_env
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address


def index(name: str | None, url: str = "https://h/simple") -> Index:
    return Index(parse_address(url), IndexKind.INDEX, Origin.file("uv.toml", 1), name=name)


@pytest.mark.parametrize("name", ["a-b", "a_b", "a.b", "A-b2"])
def test_names_are_mangled_as_in_the_real_uv(tmp_path: Path, name: str) -> None:
    user, password = index_env.variables(name)
    environ = {user: "u", password: "p"}
    with refusing_server() as server:
        run_uv(tmp_path, f"{name}={server.url}", environ=environ)
        found = index_env.from_environment(index(name, server.url), environ)
        assert server.take() == [sent(found)] == [("Basic", b"u:p")]


@pytest.mark.parametrize("password", [None, "", "p", "ü"])
@pytest.mark.parametrize("username", [None, "", "u"])
def test_what_is_set_is_what_the_real_uv_sends(
    tmp_path: Path, username: str | None, password: str | None
) -> None:
    environ = {}
    if username is not None:
        environ["UV_INDEX_I_USERNAME"] = username
    if password is not None:
        environ["UV_INDEX_I_PASSWORD"] = password
    found = index_env.from_environment(index("i"), environ)
    with refusing_server() as server:
        run_uv(tmp_path, f"i={server.url}", environ=environ)
        nothing = found is None or found.is_empty
        assert server.take()[0] == (None if nothing else sent(found))


def test_origins_and_states() -> None:
    both = {"UV_INDEX_I_USERNAME": "u", "UV_INDEX_I_PASSWORD": "p"}
    found = index_env.asked(index("i"), both)
    assert found.origin == Origin.env("UV_INDEX_I_PASSWORD")
    assert found.credential is not None
    assert found.credential.secret == Secret("p")
    only_user = index_env.asked(index("i"), {"UV_INDEX_I_USERNAME": "u"})
    assert only_user.origin == Origin.env("UV_INDEX_I_USERNAME")
    assert index_env.asked(index("i"), {}).state == "absent"
    assert index_env.asked(index(None), both).state == "unasked"
    empty = index_env.asked(index("i"), {"UV_INDEX_I_USERNAME": ""})
    assert (empty.state, empty.reason) == ("absent", "UV_INDEX_I_USERNAME is set and empty")


def test_a_value_that_is_not_unicode_counts_as_unset() -> None:
    assert index_env.from_environment(index("i"), {"UV_INDEX_I_PASSWORD": "\udcff"}) is None
