"""What single versions of the client make of the same files, and of the answers of one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from indexdoctor.clients.uv import Session, resolve
from indexdoctor.diagnose.outlook import Outlook, outlook
from indexdoctor.diagnose.reasons import Run
from indexdoctor.discover.gather import discover
from indexdoctor.model.command import Command
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.versions import Change, Uv

if TYPE_CHECKING:
    from indexdoctor.replay.memory import Memory


@record
class Side:
    """What one version makes of the files.

    Its `uv` collects what it is asked for; `read` is what it was asked for up to here.
    """

    uv: Uv
    found: Discovered
    resolution: Resolution
    read: frozenset[Change]

    @property
    def starts(self) -> bool:
        problems = (*self.found.command.problems, *self.found.problems, *self.resolution.problems)
        return not any(problem.fatal and not problem.late for problem in problems)

    def session(self) -> Session:
        return Session(self.resolution, self.found)

    def run(self, view: Outlook | None) -> Run:
        """What came of it, with all that was asked."""
        return Run(self.uv, frozenset(self.uv.asked or ()), view)

    def mixed(self, uv: Uv) -> Side | None:
        """The same for a mixture of versions, where that reads the files no other way."""
        if not Run(self.uv, self.read, None).stands_for(uv):
            return None
        uv = replace(uv, asked=set(self.read))
        surroundings = replace(self.found.surroundings, uv=uv)
        return replace(self, uv=uv, found=replace(self.found, surroundings=surroundings))


def read(surroundings: Surroundings, command: Command, packages: Sequence[str]) -> Side:
    """What the version of `surroundings` makes of the files; it has to be a watched one."""
    found = discover(surroundings, command)
    resolution = resolve(found, tuple(packages) or None)
    uv = surroundings.uv
    return Side(uv, found, resolution, frozenset(uv.asked or ()))


class Trials:
    """Plays versions, and mixtures of two, on the answers that are known.

    `make` reads the files as a version does; `sides` are versions that have read them already.
    `memory` None: nothing was sent, and the branches of `explain` are looked at.
    """

    def __init__(
        self,
        make: Callable[[Uv], Side],
        sides: Sequence[Side],
        memory: Memory | None,
        mode: str,
    ) -> None:
        self._make = make
        self._known = list(sides)
        self._memory = memory
        self._mode = mode

    def remember(self, memory: Memory) -> None:
        """Take the answers of a run that has gone on meanwhile."""
        self._memory = memory

    def outlook(self, side: Side, replayed: Replayed | None) -> Outlook:
        """What a version does, as lines that can be laid beside those of another."""
        return outlook(
            side.found, side.resolution, replayed, Session if self._mode == "explain" else None
        )

    def side(self, uv: Uv) -> Side:
        """The files as a version or mixture reads them; one that reads the same is not run."""
        side = next(filter(None, (each.mixed(uv) for each in self._known)), None)
        if side is None:
            side = self._make(uv.watched())
            self._known.append(side)
        return side

    def look(self, uv: Uv) -> Run:
        """What a version or mixture would do, from the answers that are known."""
        side = self.side(uv)
        if not side.starts or self._memory is None:
            return side.run(self.outlook(side, None))
        from indexdoctor.replay.lockstep import played
        from indexdoctor.replay.memory import Course

        course = Course(self._memory, side.resolution.network)
        conclusions = played(side.session(), course.known)
        if conclusions is None:
            return side.run(None)
        return side.run(self.outlook(side, course.replayed(conclusions)))
