"""Of a very long log a few requests of each kind are kept, and every one that went otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.trace.read import stories
from indexdoctor.trace.repetitions import ALIKE, MOST_FLOWS

INDEX = "https://index.example/simple"


def log(packages: int, odd: int) -> Iterator[str]:
    """A log in which the page of one package is refused, and all others are given."""
    yield "DEBUG uv 0.13.8"
    for number in range(packages):
        url = f"{INDEX}/package-{number}/"
        yield f"DEBUG Sending fresh GET request for: {url}"
        yield f"TRACE Handling request for `{url}` with authentication policy auto"
        yield f"TRACE Attempting unauthenticated request for `{url}`"
        if number == odd:
            yield f"TRACE Request for `{url}` failed with 403 Forbidden, checking for credentials"
        else:
            yield f"TRACE Received response for fresh request with status 200 OK for: {url}"


def test_a_request_that_went_otherwise_is_kept() -> None:
    packages = 5 * MOST_FLOWS
    [story] = stories(log(packages, odd=3 * MOST_FLOWS))
    assert story.left_out + len(story.flows) == packages
    assert len(story.flows) <= 2 * ALIKE
    told = {flow.url for flow in story.flows}
    assert {event.url for event in story.events if event.url} == told
    assert [a.url for a in story.attempts if a.status == 403] == [
        f"{INDEX}/package-{3 * MOST_FLOWS}/"
    ]


def test_a_log_of_usual_length_is_kept_whole() -> None:
    [story] = stories(log(MOST_FLOWS - 1, odd=5))
    assert (story.left_out, len(story.flows)) == (0, MOST_FLOWS - 1)
