"""The packaged scenarios: what they say the real uv does is what it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conformance.real import RealUv, Run, default_uv, real_uv, run_uv

from indexdoctor.lab import scenarios
from indexdoctor.lab.stage import stage

ARTIFACTORY = "/artifactory/api/pypi/pypi-local"
SEEN: dict[str, tuple[int, list[tuple[str, str, str | None, int]]]] = {
    "check-refused": (
        0,
        [("GET", "/simple/mypkg/", "reader", 401), ("POST", "/legacy/", "publisher", 200)],
    ),
    "check-refused-in-ci": (
        0,
        [
            ("GET", f"{ARTIFACTORY}/simple/mypkg/", None, 403),
            ("POST", ARTIFACTORY, "ci-bot", 200),
            ("GET", f"{ARTIFACTORY}/simple/mypkg/", "ci-bot", 200),
            ("POST", ARTIFACTORY, "ci-bot", 200),
        ],
    ),
    "publish-credentials-for-named-index": (
        0,
        [
            ("GET", "/artifactory/api/pypi/pypi/simple/my-package/", "ci-bot", 404),
            ("POST", ARTIFACTORY, "ci-bot", 200),
        ],
    ),
}


@pytest.fixture(scope="module")
def uv() -> Iterator[RealUv]:
    with real_uv(default_uv()) as found:
        yield found


def run(name: str, uv: RealUv) -> Run:
    with stage(scenarios.load(name).scene) as staged:
        return run_uv(staged, uv)


def paths(found: Run) -> list[tuple[str, str, str | None, int]]:
    return [
        (seen.method, "/" + seen.url.split("/", 3)[3], seen.username, seen.status)
        for seen in found.requests
    ]


@pytest.mark.parametrize("name", sorted(SEEN))
def test_publishing_scenarios(name: str, uv: RealUv) -> None:
    found = run(name, uv)
    assert (found.exit, paths(found)) == SEEN[name]


def test_always_is_overridden_by_the_option(uv: RealUv) -> None:
    pages = run("always-overridden-by-index-url", uv).requests[:2]
    assert [(seen.username, seen.status) for seen in pages] == [(None, 401), ("builder", 200)]


def test_always_is_not_overridden_by_an_embedded_option(uv: RealUv) -> None:
    found = run("always-embedded-index-url", uv)
    assert found.exit == 0
    assert {seen.status for seen in found.requests} == {200, 206}


def test_files_outside_the_root_are_asked_for_without_credentials_first(uv: RealUv) -> None:
    found = run("always-files-outside-root", uv)
    assert [seen.status for seen in found.requests] == [200, 401, 200, 401, 206, 401, 200]


def test_the_search_stops_at_the_refusing_extra_index(uv: RealUv) -> None:
    found = run("extra-index-stops-search", uv)
    asked = [entry for entry in paths(found) if "setuptools" in entry[1]]
    assert found.exit == 1
    assert [(user, status) for _, _, user, status in asked] == [
        ("reader", 404),
        (None, 401),
        ("reader", 401),
    ]


def test_the_healthy_one_is_healthy(uv: RealUv) -> None:
    found = run("healthy", uv)
    assert found.exit == 0
    assert 401 not in {seen.status for seen in found.requests}


def test_each_scenario_says_what_really_happens() -> None:
    for name in scenarios.names():
        scenario = scenarios.load(name)
        assert scenario.title and scenario.really and scenario.uv
        assert (scenario.thread is None) == (name == "healthy")
    assert scenarios.DEFAULT in scenarios.names()


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        scenarios.load("nowhere")
