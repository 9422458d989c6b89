"""A credential reaches the server its source binds it to, and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.replay.test_matrix import run

from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, LabPublish, Package, Site
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address
from indexdoctor.replay.plan import Held

HOSTS = ("127.0.0.1", "localhost")
# Each secret and the only host it may be sent to.
BOUND = {
    "env-1": HOSTS[0],
    "env-2": HOSTS[1],
    "url-1": HOSTS[0],
    "url-2": HOSTS[1],
    "netrc-1": HOSTS[0],
    "netrc-2": HOSTS[1],
    "publish-2": HOSTS[1],
}
gates = st.sampled_from([None, 401, 403, 404]).map(
    lambda status: (
        Gate()
        if status is None
        else Gate(Answer(status), Answer(403), allowed=tuple(f"user-{s}" for s in BOUND))
    )
)


def table(number: int, draw: Callable[[st.SearchStrategy[bool]], bool]) -> str:
    """One `[[index]]`, with or without a password in its URL."""
    suffix = "" if number == 1 else "2"
    userinfo = f"user-url-{number}:url-{number}@" if draw(st.booleans()) else ""
    policy = "always" if draw(st.booleans()) else "auto"
    lines = (
        f'name = "i{number}"',
        f'url = "http://{userinfo}{{{{netloc{suffix}}}}}/i{number}/simple"',
        f'authenticate = "{policy}"',
        f"default = {str(number == 2).lower()}",
    )
    return "\n".join(["[[index]]", *lines, ""])


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Two origins that redirect to each other and hold each other's files, secrets everywhere."""
    publishes = draw(st.booleans())
    indexes = []
    for number in (1, 2):
        other = 3 - number
        away = "{{origin}}" if number == 2 else "{{origin2}}"
        crossed = Files(path=f"/files-{number}", origin=other - 1, gate=draw(gates))
        indexes.append(
            LabIndex(
                f"/i{number}/simple",
                packages=(Package("foo"),),
                origin=number - 1,
                gate=draw(gates),
                files=crossed if draw(st.booleans()) else Files(),
                redirect=f"{away}/i{other}/simple" if draw(st.integers(0, 3)) == 0 else None,
            )
        )
    environ = [("UV_HTTP_RETRIES", "0")]
    for number in (1, 2):
        if draw(st.booleans()):
            environ += [
                (f"UV_INDEX_I{number}_USERNAME", f"user-env-{number}"),
                (f"UV_INDEX_I{number}_PASSWORD", f"env-{number}"),
            ]
    if publishes:
        environ += [
            ("UV_PUBLISH_URL", "{{origin2}}/legacy/"),
            ("UV_PUBLISH_USERNAME", "user-publish-2"),
            ("UV_PUBLISH_PASSWORD", "publish-2"),
            ("UV_PUBLISH_CHECK_URL", "{{origin}}/i1/simple"),
        ]
    netrc = [
        f"machine {HOSTS[number - 1]} login user-netrc-{number} password netrc-{number}\n"
        for number in (1, 2)
        if draw(st.booleans())
    ]
    return Scene(
        Site(
            accounts=tuple(Account(f"user-{secret}", secret) for secret in BOUND),
            indexes=tuple(indexes),
            publish=(LabPublish("/legacy/", origin=1),),
            hosts=HOSTS,
        ),
        files=(
            ("project/uv.toml", "\n".join(table(number, draw) for number in (1, 2))),
            ("project/requirements.in", "foo\n"),
            ("home/.netrc", "".join(netrc)),
        ),
        environ=tuple(environ),
        command=("uv", "publish") if publishes else ("uv", "pip", "compile", "requirements.in"),
        dists=(Dist("foo", "2.0"),) if publishes else (),
    )


@settings(max_examples=80, deadline=None)
@given(scenes())
def test_no_secret_leaves_its_server(scene: Scene) -> None:
    replayed, seen = run(scene)
    for request in seen:
        if request.secret is not None:
            assert BOUND[request.secret.reveal()] == parse_address(request.url).url.host
            assert request.username == f"user-{request.secret.reveal()}"
    # The client may ask twice; a probe never asks what was asked before.
    asked: set[object] = set()
    for exchange in replayed.exchanges:
        sent = exchange.request
        key = (sent.method, sent.url, sent.credential and sent.credential.key)
        assert exchange.id in replayed.effective or key not in asked
        asked.add(key)
    assert all((probe.exchange is None) == bool(probe.reason) for probe in replayed.probes)
    assert not any(s.upload for s in seen)


def held(home: str, *, scope: str | None = None, host: str | None = None) -> Held:
    credential = Credential(
        Source.STORE,
        Origin.default("test"),
        "ann",
        Secret("pw"),
        scope=None if scope is None else parse_address(scope).url,
        host=host,
    )
    return Held(credential, home)


@pytest.mark.parametrize(
    ("one", "url", "allowed"),
    [
        (held("https://h"), "https://h/anything", True),
        (held("https://h"), "http://h/anything", False),
        (held("https://h"), "https://h:8443/", False),
        (held("https://h"), "https://h.example/", False),
        (held("https://h"), "https://sub.h/", False),
        (held("https://h", scope="https://h/team"), "https://h/team", True),
        (held("https://h", scope="https://h/team"), "https://h/team/simple/", True),
        (held("https://h", scope="https://h/team"), "https://h/teams/", False),
        (held("https://h", scope="https://h/team"), "https://h/", False),
        (held("https://h", scope="https://h/team"), "https://h/team/../other/", False),
        (held("https://h", scope="https://h/team"), "https://h:1/team/", False),
        (held("https://h", host="h"), "https://h:8443/", True),
        (held("https://h", host="h"), "https://h.example/", False),
    ],
)
def test_what_a_source_binds_to(one: Held, url: str, allowed: bool) -> None:
    assert one.may_go_to(parse_address(url).url) is allowed
