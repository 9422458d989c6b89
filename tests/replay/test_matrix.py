"""`--replay all` over real sockets: what is tried where, and what is never sent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from indexdoctor.clients.uv.session import Session
from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.seen import Seen
from indexdoctor.lab.site import (
    Account,
    Answer,
    FixedPath,
    Gate,
    LabIndex,
    LabPublish,
    Package,
    Site,
)
from indexdoctor.lab.stage import stage
from indexdoctor.model.replayed import Replayed
from indexdoctor.replay.run import Limits, replay

FOO = (Package("foo"),)


def run(
    scene: Scene, *, probe: bool = True, deadline: float = 20.0, everything: bool = True
) -> tuple[Replayed, tuple[Seen, ...]]:
    """Replay a scene's command; what was recorded, and what the servers saw."""
    with stage(scene) as staged:
        surroundings = staged.surroundings
        found = discover(surroundings, parse_command(staged.command[1:], surroundings))
        resolution = resolve(found)
        replayed = replay(
            Session(resolution, found),
            resolution,
            surroundings,
            Limits(everything, probe, max_refusals=2, deadline=deadline),
        )
        return replayed, tuple(staged.server.taken())


def two_origins(gate: Gate, more: tuple[tuple[str, str], ...] = ()) -> Scene:
    """Index `one` on the first origin and `two` on the second, each with its own variables."""
    return Scene(
        Site(
            hosts=("127.0.0.1", "localhost"),
            accounts=(Account("ann", "first-pw"), Account("bob", "second-pw")),
            indexes=(
                LabIndex("/a/simple", gate=gate),
                LabIndex("/b/simple", packages=FOO, origin=1, gate=gate),
            ),
        ),
        files=(
            (
                "project/uv.toml",
                '[[index]]\nname = "one"\nurl = "{{origin}}/a/simple"\n\n'
                '[[index]]\nname = "two"\nurl = "{{origin2}}/b/simple"\ndefault = true\n',
            ),
            ("project/requirements.in", "foo\n"),
        ),
        environ=(
            ("UV_INDEX_ONE_USERNAME", "ann"),
            ("UV_INDEX_ONE_PASSWORD", "first-pw"),
            ("UV_INDEX_TWO_USERNAME", "bob"),
            ("UV_INDEX_TWO_PASSWORD", "second-pw"),
            *more,
        ),
        command=("uv", "pip", "compile", "requirements.in"),
    )


statuses = st.sampled_from([200, 401, 403, 404])


@settings(max_examples=25, deadline=None)
@given(statuses, statuses)
def test_no_credential_reaches_a_server_it_was_not_written_for(anonymous: int, wrong: int) -> None:
    gate = Gate(
        None if anonymous == 200 else Answer(anonymous), Answer(wrong if wrong != 200 else 401)
    )
    _, seen = run(two_origins(gate))
    for request in seen:
        if request.secret is None:
            continue
        first = "/a/simple" in request.url
        assert request.secret.reveal() == ("first-pw" if first else "second-pw")
        assert request.username == ("ann" if first else "bob")


def test_nothing_is_sent_twice() -> None:
    _, seen = run(two_origins(Gate.private()))
    keys = [(s.method, s.url, s.username, s.range) for s in seen]
    assert len(keys) == len(set(keys))


def test_each_cell_is_tried_or_says_why_not() -> None:
    replayed, _ = run(two_origins(Gate.private()))
    cells = {
        (probe.index, None if probe.credential is None else probe.credential.username)
        for probe in replayed.probes
    }
    assert cells == {("one", None), ("one", "ann"), ("two", None), ("two", "bob")}
    assert all((probe.exchange is None) == bool(probe.reason) for probe in replayed.probes)


def test_effective_mode_adds_nothing() -> None:
    replayed, seen = run(two_origins(Gate.private()), everything=False)
    assert replayed.probes == ()
    assert len(seen) == len(replayed.effective)


