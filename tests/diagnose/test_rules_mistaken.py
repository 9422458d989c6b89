"""What was mixed up or left switched, played over real connections, and what looks alike."""

from __future__ import annotations

from tests.cases.corp import CORP, corp
from tests.cases.play import play

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account
from indexdoctor.model.finding import Finding
from indexdoctor.versions import NEWEST

_TOKEN = "glpat-aB3dE5fG7hJ9kL1mN3pQ"


def _first(scene: Scene) -> Finding | None:
    found = play(scene, NEWEST, hosts=(CORP,)).findings
    return found[0] if found else None


def _given(user: str, password: str) -> Scene:
    environ = (("UV_INDEX_CORP_USERNAME", user), ("UV_INDEX_CORP_PASSWORD", password))
    return corp(environ=environ, account=Account("__token__", _TOKEN))


def test_cred110_names_a_token_in_the_place_of_the_user_name() -> None:
    finding = _first(_given(_TOKEN, "__token__"))
    assert finding is not None and finding.code == "CRED110"
    assert "changed places" in finding.cause
    assert "UV_INDEX_CORP_PASSWORD='<the token>'" in (finding.remedies[0].command or "")
    assert _TOKEN not in finding.cause
    assert _first(_given("__token__", _TOKEN)) is None
    other = _first(_given("__token__", "another"))
    assert other is not None and other.code == "READ101"


def test_net108_names_what_switches_the_network_off() -> None:
    finding = _first(corp(environ=(("UV_OFFLINE", "1"),)))
    assert finding is not None and finding.code == "NET108"
    assert finding.remedies[0].command == "unset UV_OFFLINE"
    other = _first(corp(environ=(("UV_OFFLINE", "0"),)))
    assert other is not None and other.code == "READ103"
