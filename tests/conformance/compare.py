"""Compare what two clients were seen to do."""

from __future__ import annotations

import collections
from collections.abc import Iterable

from tests.conformance import show
from tests.conformance.real import Run

from indexdoctor.lab.seen import Seen

REFUSALS = (401, 403, 404)
Key = tuple[object, ...]


def key(seen: Seen) -> Key:
    """What is compared of a request.

    An upload's status counts only as a refusal: the probe has no file part, so that where the
    real upload is accepted (2xx) the probe is answered 400.
    """
    status: int | None = seen.status
    if seen.method == "POST" and seen.status not in REFUSALS:
        status = None
    return (
        seen.method,
        seen.url,
        seen.scheme,
        seen.username,
        None if seen.secret is None else seen.secret.reveal(),
        seen.range,
        status,
        seen.by_proxy,
    )


def by_url(requests: Iterable[Seen]) -> dict[str, list[Key]]:
    """What was asked of each URL, in order.

    Equal tunnels through a proxy count once: how many connections a client opens at the same time,
    and keeps, is no matter here. A proxy's requests are kept apart from the server's.
    """
    found: dict[str, list[Key]] = {}
    for seen in requests:
        place = found.setdefault(f"proxy {seen.url}" if seen.by_proxy else seen.url, [])
        if seen.method != "CONNECT" or key(seen) not in place:
            place.append(key(seen))
    return found


def same(one: Run, other: Run) -> bool:
    """Whether both sent the same, in the same order for each URL, and asked the same."""
    return by_url(one.requests) == by_url(other.requests) and collections.Counter(
        one.keyring
    ) == collections.Counter(other.keyring)


def same_but_for_order(one: Run, other: Run) -> bool:
    """Whether both sent the same and asked the same, in whatever order."""

    def unordered(run: Run) -> dict[str, collections.Counter[Key]]:
        return {url: collections.Counter(keys) for url, keys in by_url(run.requests).items()}

    asked = collections.Counter(one.keyring) == collections.Counter(other.keyring)
    return asked and unordered(one) == unordered(other)


def difference(real: Run, model: Run, bases: tuple[str, ...]) -> str:
    """A readable difference: `-` what only the real uv did, `+` what only the model did."""
    lines: list[str] = []
    theirs, ours = by_url(real.requests), by_url(model.requests)
    urls = list(dict.fromkeys([*theirs, *ours]))
    texts = {key(seen): show.line(seen, bases) for seen in (*real.requests, *model.requests)}
    for url in urls:
        left, right = theirs.get(url, []), ours.get(url, [])
        if left == right:
            lines += [f"    {texts[entry]}" for entry in left]
            continue
        lines += [f"  - {texts[entry]}" for entry in left]
        lines += [f"  + {texts[entry]}" for entry in right]
    asked = collections.Counter(real.keyring)
    answered = collections.Counter(model.keyring)
    for call in sorted(asked | answered):
        words = " ".join(show.shorten(word, bases) for word in call)
        mark = " " if asked[call] == answered[call] else ("-" if asked[call] else "+")
        if asked[call] and answered[call] and mark != " ":
            mark = f"- x{asked[call]} + x{answered[call]}"
        lines.append(f"  {mark} keyring {words}")
    return "\n".join(lines)
