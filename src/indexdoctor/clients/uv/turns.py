"""The order in which uv's resolver comes to the packages of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from indexdoctor.model.exchange import Flow, Wait
from indexdoctor.model.resolution import Wanted
from indexdoctor.versions import Uv
from indexdoctor.versions.search import MARKED_LOOKED_AHEAD


class NotReachedError(Exception):
    """The run has ended before the turn of a package came."""


@dataclass(slots=True)
class Turns:
    """A package that cannot be had ends the run when its turn comes, and not before.

    What has begun goes on to its end all the same (crates/uv-resolver/src/resolver/mod.rs joins
    the solver and the requests). `left` are those that have not been read, exact versions first,
    `lost` those of which no version can be had.
    """

    left: list[str]
    lost: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, wanted: Iterable[Wanted]) -> Turns:
        """The turns of these packages."""
        return cls([one.name for one in exact_first(wanted)])

    def wait(self, name: str) -> Flow[None]:
        """Wait until all packages before this one have been read; raise NotReachedError."""
        while self.left and self.left[0] != name:
            if self.left[0] in self.lost:
                raise NotReachedError(name)
            yield Wait(("turn", name))

    def end(self, name: str, *, lost: bool) -> None:
        """Note that a package was read, or that no version of it can be had."""
        if lost:
            self.lost.add(name)
        elif name in self.left:
            self.left.remove(name)


def exact_first(wanted: Iterable[Wanted]) -> list[Wanted]:
    """The packages in their order: those of one version come first."""
    return sorted(wanted, key=lambda one: not is_exact(one.requirement.specifier))


def is_exact(specifier: str) -> bool:
    """Whether one of the requirements that a specifier was put together from names one version."""
    clauses = (clause.strip() for clause in specifier.split(","))
    return any(clause.startswith("==") and not clause.endswith("*") for clause in clauses)


def is_late(wanted: Wanted, uv: Uv) -> bool:
    """Whether uv reads no metadata of a package before its turn.

    So it is with one whose index is not the usual one, and was with markers and extras.
    """
    if wanted.pinned is not None or wanted.part is not None:
        return True
    special = wanted.requirement.marker is not None or bool(wanted.requirement.extras)
    return special and MARKED_LOOKED_AHEAD not in uv
