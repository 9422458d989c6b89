"""Over real sockets: however servers refuse, an account is refused twice at most."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.replay.test_matrix import publishing, run

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, Package, Site

PACKAGES = ("foo", "bar", "baz")
OPEN = Gate()


@st.composite
def gates(draw: st.DrawFn) -> Gate:
    """What refuses every wrong password, or is open to all."""
    if draw(st.integers(0, 3)) == 0:
        return OPEN
    anonymous = draw(st.sampled_from([None, 401, 403, 404, 500]))
    wrong = draw(st.sampled_from([401, 403, 403, 404, 429]))
    return Gate(None if anonymous is None else Answer(anonymous), Answer(wrong))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Three indexes of one server, each with its own wrong password for the same account."""
    numbers = range(1, 4)
    tables: list[str] = []
    indexes: list[LabIndex] = []
    environ: list[tuple[str, str]] = []
    for number in numbers:
        policy = draw(st.sampled_from(["auto", "always"]))
        tables.append(
            f'[[index]]\nname = "i{number}"\nurl = "{{{{origin}}}}/i{number}/simple"\n'
            f'authenticate = "{policy}"\n' + ("default = true\n" if number == 3 else "")
        )
        indexes.append(
            LabIndex(
                f"/i{number}/simple",
                packages=tuple(Package(name) for name in PACKAGES),
                gate=draw(gates()),
                files=Files(gate=draw(gates())),
            )
        )
        environ += [
            (f"UV_INDEX_I{number}_USERNAME", "ann"),
            (f"UV_INDEX_I{number}_PASSWORD", f"wrong-{number}"),
        ]
    return Scene(
        Site(accounts=(Account("ann", "right"),), indexes=tuple(indexes)),
        files=(
            ("project/uv.toml", "\n".join(tables)),
            ("project/requirements.in", "\n".join(PACKAGES)),
        ),
        environ=(*environ, ("UV_INDEX_STRATEGY", "unsafe-best-match"), ("UV_HTTP_RETRIES", "0")),
        command=("uv", "pip", "compile", "requirements.in"),
    )


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_an_account_is_refused_twice_at_most(scene: Scene) -> None:
    _, seen = run(scene)
    assert seen
    refusals = Counter(s.username for s in seen if s.secret is not None and s.status in (401, 403))
    assert refusals["ann"] <= 2


def test_uploads_and_reads_count_together() -> None:
    scene = publishing(files=4)
    wrong = tuple(
        (name, "wrong" if name.endswith("PASSWORD") else value) for name, value in scene.environ
    )
    _, seen = run(replace(scene, environ=wrong))
    refused = [s for s in seen if s.secret is not None and s.status in (401, 403)]
    assert 1 <= len(refused) <= 2