def publishing(files: int = 1) -> Scene:
    return Scene(
        Site(
            accounts=(Account("ann", "first-pw"),),
            indexes=(LabIndex("/simple", packages=FOO, gate=Gate.private()),),
            publish=(LabPublish("/legacy/", gate=Gate.private()),),
        ),
        environ=(
            ("UV_PUBLISH_URL", "{{origin}}/legacy/"),
            ("UV_PUBLISH_USERNAME", "ann"),
            ("UV_PUBLISH_PASSWORD", "first-pw"),
        ),
        command=("uv", "publish"),
        dists=tuple(Dist("foo", f"{number}.0") for number in range(2, 2 + files)),
    )


def test_no_upload_ever_holds_a_file() -> None:
    _, seen = run(publishing(files=3))
    posts = [request for request in seen if request.method == "POST"]
    assert posts
    assert not any(request.upload for request in posts)


def test_no_probe_when_it_is_turned_off() -> None:
    replayed, seen = run(publishing(), probe=False)
    assert not any(request.method == "POST" for request in seen)
    assert any("turned off" in note.text for note in replayed.notes)


def test_the_public_index_is_told_no_name_by_a_probe() -> None:
    """The default index is asked by a probe only for what the client asked it for."""
    scene = two_origins(Gate.private())
    only_one = replace(
        scene,
        files=(
            ("project/uv.toml", '[[index]]\nname = "one"\nurl = "{{origin}}/a/simple"\n'),
            ("project/requirements.in", "foo\n"),
        ),
        environ=(*scene.environ, ("HTTPS_PROXY", "http://127.0.0.1:9")),
        command=("uv", "pip", "compile", "requirements.in"),
    )
    replayed, _ = run(only_one)
    effective = set(replayed.effective)
    for exchange in replayed.exchanges:
        if exchange.request.url.host not in ("127.0.0.1", "localhost"):
            assert exchange.id in effective


def test_the_deadline_gives_what_there_is() -> None:
    scene = two_origins(Gate.private())
    slow = tuple(replace(index, latency=1.0) for index in scene.site.indexes)
    replayed, _ = run(replace(scene, site=replace(scene.site, indexes=slow)), deadline=1.5)
    assert replayed.exchanges
    assert any(note.incomplete for note in replayed.notes)


def test_probes_run_at_the_same_time() -> None:
    tables = "".join(
        f'[[index]]\nname = "i{n}"\nurl = "{{{{origin}}}}/i{n}/simple"\n' for n in range(8)
    )
    scene = Scene(
        Site(
            accounts=(Account("ann", "pw-of-ann"),),
            indexes=tuple(
                LabIndex(f"/i{n}/simple", packages=FOO, gate=Gate.private(), latency=0.2)
                for n in range(8)
            ),
        ),
        files=(("project/uv.toml", tables), ("project/requirements.in", "foo\n")),
        environ=(("UV_INDEX_I0_USERNAME", "ann"), ("UV_INDEX_I0_PASSWORD", "pw-of-ann")),
        command=("uv", "pip", "compile", "requirements.in"),
    )
    replayed, _ = run(scene)
    effective = set(replayed.effective)
    timings = [e.timing for e in replayed.exchanges if e.id not in effective and e.timing]
    together = max(
        sum(other.started <= one.started < other.ended for other in timings) for one in timings
    )
    assert together >= 7


def test_a_redirect_is_followed_as_it_was_given() -> None:
    """What is kept of a Location is masked; nothing masked is ever asked for."""
    scene = two_origins(Gate.private())
    away = Answer(302, location="/login?next=abc")
    site = replace(
        scene.site,
        indexes=tuple(replace(index, fixed=away) for index in scene.site.indexes),
        paths=tuple(FixedPath("/login", Answer(200), origin) for origin in (0, 1)),
    )
    replayed, seen = run(replace(scene, site=site))
    logins = [request.url for request in seen if "/login" in request.url]
    assert logins
    assert all(url.endswith("/login?next=abc") for url in logins)
    assert "next=abc" not in repr(replayed)
