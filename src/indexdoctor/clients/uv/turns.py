"""The order in which uv's resolver comes to the packages of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from indexdoctor.model.resolution import Wanted


@dataclass(slots=True)
class Turns:
    """A package that cannot be had ends the run when its turn comes, and not before.

    `order` are all packages, exact versions first; `left` those that have not been read, `missing`
    those of which no index has a version that fits, `unbuilt` those whose build failed.
    """

    order: tuple[str, ...]
    left: list[str]
    missing: set[str] = field(default_factory=set)
    unbuilt: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, wanted: Iterable[Wanted]) -> Turns:
        """The turns of these packages."""
        exact_first = sorted(wanted, key=lambda w: not w.requirement.specifier.startswith("=="))
        names = [one.name for one in exact_first]
        return cls(tuple(names), names)

    def comes(self, name: str) -> bool:
        """Whether the turn comes to a package before a missing one has ended the run."""
        first = next((one for one in self.order if one == name or one in self.missing), name)
        return first == name

    def end(self, name: str, *, unbuilt: bool) -> bool:
        """Note that a package was read, or could not be built; whether that ends the run."""
        if unbuilt:
            self.unbuilt.add(name)
        elif name in self.left:
            self.left.remove(name)
        return bool(self.left) and self.left[0] in self.unbuilt
