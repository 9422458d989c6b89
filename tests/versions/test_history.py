"""The changes in the order of releases."""

from __future__ import annotations

import pytest

from indexdoctor.versions import NEWEST, publish, search
from indexdoctor.versions.change import release
from indexdoctor.versions.history import Step, steps, turning_points
from indexdoctor.versions.uv import changes


def test_every_change_begins_once_and_ends_where_it_ends() -> None:
    found = steps()
    begun = [step.change for step in found if not step.ends]
    assert sorted(c.name for c in begun) == sorted(c.name for c in changes())
    ended = {step.change: step.version for step in found if step.ends}
    assert ended == {c: c.until for c in changes() if c.until is not None}
    releases = [release(step.version) for step in found]
    assert releases == sorted(releases, reverse=True)


def test_both_bounds_belong_to_the_range() -> None:
    assert Step("0.7.3", search.SAME_URL_ONCE) in steps("0.7.1", "0.7.3")
    ended = Step("0.7.1", search.REDIRECTS_AUTHENTICATED_FIRST, ends=True)
    assert ended in steps("0.7.1", "0.7.3")
    assert ended not in steps("0.7.2", "0.7.3")
    both = {Step("0.11.22", publish.HASHED_ORDER, ends=True), Step("0.11.22", publish.WHEELS_FIRST)}
    assert both <= set(steps("0.11.22", "0.11.22"))
    assert steps("99.0") == ()


def test_what_is_no_version_is_refused() -> None:
    with pytest.raises(ValueError, match="`x` is no version"):
        steps("x")


def test_the_turning_points_begin_with_the_newest() -> None:
    points = turning_points()
    assert points[0] == NEWEST
    assert len(points) == len(set(points))
    assert {"0.7.0", "0.7.1", "0.9.12"} <= set(points)
