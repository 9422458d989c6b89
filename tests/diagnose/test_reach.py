""" "healthy" is said only where every URL was tried with what the client will send there."""

from __future__ import annotations

from tests.cases.play import play

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Gate, LabIndex, LabPublish, Package, Site
from indexdoctor.model.report import State
from indexdoctor.run import Replay
from indexdoctor.versions import NEWEST

HEALTHY = f"healthy: uv {NEWEST} gets what it asks for"
WORKS = f"works: uv {NEWEST} gets what it asks for; "
PKG = (Package("pkg"),)


def two(password: str | None, *lines: str) -> Scene:
    """The first of two indexes has the package, so that the second, a private one, is not asked."""
    environ: tuple[tuple[str, str], ...] = ()
    if password is not None:
        environ = (("UV_INDEX_LATER_USERNAME", "alice"), ("UV_INDEX_LATER_PASSWORD", password))
    return Scene(
        Site((ALICE,), (LabIndex("/first", PKG), LabIndex("/later", gate=Gate.private()))),
        files=(project("pkg", table("first", "/first"), table("later", "/later", *lines)),),
        environ=environ,
    )


def verdict(scene: Scene, replay: Replay = Replay.ALL, hosts: tuple[str, ...] = ()) -> str:
    report = play(scene, NEWEST, hosts=hosts, replay=replay)
    assert report.state is State.OK
    return report.verdict


def test_a_probe_with_what_would_be_sent_makes_it_healthy() -> None:
    assert verdict(two("pa55word", "default = true")) == HEALTHY


def test_a_refused_probe_does_not() -> None:
    refused = WORKS + "later, which it has not come to, answers 401"
    assert verdict(two("wrong", "default = true")) == refused
    assert verdict(two(None, "default = true")) == refused


def test_without_probes_what_was_not_asked_is_not_known() -> None:
    assert verdict(two("pa55word", "default = true"), Replay.EFFECTIVE) == (
        WORKS + "later was not tried (every search ends at an index before it)"
    )


def test_an_index_that_no_package_is_pinned_to_is_no_part_of_the_command() -> None:
    later = table("later", "/later", "explicit = true")
    files = (project("pkg", table("first", "/first", "default = true"), later),)
    assert verdict(Scene(two(None).site, files)) == HEALTHY


def test_the_public_index_that_is_not_asked_is_not_tried() -> None:
    """It is told no name that the client does not tell it."""
    site = Site((), (LabIndex("/first", PKG), LabIndex("/simple", PKG)))
    tables = (table("first", "/first"), table("public", "/simple", "default = true"))
    scene = Scene(site, files=(project("pkg", *tables),))
    assert verdict(scene, hosts=("https://pypi.org",)) == (
        WORKS + "public was not tried (every search ends at an index before it)"
    )


def test_an_upload_that_is_passed_over_is_tried_by_a_probe() -> None:
    def scene(password: str) -> Scene:
        return Scene(
            Site((ALICE,), (LabIndex("/simple", PKG),), (LabPublish("/legacy/"),)),
            environ=(
                ("UV_PUBLISH_URL", "{{origin}}/legacy/"),
                ("UV_PUBLISH_CHECK_URL", "{{origin}}/simple"),
                ("UV_PUBLISH_USERNAME", "alice"),
                ("UV_PUBLISH_PASSWORD", password),
            ),
            command=("uv", "publish"),
            dists=(Dist("pkg", "1.0"),),
        )

    assert verdict(scene("pa55word")) == HEALTHY
    left = verdict(scene("pa55word"), Replay.EFFECTIVE)
    assert "was not tried (there is nothing left to upload)" in left
    assert verdict(scene("wrong")).endswith(", which it has not come to, answers 401")
