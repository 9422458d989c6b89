"""What a log of `-v` tells, held against the server: it has no requests, but outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

from tests.conformance.real import RealUv, Run, run_uv
from tests.conformance.worlds import world
from tests.trace.agreement import REDIRECTS
from tests.trace.kept import Kept, story_of

from indexdoctor.lab.stage import stage
from indexdoctor.trace.messages import Said
from indexdoctor.trace.story import Story


def compare(seed: int, number: int, uv: RealUv) -> tuple[Story, list[str]]:
    """Run the real uv with `-v` in a world: its story, and what in it is not true."""
    with stage(world(seed, number).scene) as staged:
        run = run_uv(staged, uv, verbose=True, option="-v")
        story = story_of(run.stderr)
        return story, list(_untrue(story, run, Kept.of(staged)))


def _untrue(story: Story, run: Run, kept: Kept) -> Iterator[str]:
    seen = {(request.url, request.status) for request in run.requests}
    statuses = {status for _, status in seen}
    if story.flows or story.shows.trace:
        yield "requests are told without a TRACE line"
    for refusal in story.refusals:
        asked = urldefrag(refusal.url).url
        known = (
            refusal.status in _led_to(asked, seen)
            if refusal.of_index
            else (asked, refusal.status) in seen
        )
        if not known:
            yield f"{refusal.url} was not answered {refusal.status}"
    for event in story.events:
        if event.said is Said.SEARCH_ENDS and event.status not in statuses:
            yield f"nothing was answered {event.status}"
        if event.said is Said.UPLOADED and (event.url, event.status) not in seen:
            yield f"{event.url} was not answered {event.status}"
        if event.said is Said.NETRC_HAS and not kept.netrc:
            yield "there is no netrc file"
        if event.said is Said.STORE_HAS and not kept.store:
            yield "there is no store"
        if event.said is Said.KEYRING_HAS and not run.keyring:
            yield "the keyring was not asked"


def _led_to(index: str, seen: set[tuple[str, int]]) -> set[int]:
    """The statuses to which requests for pages of an index led, behind its redirects too."""
    own = {status for url, status in seen if url.startswith(index)}
    return own if own.isdisjoint(REDIRECTS) else {status for _, status in seen}
