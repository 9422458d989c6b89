"""One world: run, rendered everywhere, and searched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.conformance.worlds import World, world
from tests.leaks.documents import documents, watching
from tests.leaks.echo import Echo
from tests.leaks.encodings import Search

from indexdoctor import run
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.report import Report
from indexdoctor.model.secret import watch
from indexdoctor.run import RunOptions

SHORTEST = 8  # characters; a shorter secret would be found by chance in a hash


@dataclass(frozen=True, slots=True)
class Searched:
    """How many documents were searched, and in which a secret was found, with its encodings."""

    documents: int
    bytes: int
    leaks: tuple[str, ...]


def search(seed: int, number: int) -> Searched:
    """Check and explain the world, as it is and with servers that repeat secrets."""
    drawn = world(seed, number)
    secrets = tuple(dict.fromkeys(s for s in drawn.secrets if len(s) >= SHORTEST))
    searching = Search(secrets)
    count = size = 0
    leaks: list[str] = []
    with stage(drawn.scene) as staged, watch() as known:
        for name, report in _reports(drawn, staged):
            gate = watching(known)
            # A server repeats what it was sent: what no run has read, it cannot know.
            read = [s for s in secrets if any(s == one.reveal() for one in known)]
            echo = Echo(f"{seed}/{number}", read) if read else None
            for kind, made in (
                (name, report),
                *(() if echo is None else ((f"{name}, echoed", echo.into(report)),)),
            ):
                echoes = () if echo is None else tuple(echo.text() for _ in range(2))
                for document, content in documents(made, gate, echoes):
                    count += 1
                    size += len(content)
                    leaks += [
                        f"world {number}, {kind}, {document}: secret {secrets.index(secret)} {form}"
                        for secret, form in searching.found(content)
                    ]
            if gate.tripped:
                leaks.append(f"world {number}, {name}: the gate would have stopped {gate.tripped}")
    return Searched(count, size, tuple(leaks))


def _reports(drawn: World, staged: Staged) -> Iterator[tuple[str, Report]]:
    options = RunOptions(surroundings=staged.surroundings, words=staged.command, deadline=20.0)
    yield "explain", run.explain(options)
    yield "check", run.check(options)
