"""How much of a very long log is kept: of requests that went alike, a few."""

from __future__ import annotations

from collections import Counter

from indexdoctor.trace.messages import Said
from indexdoctor.trace.story import Flow, Story, without_userinfo

MOST_EVENTS = 50_000  # kept of one command; after them those alone that conclude something
MOST_FLOWS = 600  # kept of one command, before those like many others are left out
CONCLUSIONS = frozenset(
    {
        *(Said.REFUSED, Said.MISSING, Said.FAILED, Said.STATUS_ERROR, Said.INDEX_REFUSED),
        *(Said.SEARCH_ENDS, Said.CHECK_SKIPPED, Said.UPLOADED, Said.BROKEN),
        *(Said.NETRC_BROKEN, Said.STORE_AMBIGUOUS, Said.KEYRING_BROKEN, Said.KEYRING_SKIPPED),
    }
)
ALIKE = 20  # kept of each kind
LATEST = 100  # kept while a log is read: their answers may still be to come


def leave_out_repetitions(story: Story, latest: int = LATEST) -> list[Flow]:
    """Leave the flows that are alike out of the story, with their events; those that are kept.

    Two are alike where the same was sent, from the same source and to the same folder of a server,
    with the same outcome. The `latest` are kept in any case.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    kept = []
    end = len(story.flows) - latest
    for place, flow in enumerate(story.flows):
        kind = _kind(flow)
        seen[kind] += 1
        if place >= end or seen[kind] <= ALIKE:
            kept.append(flow)
    gone = {flow.url for flow in story.flows} - {flow.url for flow in kept}
    story.events = [each for each in story.events if without_userinfo(each.url) not in gone]
    story.left_out += len(story.flows) - len(kept)
    story.flows = kept
    return kept


def _kind(flow: Flow) -> tuple[object, ...]:
    """For an index page the index, for a file its folder's parent."""
    folder = flow.url.rstrip("/").rpartition("/")[0]
    if not flow.url.endswith("/"):
        folder = "/".join(folder.split("/")[:5])
    attempts = tuple((a.method, a.sent, a.source, a.status, a.taken) for a in flow.attempts)
    return folder, flow.policy, flow.missing is None, flow.redirected is None, attempts
