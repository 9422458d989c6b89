"""What a log of the real uv tells, held against what the server saw.

A log cannot tell everything, and what it cannot is named here, nowhere else:
- the redirects that releases before 0.7.14 follow out of sight (the answer told is the last one),
  and those of the client that checks before an upload up to 0.11.16;
- which of several requests under way a redirect was for, where its target does not tell;
- an empty password looks like one in `is fully authenticated`;
- a request under way when uv ends may have left or not;
- what a proxy wants for itself;
- what a publish URL answers to the question for the audience of a trusted publisher;
- which of two requests for one URL that are under way at once reached the server first;
- of a credential that uv knew already, or had from another request's look-up, where it was first.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urldefrag

from tests.conformance.real import RealUv, Run, run_uv
from tests.conformance.worlds import world
from tests.trace.kept import Kept, keyring_differing, story_of

from indexdoctor.lab.seen import Seen
from indexdoctor.lab.stage import stage
from indexdoctor.trace.story import Attempt, Sent

REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One world: `differing` are the URLs about which log and server disagree, as text."""

    number: int
    requests: int
    differing: tuple[str, ...]
    stderr: str


def compare(seed: int, number: int, uv: RealUv) -> Agreement:
    """Run the real uv with `-vv` in a world, and read its log."""
    with stage(world(seed, number).scene) as staged:
        run = run_uv(staged, uv, verbose=True)
        differences = [*differing(run, Kept.of(staged)), *keyring_differing(run, staged)]
        return Agreement(number, len(run.requests), tuple(differences), run.stderr)


def differing(run: Run, kept: Kept) -> list[str]:
    """The URLs about which the log of a run and the server disagree, or log and sources."""
    story = story_of(run.stderr)
    seen: dict[str, list[Seen]] = {}
    for request in run.requests:
        twice = request.by_proxy and any(
            other.url == request.url and not other.by_proxy for other in run.requests
        )
        if request.method != "CONNECT" and not twice:
            seen.setdefault(urldefrag(request.url).url, []).append(request)
    told: dict[str, list[Attempt]] = {}
    for attempt in sorted(story.attempts, key=lambda attempt: attempt.line):
        told.setdefault(urldefrag(attempt.url).url, []).append(attempt)
    hides = any(
        request.status in REDIRECTS and attempt.status != request.status
        for url, requests in seen.items()
        for request, attempt in zip(requests, told.get(url, ()), strict=False)
    )
    found = []
    for url in dict.fromkeys([*seen, *told]):
        server, log = seen.get(url, []), told.get(url, [])
        pairs = _pairs(server, log, ended=run.exit != 0)
        if pairs is not None:
            found += [
                f"{url}: {attempt.source} (line {attempt.line}) does not hold what was sent"
                for request, attempt in pairs
                if not kept.holds(request, attempt)
            ]
            continue
        if not log and (hides or url.endswith("/_/oidc/audience")):
            continue
        found.append(
            f"{url}\n  server {[(s.method, _kind(s).value, s.status) for s in server]}"
            f"\n  log    {[(a.method, a.sent.value, a.status, a.line) for a in log]}"
        )
    return found


def _kind(seen: Seen) -> Sent:
    if seen.scheme is None:
        return Sent.NOTHING
    empty = seen.secret is None or not seen.secret.reveal()
    return Sent.NAME if empty and seen.scheme.lower() == "basic" else Sent.CREDENTIAL


def _pairs(
    server: list[Seen], log: list[Attempt], *, ended: bool
) -> list[tuple[Seen, Attempt]] | None:
    """The requests of the server with the attempts of a log, in order; None: they do not fit."""
    if not log:
        return None if server else []
    attempt = log[0]
    for place, request in enumerate(server):
        if place and not _at_once(log[: place + 1]):
            break
        if _is(request, attempt):
            others = server[:place] + server[place + 1 :]
            rest = _pairs(others, log[1:], ended=ended)
            if rest is not None:
                return [(request, attempt), *rest]
    lost = attempt.broken or (ended and attempt.answered is None)
    return _pairs(server, log[1:], ended=ended) if lost else None


def _at_once(log: list[Attempt]) -> bool:
    """Whether the first of these was still under way when the last was sent."""
    first, last = log[0], log[-1]
    return first is not last and (first.answered is None or first.answered > last.line)


def _is(seen: Seen, attempt: Attempt) -> bool:
    kind = _kind(seen)
    alike = kind is attempt.sent or (kind is Sent.NAME and attempt.sent is Sent.CREDENTIAL)
    told = attempt.status in (None, seen.status) or seen.status in REDIRECTS
    return attempt.method == seen.method and (alike or seen.by_proxy) and told
