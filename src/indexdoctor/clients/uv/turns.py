"""The order in which uv's resolver comes to the packages of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from indexdoctor.model.resolution import Wanted


@dataclass(slots=True)
class Turns:
    """A build that fails ends the run when the turn comes to its package, and not before.

    `left` are the packages in order that have not been read; exact versions come first.
    """

    left: list[str]
    unbuilt: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, wanted: Iterable[Wanted]) -> Turns:
        """The turns of these packages."""
        exact_first = sorted(wanted, key=lambda w: not w.requirement.specifier.startswith("=="))
        return cls([one.name for one in exact_first])

    def end(self, name: str, *, unbuilt: bool) -> bool:
        """Note that a package was read, or could not be built; whether that ends the run."""
        if unbuilt:
            self.unbuilt.add(name)
        elif name in self.left:
            self.left.remove(name)
        return bool(self.left) and self.left[0] in self.unbuilt
