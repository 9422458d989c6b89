"""What a fault is: one thing wrong in a world, and the codes that name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.conformance.draw import Draw
from tests.faults.world import Place, Source, World

from indexdoctor.model.finding import Severity
from indexdoctor.model.report import Report, State

# What a search or check without credentials, with others, or one that stopped says besides.
CONSEQUENCES = ("READ103", "READ105", "READ107", "POL102", "PUB201", "CRED106")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    `put` changes a healthy world, and nothing but this one thing; it gives None for a world in
    which it cannot be put. `codes` are the findings that name it: one of them must stand first, and
    no error besides but consequences. `fails` says that the real uv ends with an error.
    """

    name: str
    codes: tuple[str, ...]
    put: Callable[[World, Draw], World | None]
    fails: bool = True

    def is_found(self, report: Report) -> bool:
        """Whether the report names this fault, blames nothing else, and calls nothing healthy."""
        named = {f.code for f in report.findings if f.severity is not Severity.NOTE}
        errors = {f.code for f in report.findings if f.severity is Severity.ERROR}
        return (
            bool(named)
            and report.findings[0].code in self.codes
            and errors <= {*self.codes, *CONSEQUENCES}
            and report.state is State.PROBLEM
        )


At = Callable[[World, Place, Draw], World | None]
Put = Callable[[World, Draw], World | None]


def at(*sources: Source, when: Callable[[World, Place], bool] | None = None) -> Callable[[At], Put]:
    """A fault of one place whose credential is written there (nothing stands for all sources).

    The credential is needed: it is asked for, and no other index on that host has one as well. What
    the check of an upload does without one is a fault of publishing.
    """

    def made(change: At) -> Put:
        def put(world: World, draw: Draw) -> World | None:
            able = [p for p in world.having(*sources) if is_needed(world, p) and is_alone(world, p)]
            able = [p for p in able if when is None or when(world, p)]
            return change(world, draw.one(able), draw) if able else None

        return put

    return made


def wrong_password(world: World, place: Place, draw: Draw) -> World | None:
    """Where the credential is written, another secret stands than the server's."""
    return world.changed(place.name, secret=draw.token())


def anywhere(when: Callable[[World, Place], bool] | None = None) -> Callable[[At], Put]:
    """A fault of one place that the command needs, private or not."""

    def made(change: At) -> Put:
        def put(world: World, draw: Draw) -> World | None:
            able = [place for place in world.places if is_needed(world, place)]
            able = [p for p in able if when is None or when(world, p)]
            return change(world, draw.one(able), draw) if able else None

        return put

    return made


def is_alone(world: World, place: Place) -> bool:
    """Whether no other index on its host has a credential."""
    others = (other for other in world.having() if other is not place)
    return all(other.origin != place.origin for other in others)


def is_plain_about_missing(world: World) -> bool:
    """Whether every index says 404 of what it does not have: no refusal, no empty page."""
    missing = (place.index.missing for place in world.places)
    return all(answer is not None and answer.status == 404 for answer in missing)


def is_read(world: World, place: Place) -> bool:
    """Whether pages of the indexes are read, not only the files of a lock."""
    return not world.lock


def is_private_later(world: World, place: Place) -> bool:
    """Whether no index on its host has a credential."""
    private = world.having()
    return all(p.origin != place.origin and p.source is not Source.KEYRING for p in private)


def is_needed(world: World, place: Place) -> bool:
    """Whether the command reads something of this place."""
    if world.kind == "publish":
        return False
    return any(place.index.package(name) is not None for name in world.wanted)
