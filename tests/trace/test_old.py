"""Logs of releases before those whose behaviour is modelled."""

from __future__ import annotations

import pytest
from tests.trace.kept import story_of
from tests.trace.old import OLD, SCENES, run

# `-vv` shows requests in 0.1 and from 0.6.4 on; between them `RUST_LOG` alone does.
SHOWN = [(version, "trace") for version in OLD] + [("0.1.33", "-vv"), ("0.6.5", "-vv")]


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(("version", "verbose"), SHOWN)
def test_an_old_log_tells_what_the_server_saw(version: str, verbose: str, name: str) -> None:
    done, differences = run(version, name, verbose)
    if version == "0.1.33" and name == "keyring":  # no log before 0.1.38 names the services
        assert differences.pop().endswith("the log says []")
    assert done.requests
    assert differences == []


@pytest.mark.parametrize("version", OLD)
def test_what_shows_requests_in_a_release_is_named(version: str) -> None:
    story = story_of(run(version, "nothing", "-vv")[0].stderr)
    assert story.shows.debug
    assert story.shows.trace or story.shown_by == "RUST_LOG=uv=trace uv"
    assert story_of(run(version, "nothing", "uv=trace")[0].stderr).shows.trace
