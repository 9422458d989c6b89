"""How much of a very long log is kept: of requests that went alike, a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from indexdoctor.trace.messages import Said
from indexdoctor.trace.story import Flow

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


def without_repetitions(flows: Sequence[Flow], latest: int = LATEST) -> tuple[list[Flow], int]:
    """The flows without those that are alike, in order, and how many these were.

    Two are alike where the same was sent, from the same source and to the same folder of a server,
    with the same outcome. The `latest` are kept in any case.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    kept = []
    end = len(flows) - latest
    for place, flow in enumerate(flows):
        kind = _kind(flow)
        seen[kind] += 1
        if place >= end or seen[kind] <= ALIKE:
            kept.append(flow)
    return kept, len(flows) - len(kept)


def _kind(flow: Flow) -> tuple[object, ...]:
    """For an index page the index, for a file its folder's parent."""
    folder = flow.url.rstrip("/").rpartition("/")[0]
    if not flow.url.endswith("/"):
        folder = "/".join(folder.split("/")[:5])
    attempts = tuple((a.method, a.sent, a.source, a.status, a.taken) for a in flow.attempts)
    return folder, flow.policy, flow.missing is None, flow.redirected is None, attempts
